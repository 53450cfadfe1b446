"""How long a slide stands, and the captions that go with what is said to it. Pure; times in milliseconds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from credence.media.rules.webvtt import stamp

MS_A_WORD = 390
PAUSE_MS = 1200
SHORTEST_MS = 4000
LONGEST_CUE = 84
"""Two lines of 42 letters: more cannot be read at a glance."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption."""

    start_ms: int
    end_ms: int
    text: str


def duration_ms(narration: str) -> int:
    """Return how long a slide stands, so that its narration can be read at leisure, in whole tenths of a second."""
    return max(SHORTEST_MS, len(narration.split()) * MS_A_WORD + PAUSE_MS) // 100 * 100


def cues(narrations: Sequence[str]) -> tuple[Cue, ...]:
    """Return the captions of a film: each piece of a narration stands as long as its share of the letters."""
    found: list[Cue] = []
    begin = 0
    for narration in narrations:
        until = begin + duration_ms(narration)
        found += _of_slide(pieces(narration), begin, until - PAUSE_MS // 4)
        begin = until
    return tuple(found)


def pieces(narration: str) -> list[str]:
    """Return a narration in pieces that fit a caption, broken at the end of sentences, or at commas."""
    sentences = re.split(r"(?<=[.?!:;])\s+", narration.strip())
    return [piece for sentence in sentences for piece in _fitting(sentence)]


def webvtt(captions: Sequence[Cue]) -> str:
    """Return captions as a WebVTT file."""
    blocks = [
        f"{stamp(each.start_ms)} --> {stamp(each.end_ms)}\n{escape(_in_lines(each.text), quote=False)}\n"
        for each in captions
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def _of_slide(texts: Sequence[str], begin: int, until: int) -> list[Cue]:
    letters = [len(text) for text in texts]
    edges = [begin + (until - begin) * sum(letters[:count]) // sum(letters) for count in range(len(texts) + 1)]
    return [Cue(start, end, text) for start, end, text in zip(edges, edges[1:], texts, strict=False)]


def _fitting(sentence: str) -> list[str]:
    """Return a sentence whole where it fits, else cut at the comma nearest to its middle, else at a word."""
    if len(sentence) <= LONGEST_CUE:
        return [sentence]
    cuts = [match.end() for match in re.finditer(r", ", sentence)] or [m.end() for m in re.finditer(" ", sentence)]
    if not cuts:
        return [sentence]
    cut = min(cuts, key=lambda place: abs(place - len(sentence) // 2))
    return [*_fitting(sentence[:cut].strip()), *_fitting(sentence[cut:])]


def _in_lines(text: str) -> str:
    """Return a caption in two lines of about the same length, or in one where it is short."""
    if len(text) <= LONGEST_CUE // 2:
        return text
    spaces = [match.start() for match in re.finditer(" ", text)]
    cut = min(spaces, key=lambda place: abs(place - len(text) // 2), default=len(text))
    return f"{text[:cut]}\n{text[cut + 1 :]}".strip()
