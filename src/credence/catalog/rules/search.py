"""Words as they are searched: folded, counted out, and mended where nothing is found."""

import difflib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise

from credence.kit.text import letters_of

MOST_WORDS = 8
LONGEST_WORD = 40
SHORTEST_MENDED = 4
LIKENESS = 0.75  # a letter too many, missing, wrong or out of place in words of five letters and more
FILLERS = frozenset(
    ["a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with"]
)
_word = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Query:
    """All of `words` must occur; the last may be the beginning of a word, `endings` are known ones it begins."""

    words: tuple[str, ...]
    endings: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join(self.words)


def words_in(text: str) -> list[str]:
    """Return the words of a text in small letters without accents, each at most 40 characters long."""
    return [word[:LONGEST_WORD] for word in _word.findall(letters_of(text))]


def name_words_in(name: str) -> list[str]:
    """Return the words of a name, and each two in a row as one: O'Brien is looked for as obrien, too.

    >>> name_words_in("Ann O'Brien")
    ['ann', 'o', 'brien', 'anno', 'obrien']
    """
    words = words_in(name)
    return [*words, *(f"{one}{other}"[:LONGEST_WORD] for one, other in pairwise(words))]


def query_of(text: str) -> Query | None:
    """Return what somebody who typed `text` looks for: its first words that say something; None if there are none."""
    words = words_in(text)
    telling = [word for word in words if word not in FILLERS] or words
    return Query(tuple(telling[:MOST_WORDS])) if words else None


def is_mendable(word: str) -> bool:
    """Return whether a word is long enough to tell what was meant."""
    return len(word) >= SHORTEST_MENDED


def mended(query: Query, known: Collection[str], vocabulary: Iterable[str]) -> Query | None:
    """Return the query with each word that is not `known` replaced by the nearest of `vocabulary`.

    The nearest begins with the same letter. None if no word has one, or nothing is to be mended.
    """
    vocabulary = list(vocabulary)
    words = tuple(word if word in known else _nearest(word, vocabulary) for word in query.words)
    return Query(words) if words != query.words else None


def _nearest(word: str, vocabulary: Iterable[str]) -> str:
    if not is_mendable(word):
        return word
    like = [each for each in vocabulary if each[0] == word[0] and abs(len(each) - len(word)) <= 2]
    return next(iter(difflib.get_close_matches(word, like, n=1, cutoff=LIKENESS)), word)
