"""What of a page people see or hear, and what of it is data of the small world."""

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django.apps import apps

from credence.accounts.rules.places import US_STATES
from credence.catalog.rules.credit_types import credit_types

UNSEEN = {"script", "style", "svg", "template", "code"}
HEARD = {"alt", "title", "placeholder", "aria-label", "aria-description", "content", "value", "label"}
LETTERS = re.compile(r"[^\W\d_]{2,}")


class Seen(HTMLParser):
    """Collects the texts of a page, and those attributes that are read aloud or shown.

    A part that says that it is in a language of its own is none that is translated.
    """

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter a tag, and note what of it is heard."""
        given = {name: value or "" for name, value in attrs}
        if tag in UNSEEN or (tag != "html" and "lang" in given) or self._unseen[-1:] == [tag]:
            self._unseen.append(tag)
        if self._unseen or given.get("type") == "hidden" or (tag == "meta" and given.get("name") != "description"):
            return
        for name in HEARD & set(given):
            if name != "value" or (tag == "input" and given.get("type") == "submit"):
                self.texts.append(given[name])

    def handle_endtag(self, tag: str) -> None:
        """Leave a tag."""
        if self._unseen and self._unseen[-1] == tag:
            self._unseen.pop()

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if not self._unseen:
            self.texts.append(data)


def texts_of(body: str) -> list[str]:
    """Return every text of a page that people see or hear."""
    parser = Seen()
    parser.feed(body)
    return [" ".join(text.split()) for text in parser.texts if text.strip()]


def data() -> list[str]:
    """Return every text that stands in the database or is a name of credit or of a state, the longest first."""
    found = {text for model in apps.get_models() for row in model._default_manager.values() for text in _leaves(row)}
    found |= {text for entry in credit_types() for text in _leaves([entry.name, entry.unit, entry.attestation])}
    found |= set(US_STATES.values())
    return sorted((text for text in found if LETTERS.search(text)), key=len, reverse=True)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from texts_of(value) if "<" in value else [" ".join(html.unescape(value).split())]
        yield from value.split()
    elif isinstance(value, dict):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list | tuple | frozenset):
        for each in value:
            yield from _leaves(each)
