"""The words for what a front matter holds in codes. Give them to pages that show one."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import TextChoices

from credence.accounts.enums import Profession
from credence.catalog.enums import ChapterKind, ContentKind, FacultyRole, LearningFormat, SupportKind


def namer(choices: type[TextChoices]) -> Callable[[str], str]:
    """Return a function from a code to its words; from a code that is no more, to itself."""
    labels = {str(value): label for value, label in choices.choices}
    return lambda code: str(labels.get(code, code))


def place_of(zone: str) -> str:
    """Return the place whose time a zone has: "New York" for America/New_York."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def profession_names(codes: Iterable[str]) -> str:
    """Return the words for professions, in order, separated by semicolons: some hold commas themselves."""
    return "; ".join(sorted(map(namer(Profession), codes), key=str.casefold))


WORDS: dict[str, Any] = {
    "chapter_kind": namer(ChapterKind),
    "learning_format": namer(LearningFormat),
    "place_of": place_of,
    "profession_names": profession_names,
    "role_name": namer(FacultyRole),
    "support_kind": namer(SupportKind),
    "content_kind": namer(ContentKind),
}
