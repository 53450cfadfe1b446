"""Read one PDF in a process of its own, with as much time and memory as that needs and no more.

`python -m credence.media.gateway.paper_reading PATH SECONDS` prints what it found as JSON.
"""

import json
import logging
import re
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
from pypdf.errors import LimitReachedError, PyPdfError

from credence.media.gateway.paper_acts import refuse_what_acts
from credence.media.rules.files import CutOff, Encrypted, NotPdf, Paper, TooHeavy, TooManyPages, Unfit
from credence.media.rules.limits import LARGEST_SIDE, MEMORY_OF_A_PAPER, MOST_OBJECTS, MOST_PAGES

SMALLEST_FIGURE = 64
"""Pixels; what is smaller is an ornament."""
CAPTION = re.compile(r"^\s*(Figure|Fig\.|Table)\s*(\d+)", re.MULTILINE)
HARMLESS = "Resources is missing"
"""A warning about pages that draw nothing."""
UNREADABLE = (PyPdfError, ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError)
"""What a reader of other people's PDFs stumbles over."""
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read(path: Path) -> Paper:
    """Open a PDF and count what there is to read.

    Raises:
        Unfit: it cannot be opened or shown, or does more than show pages.
    """
    try:
        with pikepdf.open(path, attempt_recovery=False) as document:
            _refuse_unfit(document)
            pages, pictures = len(document.pages), len(_pictures_of(document))
    except pikepdf.PasswordError:
        raise Encrypted from None
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError):
        raise (CutOff if _says_pdf(path) else NotPdf) from None
    text = _text_of(path)
    return Paper(pages=pages, words=len(text.split()), figures=max(pictures, len(set(CAPTION.findall(text)))))


def main(path: str, seconds: int) -> None:
    """Print what a PDF is, or the code and data of the reason for which it is refused, within so many seconds."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_OF_A_PAPER, MEMORY_OF_A_PAPER))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        said = asdict(read(Path(path)))
    except Unfit as refusal:
        said = {"code": refusal.code, "data": refusal.data}
    sys.stdout.write(json.dumps(said))


def _refuse_unfit(document: pikepdf.Pdf) -> None:
    if document.is_encrypted:
        raise Encrypted
    if int(document.Root.Pages.Count) > MOST_PAGES:
        raise TooManyPages(most=MOST_PAGES)
    if len(document.objects) > MOST_OBJECTS:
        raise TooHeavy
    refuse_what_acts(document)
    if any(_side_of(page) > LARGEST_SIDE for page in document.pages):
        raise TooHeavy
    if any(HARMLESS not in warning for warning in document.get_warnings()):
        raise CutOff
    if not len(document.pages):
        raise NotPdf


def _says_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1024)


def _side_of(page: pikepdf.Page) -> float:
    """Return the longer side of a page in points."""
    left, bottom, right, top = (float(edge) for edge in page.mediabox.as_list())
    return max(abs(right - left), abs(top - bottom)) * float(page.obj.get("/UserUnit", 1))


def _pictures_of(document: pikepdf.Pdf) -> set[tuple[int, int]]:
    """Return the number of each picture that is drawn; one that stands on every page has one number."""
    pictures, seen = set[tuple[int, int]](), set[tuple[int, int]]()
    waiting: list[Any] = [page.obj.get("/Resources", {}) for page in document.pages]
    while waiting:
        for drawn in waiting.pop().get("/XObject", {}).values():
            if drawn.get("/Subtype") == "/Image":
                pictures |= {drawn.objgen} if _is_figure(drawn) else set()
            elif drawn.objgen not in seen:
                seen.add(drawn.objgen)
                waiting.append(drawn.get("/Resources", {}))
    return pictures


def _is_figure(picture: Any) -> bool:
    return min(int(picture.get("/Width", 0)), int(picture.get("/Height", 0))) >= SMALLEST_FIGURE


def _text_of(path: Path) -> str:
    """Return what words can be read: none where the pages are scanned or their text is broken."""
    try:
        with pypdf.PdfReader(path) as document:
            return "\n".join(page.extract_text() for page in document.pages)
    except LimitReachedError:
        raise TooHeavy from None
    except UNREADABLE:
        return ""


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
