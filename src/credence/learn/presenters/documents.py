"""The documents of `docs/` as pages of help, and where links among them lead on the site."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from posixpath import join, normpath
from typing import NamedTuple

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from PIL import Image

from credence.kit.documents import Document, Picture, document_of
from credence.learn.wording.documents import SHELVES, Titled

WHY = "decisions"
"""The folder of decisions, and the anchor of their list."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A document at its address, with what it says of itself in the reader's language where we have words for it."""

    name: str
    file: str
    titled: Titled | None

    @property
    def document(self) -> Document:
        """What the file says, read once a process: documents change with the release alone."""
        return _read(self.file)

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.titled.title) if self.titled else self.document.title


class Shelf(NamedTuple):
    """Documents for one kind of reader."""

    name: str
    title: str
    shown: list[Shown]


def shelves() -> list[Shelf]:
    """Return all documents but the decisions, by their readers."""
    return [
        Shelf(
            shelf.name, str(shelf.title), [Shown(each.name, f"docs/{each.name}.md", each) for each in shelf.documents]
        )
        for shelf in SHELVES
    ]


def decisions() -> list[Shown]:
    """Return the decisions, by name."""
    files = sorted((settings.ROOT / "docs" / WHY).glob("*.md"))
    return [Shown(file.stem, f"docs/{WHY}/{file.name}", None) for file in files]


def everything() -> Iterator[Shown]:
    """Yield all documents, in the order in which they are listed."""
    for shelf in shelves():
        yield from shelf.shown
    yield from decisions()


def shown(name: str) -> Shown | None:
    """Return the document of this name."""
    return next((each for each in everything() if each.name == name), None)


def leads_to(file: str, target: str) -> str | None:
    """Return where a link in a file leads on the site, None for what is not served: a source file, a folder."""
    path, hash_, anchor = target.partition("#")
    if "://" in path:
        return target
    aim = normpath(join(Path(file).parent.as_posix(), path)) if path else file
    if aim == f"docs/{WHY}":
        return f"{reverse('learn:help')}#{WHY}"
    name = next((each.name for each in everything() if each.file == aim), None)
    return f"{reverse('learn:help-document', args=[name])}{hash_}{anchor}" if name else None


def _picture(file: str, target: str) -> Picture:
    path = (settings.ROOT / file).parent / target
    with Image.open(path) as opened:
        return Picture(static(f"pictures/{path.name}"), *opened.size)


@lru_cache(maxsize=200)
def _read(file: str) -> Document:
    source = (settings.ROOT / file).read_text(encoding="utf-8")
    return document_of(source, lambda target: leads_to(file, target), lambda target: _picture(file, target))
