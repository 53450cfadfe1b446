"""How a text is shared out among the glyphs that show it."""

import unicodedata
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Share:
    """What one glyph says of a text: its `own` part, never empty, and `whole`, its cluster if it is the first of it."""

    own: str
    whole: str


@dataclass(frozen=True, slots=True)
class _State:
    """How much of a text is shown, by which cluster last, and by how many glyphs that one."""

    shown: int = 0
    cluster: str = ""
    glyphs: int = 0


Ways = dict[_State, tuple[int, _State]]
"""How many glyphs have no letter of their own on the best way to a state, and the state before it."""


def shares_of(text: str, says: list[str]) -> list[Share] | None:
    """Return the share of each glyph in `text`, in their order; None if they do not show it.

    `says` is the text of the cluster to which a glyph belongs, repeated for each of its glyphs, or nothing for a glyph
    that the one before speaks for. Blanks at which a line ends are not shown. Of several ways to read a repetition the
    one counts in which the most glyphs have a letter of their own.

    >>> [share.own for share in shares_of("abcd", ["a", "bcd", "bcd"])]
    ['a', 'b', 'cd']
    """
    steps: list[Ways] = [{_State(): (0, _State())}]
    for word in says:
        steps.append(_next(text, word, steps[-1]))
    ends = [(cost, state) for state, (cost, _) in steps[-1].items() if not text[state.shown :].strip()]
    if not ends:
        return None
    last = min(ends, key=lambda end: end[0])[1]
    return [share for cluster, glyphs in _clusters(steps, last) for share in _shares(cluster, glyphs)]


def _next(text: str, word: str, ways: Ways) -> Ways:
    """Return where a glyph that says `word` leads: it begins a cluster, or goes on with the one before."""
    found: Ways = {}
    for state, (cost, _) in ways.items():
        start = state.shown + _blanks(text[state.shown :]) if word.strip() else state.shown
        if word and text.startswith(word, start):
            _keep(found, _State(start + len(word), word, 1), cost, state)
        if state.cluster and word in ("", state.cluster):
            crowded = state.glyphs >= len(_letters(state.cluster, state.glyphs + 1))
            _keep(found, _State(state.shown, state.cluster, state.glyphs + 1), cost + crowded, state)
    return found


def _keep(found: Ways, state: _State, cost: int, before: _State) -> None:
    if state not in found or cost < found[state][0]:
        found[state] = (cost, before)


def _blanks(text: str) -> int:
    return len(text) - len(text.lstrip())


def _clusters(steps: list[Ways], last: _State) -> list[tuple[str, int]]:
    """Return the clusters on the way to the `last` state, and by how many glyphs each is shown."""
    way = [last]
    for step in reversed(steps[1:]):
        way.append(step[way[-1]][1])
    way.reverse()
    ends = [state for state, after in pairwise([*way, _State()]) if after.glyphs <= 1 and state.glyphs]
    return [(state.cluster, state.glyphs) for state in ends]


def _letters(text: str, glyphs: int) -> str:
    """Return a text in as many letters as it takes, if it can be written in so many."""
    return text if len(text) >= glyphs else unicodedata.normalize("NFD", text)


def _shares(text: str, glyphs: int) -> list[Share]:
    """Return a letter for each glyph and the rest for the last; of too few letters the last one again."""
    letters = list(_letters(text, glyphs))
    letters += letters[-1:] * (glyphs - len(letters))
    own = [*letters[: glyphs - 1], "".join(letters[glyphs - 1 :])]
    return [Share(part, "" if number else text) for number, part in enumerate(own)]
