"""The courses of a run: a film with a PDF and a text, its twin, a short text, and one that only a coupon opens."""

import shutil
from pathlib import Path

from tests.journeys.courses import ARCHIVE, build_courses
from tests.publishing.samples import CONTRAST, HANDS, edit

FILM, TWIN, TEXT, PAID = "contrast-reactions", "contrast-again", "hand-washing", "hand-hygiene"
COUPON = "SOAKEDGIFT26"
CHAPTERS = {
    **dict.fromkeys((FILM, TWIN), ("recognize", "treat", "summary")),
    **dict.fromkeys((TEXT, PAID), ("text",)),
}
FILM_CHAPTER, FILM_MS = "recognize", 20_000
QUESTIONS = {FILM: 15, TWIN: 15, TEXT: 1, PAID: 1}
SOUGHT = {FILM: "reactions", TWIN: "reactions", TEXT: "hands", PAID: "hands"}
"""By which word each is found in the catalog."""

RIGHT = ("Epinephrine", "True")
"""How the right choice of every question begins."""

FURNISH = f"""
from tests.factories.commerce import make_coupon
make_coupon("{COUPON}", "full", "0")
"""


def write_courses(tree: Path) -> Path:
    """Write the courses into the new folder `tree` and return it."""
    build_courses(tree)
    shutil.rmtree(tree / ARCHIVE)
    shutil.copytree(tree / CONTRAST, tree / "courses" / TWIN)
    edit(tree / "courses" / TWIN / "course.yaml", f"slug: {FILM}", f"slug: {TWIN}\ntwin_of: {FILM}")
    shutil.copytree(tree / HANDS, tree / "courses" / PAID)
    edit(tree / "courses" / PAID / "course.yaml", f"slug: {TEXT}", f"slug: {PAID}")
    edit(tree / "courses" / PAID / "course.yaml", "price: {amount: 0}", "price: {amount: 20, currency: USD}")
    return tree
