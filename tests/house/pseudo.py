"""A language made here, in which every sentence stands in brackets: what is not marked never went through gettext."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import NullTranslations

from django.conf import settings
from django.test import override_settings
from django.utils.translation import trans_real

LANGUAGE = "de"
"""Django and Babel must know the language; its dates and figures have no letters but those of its months."""
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
CONTEXT = trans_real.CONTEXT_SEPARATOR


class Pseudo(NullTranslations):
    """Translates a sentence to itself, in brackets, and remembers each that was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        """Mark a sentence; spaces at its ends stay outside."""
        return self._marked(message.rpartition(CONTEXT)[2])

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Mark the form that goes with a number."""
        forms = (msgid1.rpartition(CONTEXT)[2], msgid2.rpartition(CONTEXT)[2])
        self.asked.update(forms)
        return self._marked(forms[0] if n == 1 else forms[1])

    def to_language(self) -> str:
        """Return the language's name, as Django asks for it."""
        return LANGUAGE

    def _marked(self, words: str) -> str:
        self.asked.add(words)
        return re.sub(r"^(\s*)(.*?)(\s*)$", r"\1⟦\2⟧\3", words, flags=re.DOTALL) if words.strip() else words


@contextmanager
def pseudo_language() -> Iterator[Pseudo]:
    """Offer the language beside English to whoever asks for it by `Accept-Language`."""
    spoken = Pseudo()
    with override_settings(LANGUAGES=[*settings.LANGUAGES, (LANGUAGE, "⟦…⟧")]):
        trans_real._translations[LANGUAGE] = spoken  # type: ignore[attr-defined]
        yield spoken


def without(text: str, known: list[str]) -> str:
    """Return what is left of a text when sentences in brackets and what is `known` are taken away."""
    before = ""
    while before != text:  # a sentence holds another one where a value was put into it
        before, text = text, MARKED.sub(" ", text)
    for each in known:
        if each in text:
            text = text.replace(each, " ")
    return text
