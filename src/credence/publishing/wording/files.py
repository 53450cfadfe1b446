"""The sentences for what is wrong with files."""

from django.utils.translation import gettext_lazy as _

KINDS = {"video": _("video"), "pdf": _("PDF"), "picture": _("picture"), "captions": _("captions"), "text": _("text")}

FILES = {
    "no-file": _("There is no {path} here. Add it, or correct the path."),
    "no-file:near": _("There is no {path} here. Did you mean {near}?"),
    "other-file": _("{path} is used as {kind}, but is something else. Name another file."),
    "path-twins": _("{path} differs from {other} by capitals only, and some systems take them for one. Rename it."),
    "file-link": _("{path} is a symbolic link or lies behind one. Put the file itself there."),
    "file-odd": _("{path} is not a plain file. Put the file itself there."),
    "file-unreadable": _("{path} cannot be read: {reason}. Let it be read, or put a copy there."),
    "file-not-a-file": _("{path} is not a plain file. Put the file itself there."),
    "file-empty": _("{path} is empty."),
    "file-too-large": _("{path} is larger than {largest} MB, the most for a {kind}. Make it smaller."),
    "file-too-long": _("{path} is longer than eight hours. Cut it into several chapters."),
    "file-not-video": _("{path} is not an MP4 or WebM video with a picture. Convert it to MP4 with H.264."),
    "file-damaged": _("{path} is a damaged or unfinished video. Render or copy it again."),
    "file-slow": _("{path} took too long to read. Render it again."),
    "file-codec": _("{path} holds {codec}, which not every browser plays. Convert it to MP4 with H.264 and AAC."),
    "file-profile": _(
        "{path} holds {codec} of the profile {profile}, which not every browser plays. Convert it to a plainer one."
    ),
    "file-colors": _(
        "{path} keeps its colors as {pixel_format}, finer than every browser shows. Convert it to 8-bit 4:2:0."
    ),
    "file-sound": _("{path} has sound kept as {codec}, which not every browser plays. Convert it to AAC."),
    "file-interlaced": _("{path} is interlaced, and browsers would show combs. Convert it to whole frames."),
    "file-rotated": _(
        "{path} is turned by a note of {degrees} degrees that not every player heeds. Convert it upright."
    ),
    "file-not-pdf": _("{path} is not a PDF that can be opened, or has no pages. Save it as a PDF again."),
    "file-encrypted": _("{path} is encrypted. Save it without a password or restrictions."),
    "file-cut-off": _("{path} is damaged or cut off. Save it again, or copy it again as a whole."),
    "file-too-many-pages": _("{path} has more than {most} pages. Make several chapters of it."),
    "file-too-heavy": _(
        "{path} takes more time or memory to read than a document should, or has pages of more than five meters. "
        "Print it to a new PDF."
    ),
    "file-script": _("{path} holds a script. Print it to a new PDF, which keeps its pages only."),
    "file-starts": _(
        "{path} starts programs, sends forms or opens other files ({action}). Print it to a new PDF, which keeps its "
        "pages only."
    ),
    "file-plays": _(
        "{path} holds a film, a sound or a model in space, which browsers do not show. Make a video chapter of a "
        "film, and print the pages to a new PDF."
    ),
    "file-attaches": _("{path} holds or needs other files. Print it to a new PDF, which keeps its pages only."),
    "file-astray": _("{path} links to “{link}”, which is no page of the web. Correct the link, or leave it out."),
    "file-not-picture": _("{path} is not a JPEG, PNG or WebP picture that can be opened. Convert it to one of these."),
    "file-too-many-pixels": _("{path} has more than {pixels} million pixels. Make it smaller."),
    "file-animated": _("{path} moves. Save one frame of it as a picture, or make it a video chapter."),
    "file-not-utf8": _("{path} is not UTF-8 text. Save it as UTF-8."),
    "text-too-large": _("{path} is larger than {most} kB. Split it."),
    "text-empty": _("{path} is empty. Write the chapter in Markdown."),
    "text-control": _("A control character stands here, which no text can hold. Delete it."),
    "picture-in-chapter": _("Pictures inside texts are not shown. Use a PDF chapter, or leave it out."),
    "caption-after-end": _("This caption ends after {path} does. Correct its times."),
    "captions-header": _("WebVTT captions begin with a line that says WEBVTT. Write it."),
    "captions-timing": _("This is not a WebVTT timing: “{text}”. Write it like 00:01.000 --> 00:04.000."),
    "captions-order": _("This caption starts before the one above it. Put captions in order of time."),
    "captions-backward": _("This caption ends before it starts. Correct its times."),
    "captions-empty": _("This caption has no words and is left out. Write them where there should be some."),
    "captions-marks": _(
        "Browsers take “{text}” for a mark and do not show it. Write &lt; for <, or delete it if it is meant as a mark."
    ),
    "captions-control": _("A control character stands here, which no text can hold. Delete it."),
    "captions-none": _("There are no captions in this file. Write them."),
}
