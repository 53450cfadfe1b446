"""Find what the documents say, by words of their headings and texts."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from credence.kit.documents import Section
from credence.kit.text import folded
from credence.learn.presenters.documents import everything

ENDINGS = re.compile(r"(?<=\w{4})(?:ing|ed|es|s|d)$")
"""What English hangs on a word; without it, a word is found in its other forms."""
MOST = 20
BEFORE, LONG = 60, 200
"""Letters of an excerpt before the word that was found, and in all."""
IN_TITLE, IN_TEXT = 5, 1


class Finding(NamedTuple):
    """A section that has all the words, in its document; of the excerpt each piece says whether it was looked for."""

    name: str
    document: str
    section: Section
    excerpt: list[tuple[str, bool]]


class _Indexed(NamedTuple):
    name: str
    document: str
    section: Section
    in_title: tuple[str, ...]
    in_text: tuple[str, ...]


def find(words: str) -> list[Finding]:
    """Return the sections that have every word in some form, those that have them in their heading first."""
    stems = [ENDINGS.sub("", word) for word in folded(words).split()]
    weighed = [(_weight(each, stems), each) for each in _index()] if stems else []
    best = sorted(((weight, each) for weight, each in weighed if weight), key=lambda found: -found[0])
    return [Finding(each.name, each.document, each.section, _excerpt(each.section, stems)) for _, each in best[:MOST]]


def _weight(indexed: _Indexed, stems: list[str]) -> int:
    """Return how much a section is about the words, 0 if one of them is missing."""
    weights = [_weight_of(indexed, stem) for stem in stems]
    return sum(weights) if all(weights) else 0


def _weight_of(indexed: _Indexed, stem: str) -> int:
    if any(word.startswith(stem) for word in indexed.in_title):
        return IN_TITLE
    return IN_TEXT if any(word.startswith(stem) for word in indexed.in_text) else 0


@lru_cache(maxsize=1)
def _index() -> list[_Indexed]:
    return list(_indexed())


def _indexed() -> Iterator[_Indexed]:
    for shown in everything():
        title = shown.document.title
        for section in shown.document.sections:
            heading = tuple(folded(section.title).split())
            yield _Indexed(shown.name, title, section, heading, tuple(folded(f"{title} {section.text}").split()))


def _excerpt(section: Section, stems: list[str]) -> list[tuple[str, bool]]:
    """Return a part of the text around the first word that was found, in pieces."""
    looked_for = re.compile(rf"\b((?:{'|'.join(map(re.escape, stems))})\w*)", re.IGNORECASE)
    first = looked_for.search(section.text)
    start = max(0, first.start() - BEFORE) if first else 0
    start = section.text.rfind(" ", 0, start) + 1
    part = section.text[start : start + LONG]
    cut = part if start + LONG >= len(section.text) else part.rpartition(" ")[0] + " …"
    pieces = looked_for.split(("… " if start else "") + cut)
    return [(piece, at % 2 == 1) for at, piece in enumerate(pieces) if piece]
