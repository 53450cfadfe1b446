"""PDFs: whether they can be shown, and how much there is to read in them."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
from pypdf.errors import PyPdfError

from credence.media.rules.files import Encrypted, NotPdf, RunsScript

SMALLEST_FIGURE = 64
"""Pixels; what is smaller is an ornament."""
CAPTION = re.compile(r"^\s*(Figure|Fig\.|Table)\s*(\d+)", re.MULTILINE)
DEEPEST = 4
UNREADABLE = (PyPdfError, ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError)
"""What a reader of other people's PDFs stumbles over."""
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What was found in a PDF: its pages, the words that can be read, and its figures."""

    pages: int
    words: int
    figures: int


def inspect(path: Path) -> Paper:
    """Open a PDF and count what there is to read.

    Raises:
        NotPdf, Encrypted, RunsScript: it cannot be opened or has no pages, has a password, or runs a script.
    """
    try:
        with pikepdf.open(path) as document:
            _refuse_unfit(document)
            pages, pictures = len(document.pages), len(set(_pictures_of(document)))
    except pikepdf.PasswordError:
        raise Encrypted from None
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError):
        raise NotPdf from None
    text = _text_of(path)
    return Paper(pages=pages, words=len(text.split()), figures=max(pictures, len(set(CAPTION.findall(text)))))


def _refuse_unfit(document: pikepdf.Pdf) -> None:
    if document.is_encrypted:
        raise Encrypted
    if _runs_script(document):
        raise RunsScript
    if not len(document.pages):
        raise NotPdf


def _runs_script(document: pikepdf.Pdf) -> bool:
    root = document.Root
    opening = root.get("/OpenAction")
    return "/JavaScript" in root.get("/Names", {}) or (
        isinstance(opening, pikepdf.Dictionary) and opening.get("/S") in ("/JavaScript", "/Launch")
    )


def _pictures_of(document: pikepdf.Pdf) -> Iterator[tuple[int, int]]:
    """Yield the number of each picture that is drawn; one that stands on every page has one number."""
    for page in document.pages:
        yield from _pictures_in(page.obj.get("/Resources", {}), DEEPEST)


def _pictures_in(resources: Any, depth: int) -> Iterator[tuple[int, int]]:
    for drawn in resources.get("/XObject", {}).values():
        if drawn.get("/Subtype") == "/Image":
            if min(int(drawn.get("/Width", 0)), int(drawn.get("/Height", 0))) >= SMALLEST_FIGURE:
                yield drawn.objgen
        elif depth:
            yield from _pictures_in(drawn.get("/Resources", {}), depth - 1)


def _text_of(path: Path) -> str:
    """Return what words can be read: none where the pages are scanned or their text is broken."""
    try:
        with pypdf.PdfReader(path) as document:
            return "\n".join(page.extract_text() for page in document.pages)
    except UNREADABLE:
        return ""
