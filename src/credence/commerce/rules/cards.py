"""Card brands by their leading digits (payments page 10)."""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum


class Brand(StrEnum):
    """The network of a card."""

    VISA = "visa"
    MASTERCARD = "mastercard"
    AMEX = "amex"
    DISCOVER = "discover"
    DINERS = "diners"
    JCB = "jcb"
    UNIONPAY = "unionpay"
    OTHER = "other"


ACCEPTED = frozenset({Brand.VISA, Brand.MASTERCARD})
SHORTEST_CARD, LONGEST_CARD = 13, 19

RANGES = (
    (Brand.VISA, 400_000, 499_999),
    (Brand.MASTERCARD, 510_000, 559_999),
    (Brand.MASTERCARD, 222_100, 272_099),
    (Brand.AMEX, 340_000, 349_999),
    (Brand.AMEX, 370_000, 379_999),
    (Brand.DINERS, 300_000, 305_999),
    (Brand.DINERS, 309_500, 309_599),
    (Brand.DINERS, 360_000, 369_999),
    (Brand.DINERS, 380_000, 399_999),
    (Brand.JCB, 352_800, 358_999),
    (Brand.DISCOVER, 601_100, 601_199),
    (Brand.DISCOVER, 622_126, 622_925),
    (Brand.DISCOVER, 644_000, 659_999),
    (Brand.UNIONPAY, 620_000, 629_999),
    (Brand.UNIONPAY, 810_000, 819_999),
)
"""First six digits, from and to; the first range that holds a number decides."""


def brand_of(masked: str) -> Brand | None:
    """Return the brand of a card number of which at least the first six digits can be seen, else None."""
    match = re.match(r"\d{6}", masked.strip())
    if match is None:
        return None
    return next((brand for brand, first, last in RANGES if first <= int(match[0]) <= last), Brand.OTHER)


def last_four_of(masked: str) -> str:
    """Return the last four digits, or nothing where they cannot be seen."""
    match = re.search(r"\d{4}$", masked.strip())
    return match[0] if match else ""


def holds_card_number(text: str) -> bool:
    """Return whether a run of 13 to 19 digits in `text`, spaced or hyphenated as cards are, could be a card number.

    >>> holds_card_number("my card is 4012-0000 9876.5439, 12/30"), holds_card_number("order 4012000098765430")
    (True, False)
    """
    runs = re.findall(r"[0-9]+(?:[ \-.\u00a0\u2010-\u2015]?[0-9]+)*", unicodedata.normalize("NFKC", text))
    return any(_is_card(number) for run in runs for number in _joined(re.findall(r"[0-9]+", run)))


def _joined(groups: list[str]) -> Iterator[str]:
    """Return what neighboring groups of digits give together, as far as a card number reaches."""
    for first in range(len(groups)):
        number = ""
        for group in groups[first:]:
            number += group
            if len(number) > LONGEST_CARD:
                break
            if len(number) >= SHORTEST_CARD:
                yield number


def _is_card(number: str) -> bool:
    """Return whether the last digit checks the others (Luhn)."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
