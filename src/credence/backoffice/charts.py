"""Sizes of charts that are tables: each value as a step out of a hundred, for which the style sheet has a class."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: what it is of, its value, and its size from 0 to 100. What is below nothing has no size."""

    words: str
    value: Decimal
    size: int


def bars(values: Iterable[tuple[str, Decimal]]) -> list[Bar]:
    """Return the bars of a chart whose longest is as long as it gets.

    >>> [bar.size for bar in bars([("a", Decimal(50)), ("b", Decimal(200)), ("c", Decimal(-1))])]
    [25, 100, 0]
    """
    listed = list(values)
    most = max((value for _words, value in listed), default=Decimal(0))
    return [
        Bar(words=words, value=value, size=round(100 * value / most) if value > 0 else 0) for words, value in listed
    ]
