"""What a file turned out to be, and why a file is refused."""

from dataclasses import dataclass

from credence.kit.refusal import Refusal


@dataclass(frozen=True, kw_only=True)
class Probe:
    """What a file turned out to be. Hash and size are of the bytes that are kept: of pictures and captions as shown."""

    kind: str
    sha256: str
    size: int
    content_type: str
    duration_ms: int | None = None
    """Of a film; of captions, the end of the last."""
    frame_rate: float | None = None
    """Frames a second of a film, where it says so."""
    pixel_format: str = ""
    """How a film keeps colors, in ffmpeg's words."""
    width: int | None = None
    height: int | None = None
    """Of a film or picture, in pixels."""
    pages: int | None = None
    words: int | None = None
    figures: int | None = None
    """Of a PDF, as far as its text can be read."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What was found in a PDF: its pages, the words that can be read, and its figures."""

    pages: int
    words: int
    figures: int


class Changed(Refusal):
    """The file changed while it was being stored."""

    code = "changed"


class Unfit(Refusal):
    """The file is not what it should be. Each subclass is one reason."""

    code = "unfit"


class NotAFile(Unfit):
    """A folder, a pipe or the like stands there."""

    code = "not-a-file"


class Empty(Unfit):
    """It has no bytes."""

    code = "empty"


class TooLarge(Unfit):
    """It has more bytes than the platform takes; data: `largest`, in megabytes."""

    code = "too-large"


class NotVideo(Unfit):
    """It is no MP4 or WebM with a picture."""

    code = "not-video"


class Damaged(Unfit):
    """The video breaks off, or cannot be read to its end."""

    code = "damaged"


class Slow(Unfit):
    """Reading the video took longer than the time limit."""

    code = "slow"


class TooLong(Unfit):
    """The video is longer than the platform takes."""

    code = "too-long"


class UnplayableCodec(Unfit):
    """Its picture is kept in a way that not every browser plays; data: `codec`."""

    code = "codec"


class UnplayableProfile(Unfit):
    """Its picture uses a profile of its codec that not every browser plays; data: `codec`, `profile`."""

    code = "profile"


class UnplayableColors(Unfit):
    """Its colors are finer than every browser shows, as with 10 bits or 4:2:2; data: `pixel_format`."""

    code = "colors"


class UnplayableSound(Unfit):
    """Its sound is kept in a way that not every browser plays; data: `codec`."""

    code = "sound"


class Interlaced(Unfit):
    """Its frames are woven of two halves, which browsers show as combs."""

    code = "interlaced"


class Rotated(Unfit):
    """A note in the file turns the picture, and not every player heeds it; data: `degrees`."""

    code = "rotated"


class NotPdf(Unfit):
    """It cannot be opened as a PDF, or has no pages."""

    code = "not-pdf"


class Encrypted(Unfit):
    """The PDF has a password or restrictions."""

    code = "encrypted"


class CutOff(Unfit):
    """The PDF breaks off or is damaged, so that only some programs can open it."""

    code = "cut-off"


class TooManyPages(Unfit):
    """The PDF has more pages than the platform takes; data: `most`."""

    code = "too-many-pages"


class TooHeavy(Unfit):
    """Reading the PDF takes more time or memory than the platform gives it, or its pages are too large."""

    code = "too-heavy"


class RunsScript(Unfit):
    """The PDF holds a script."""

    code = "script"


class StartsThings(Unfit):
    """The PDF starts programs, sends forms or opens other files; data: `action`, in the words of the format."""

    code = "starts"


class Plays(Unfit):
    """The PDF holds film, sound or a model in space."""

    code = "plays"


class Attaches(Unfit):
    """The PDF holds other files, or refers to some for what it shows."""

    code = "attaches"


class LeadsAstray(Unfit):
    """The PDF links to what is no page of the web; data: `link`."""

    code = "astray"


class NotPicture(Unfit):
    """It cannot be opened as a JPEG, PNG or WebP picture."""

    code = "not-picture"


class TooManyPixels(Unfit):
    """The picture is larger than the platform takes; data: `pixels`, in millions."""

    code = "too-many-pixels"


class Animated(Unfit):
    """The picture moves."""

    code = "animated"


class NotUtf8(Unfit):
    """The captions are no UTF-8 text."""

    code = "not-utf8"


class FaultyCaptions(Unfit):
    """The captions break the rules of WebVTT; data: `faults`, each a `webvtt.CaptionFault`."""

    code = "captions"
