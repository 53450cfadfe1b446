"""Pictures as they are shown: upright, in sRGB, eight bits a color, and silent about where and how they were made.

A picture that is so already keeps its bytes but for what it says of itself; another is drawn anew, once. Cleaning what
was cleaned changes nothing.
"""

import io
import itertools
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps

from credence.media.rules import limits
from credence.media.rules.files import Animated, NotPicture, TooManyPixels
from credence.media.rules.metadata import Unreadable, stripped

ORIENTATION = 0x0112
PLAIN_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
SPACES = {"L": "GRAY", "LA": "GRAY", "P": "RGB ", "RGB": "RGB ", "RGBA": "RGB ", "CMYK": "CMYK"}
"""Which profiles speak of the colors of a mode; another one is nobody's and ignored, as browsers do."""
SAME_COLOR = 3
"""How far two colors may lie apart, of 255, that nobody tells one from the other."""
FORMATS = {**{name: name for name in limits.PICTURE_TYPES}, "MPO": "JPEG"}
"""A telephone's picture with a second one behind it is a JPEG with something behind its end."""
DEEP = 16
BIT_DEPTH_OF_PNG = 24
SAVING: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 92, "subsampling": 0, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 92, "method": 4},
}
SRGB = ImageCms.createProfile("sRGB")


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """A picture as it is shown; width and height in pixels."""

    contents: bytes
    content_type: str
    width: int
    height: int


def clean(path: Path) -> Cleaned:
    """Return the picture at `path` as it is shown; the same picture gives the same bytes.

    Raises:
        NotPicture, TooManyPixels, Animated: it cannot be opened, is too large, or moves.
    """
    original = path.read_bytes()
    with _opened(original) as picture:
        form = FORMATS[picture.format or ""]
        contents = _silenced(picture, original) or stripped(_drawn_anew(picture, form))
    with Image.open(io.BytesIO(contents)) as shown:
        content_type = limits.PICTURE_TYPES[form]
        return Cleaned(contents=contents, content_type=content_type, width=shown.width, height=shown.height)


@contextmanager
def _opened(contents: bytes) -> Iterator[Image.Image]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(contents), formats=tuple(limits.PICTURE_TYPES))
        with picture:
            _refuse_unfit(picture)
            picture.load()
            yield picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixels(pixels=limits.MOST_PIXELS // 1_000_000) from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise NotPicture from None


def _refuse_unfit(picture: Image.Image) -> None:
    if picture.width * picture.height > limits.MOST_PIXELS:
        raise TooManyPixels(pixels=limits.MOST_PIXELS // 1_000_000)
    if getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO":
        raise Animated


def _silenced(picture: Image.Image, original: bytes) -> bytes | None:
    """Return the original without what it says of itself, or None where its dots must change or cannot be told."""
    if picture.getexif().get(ORIENTATION, 1) != 1 or picture.mode not in PLAIN_MODES:
        return None
    if _is_deep(picture, original) or _profile_of(picture):
        return None
    try:
        return stripped(original)
    except Unreadable:
        return None


def _is_deep(picture: Image.Image, original: bytes) -> bool:
    return picture.format == "PNG" and original[BIT_DEPTH_OF_PNG] == DEEP


def _profile_of(picture: Image.Image) -> ImageCms.ImageCmsProfile | None:
    """Return the color profile of a picture, or None where there is none to heed: none, a broken one, or sRGB."""
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(picture.info["icc_profile"]))
        speaks = profile.profile.xcolor_space == SPACES.get(picture.mode)
        return None if not speaks or _is_srgb(profile) else profile
    except (KeyError, TypeError, OSError, ImageCms.PyCMSError):
        return None


def _is_srgb(profile: ImageCms.ImageCmsProfile) -> bool:
    """Whether colors spread over the whole room come out of a conversion as they went in."""
    if profile.profile.xcolor_space != SPACES["RGB"]:
        return False
    levels = (0, 36, 73, 109, 146, 182, 219, 255)
    before = Image.frombytes("RGB", (64, 8), bytes(itertools.chain(*itertools.product(levels, repeat=3))))
    after = ImageCms.profileToProfile(before, profile, SRGB)
    pairs = zip(before.tobytes(), after.tobytes() if after else b"", strict=True)
    return max(abs(was - became) for was, became in pairs) <= SAME_COLOR


def _drawn_anew(picture: Image.Image, form: str) -> bytes:
    profile = _profile_of(picture)
    upright = _in_eight_bits(ImageOps.exif_transpose(picture))
    shown = _in_srgb(upright, profile)
    shown.info.clear()
    drawn = io.BytesIO()
    shown.save(drawn, form, **SAVING[form])
    return drawn.getvalue()


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda level: level * (1 / 257)).convert("L")
    return picture.convert("RGBA") if "transparency" in picture.info else picture


def _in_srgb(picture: Image.Image, profile: ImageCms.ImageCmsProfile | None) -> Image.Image:
    """Return the picture in sRGB; its transparency stays as it is."""
    if profile is None:
        return picture if picture.mode in PLAIN_MODES else picture.convert("RGB")
    solid = picture.convert({"LA": "L", "RGBA": "RGB", "P": "RGB"}.get(picture.mode, picture.mode))
    shown = ImageCms.profileToProfile(solid, profile, SRGB, outputMode="RGB")
    if shown is None:
        raise NotPicture
    if "A" in picture.getbands():
        shown.putalpha(picture.getchannel("A"))
    return shown
