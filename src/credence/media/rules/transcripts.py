"""What was said in a film, from its captions: each word once. Pure."""

from collections.abc import Iterable, Iterator

from credence.media.rules.webvtt import Cue

TOO_SHORT_TO_READ_MS = 100
"""A caption that stands no longer only carries the lines of another on, as in captions that roll up."""
TOUCHING_MS = 50


def transcript(cues: Iterable[Cue]) -> list[tuple[int, int, str]]:
    """Return start and end in milliseconds and the words of each caption that says something new.

    Captions that roll up show a line two or three times: as it comes, alone for a moment, and above the next one.

    >>> rolling = Cue(0, 900, "Call", 1), Cue(900, 910, "Call", 4), Cue(910, 2000, "Call\\nfor help", 7)
    >>> transcript(rolling)
    [(0, 900, 'Call'), (910, 2000, 'for help')]
    """
    said, shown = [], Cue(0, 0, "", 0)
    for cue in cues:
        if words := " ".join(_new_lines(cue, shown)):
            said.append((cue.start_ms, cue.end_ms, words))
        shown = cue
    return said


def _new_lines(cue: Cue, before: Cue) -> Iterator[str]:
    lines, stood = cue.text.split("\n"), before.text.split("\n")
    carried = _carried(lines, stood) if cue.start_ms - before.end_ms <= TOUCHING_MS else 0
    is_repeated = carried == len(lines)
    if is_repeated and cue.start_ms >= before.end_ms and min(_length(cue), _length(before)) > TOO_SHORT_TO_READ_MS:
        carried = 0
    yield from lines[carried:]


def _carried(lines: list[str], stood: list[str]) -> int:
    """Return how many first lines of a caption are the last of the one before."""
    return next(count for count in range(len(lines), -1, -1) if lines[:count] == stood[len(stood) - count :])


def _length(cue: Cue) -> int:
    return cue.end_ms - cue.start_ms
