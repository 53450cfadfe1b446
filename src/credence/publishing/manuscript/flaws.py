"""A flaw of a manuscript: where it is, a code and what was seen, and no words."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

Place = tuple[str | int, ...]
"""Where in a document, in its own keys: ("credit", 0, "amount")."""


class Document(StrEnum):
    """Which part of a manuscript a flaw is in."""

    COURSE = "course"
    POSTTEST = "posttest"
    PROVIDER = "provider"
    FORM = "form"
    APPROVERS = "approvers"
    TOPICS = "topics"
    FILE = "file"


class Severity(StrEnum):
    """What a flaw does."""

    BLOCKS = "blocks"
    """Nothing is published before it is mended."""
    WARNS = "warns"
    """Somebody should know it, and may publish all the same."""


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """One thing to put right.

    `rule` is the number of the rule that is broken, or empty. `name` says which form or which file it is where
    `document` is one of several; in a file, the place is the number of a line.
    """

    document: Document
    place: Place
    code: str
    data: Mapping[str, Any] = field(default_factory=dict)
    rule: str = ""
    severity: Severity = Severity.BLOCKS
    name: str = ""

    @property
    def blocks(self) -> bool:
        """Whether nothing can be published before it is mended."""
        return self.severity is Severity.BLOCKS


def in_course(rule: str, code: str, *place: str | int, **data: Any) -> Flaw:
    """Return a flaw of a course that blocks."""
    return Flaw(document=Document.COURSE, place=place, code=code, rule=rule, data=data)


def in_posttest(rule: str, code: str, *place: str | int, **data: Any) -> Flaw:
    """Return a flaw of a posttest that blocks."""
    return Flaw(document=Document.POSTTEST, place=place, code=code, rule=rule, data=data)


def in_provider(rule: str, code: str, *place: str | int, **data: Any) -> Flaw:
    """Return a flaw of a provider that blocks."""
    return Flaw(document=Document.PROVIDER, place=place, code=code, rule=rule, data=data)


def in_file(name: str, code: str, line: int, **data: Any) -> Flaw:
    """Return a flaw of a file that blocks."""
    return Flaw(document=Document.FILE, name=name, place=(line,), code=code, data=data)


def warning(flaw: Flaw) -> Flaw:
    """Return the same flaw, to be known only."""
    return replace(flaw, severity=Severity.WARNS)
