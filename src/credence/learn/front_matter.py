"""The words for what a front matter holds in codes. Give them to pages that show one."""

from collections.abc import Iterable
from typing import Any

from credence.accounts.enums import Profession
from credence.catalog.enums import ChapterKind, FacultyRole, LearningFormat, SupportKind

LABELS = {
    each.value: each.label
    for kind in (Profession, FacultyRole, SupportKind, LearningFormat, ChapterKind)
    for each in kind
}


def label(code: str) -> str:
    """Return the words for a code of the front matter; the code itself where it has none any more."""
    return str(LABELS.get(code, code))


def labels(codes: Iterable[str]) -> str:
    """Return the words for codes, separated by commas."""
    return ", ".join(sorted(label(code) for code in codes))


def place_of(zone: str) -> str:
    """Return the place whose time a zone has: "New York" for America/New_York."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


WORDS: dict[str, Any] = {"label": label, "labels": labels, "place_of": place_of}
