"""What a PDF does beyond showing pages, wherever in it that stands: the whole graph of its objects is looked at.

Source: ISO 32000-2, 12.6 (actions), 12.5.6 (annotations), 7.11 (files), 12.7.8 (XFA).
"""

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from credence.media.rules.files import Attaches, LeadsAstray, Plays, RunsScript, StartsThings, Unfit

STARTING = frozenset({"/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE"})
PLAYING = frozenset({"/Rendition", "/Sound", "/Movie", "/RichMediaExecute", "/GoTo3DView"})
"""Actions. Those left move within the document, change how it looks, or follow a link: GoTo, Named, Hide, URI, …"""
PLAYED = frozenset({"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
"""Annotations that play something."""
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
ALLOWED = frozenset({"http", "https", "mailto", "tel", "doi", "ftp"})
UNSEEN = re.compile(r"[\x00-\x20]")
"""What browsers drop from an address."""


def refuse_what_acts(document: pikepdf.Pdf) -> None:
    """Refuse a PDF that does more than show pages and follow links.

    Raises:
        RunsScript, StartsThings, Plays, Attaches, LeadsAstray: it does, with the first that was found.
    """
    for part in _parts(document):
        if reason := _why(part):
            raise reason


def _parts(document: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every dictionary of a document, those of streams too, whether anything leads to it or not."""
    waiting: list[Any] = [document.trailer, *document.objects]
    while waiting:
        part = waiting.pop()
        if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
            yield part
            inner = [value for _, value in part.items()]
        else:
            inner = list(part) if isinstance(part, pikepdf.Array) else []
        waiting += [each for each in inner if _is_inside(each)]


def _is_inside(value: Any) -> bool:
    """Whether a value stands in another itself; what is only referred to has its turn."""
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect


def _why(part: Any) -> Unfit | None:
    action = "" if part.get("/Type") == "/StructElem" else part.get("/S")
    if action == "/JavaScript":
        return RunsScript()
    if action in STARTING or (action == "/Thread" and "/F" in part):
        return StartsThings(action=str(action)[1:])
    return _why_not_kept(part, action) or _why_not_followed(part)


def _why_not_kept(part: Any, action: Any) -> Unfit | None:
    if action in PLAYING or part.get("/Subtype") in PLAYED:
        return Plays()
    if "/XFA" in part and "/Fields" in part:
        return StartsThings(action="XFA")
    is_elsewhere = isinstance(part, pikepdf.Stream) and "/F" in part
    is_file = part.get("/Subtype") == "/FileAttachment" or part.get("/Type") == "/EmbeddedFile" or "/Collection" in part
    return Attaches() if is_file or is_elsewhere or _holds_file(part) else None


def _holds_file(part: Any) -> bool:
    held = part.get("/EF")
    return isinstance(held, pikepdf.Dictionary) and bool(held.keys() & {"/F", "/UF", "/DOS", "/Mac", "/Unix"})


def _why_not_followed(part: Any) -> Unfit | None:
    for key in ("/URI", "/Base"):
        if isinstance(link := part.get(key), pikepdf.String):
            scheme = SCHEME.match(UNSEEN.sub("", str(link)))
            if scheme and scheme[1].lower() not in ALLOWED:
                return LeadsAstray(link=str(link)[:60])
    return None
