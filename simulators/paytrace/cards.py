"""What the simulator knows of card numbers."""

import datetime as dt
import re
from dataclasses import dataclass

TEST_CSC = {"visa": "999", "mastercard": "998", "discover": "996", "amex": "9997"}
DECLINED_CARD = "4012000098765421"
BRANDS = (
    ("visa", r"4"),
    ("mastercard", r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"),
    ("amex", r"3[47]"),
    ("diners", r"30[0-5]|3095|36|3[89]"),
    ("jcb", r"352[89]|35[3-8]"),
    ("discover", r"6011|64[4-9]|65"),
)


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it was typed. Lives in memory only."""

    number: str
    month: str
    year: str
    csc: str

    @property
    def brand(self) -> str:
        """The brand by the leading digits, "other" where none fits."""
        return next((name for name, pattern in BRANDS if re.match(pattern, self.number)), "other")

    @property
    def masked(self) -> str:
        """First six and last four digits."""
        return f"{self.number[:6]}{'*' * (len(self.number) - 10)}{self.number[-4:]}"

    @property
    def csc_response(self) -> str:
        """What the issuer says of the security code."""
        return "Match" if TEST_CSC.get(self.brand, self.csc) == self.csc else "No Match"


def is_luhn(number: str) -> bool:
    """Return whether the check digit is right."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def faults_of(card: Card, today: dt.date) -> list[dict[str, str]]:
    """Return what is wrong with a card as typed, as the hosted fields report it: the number of the error is text."""
    faults = []
    if not re.fullmatch(r"\d{12,19}", card.number) or not is_luhn(card.number):
        faults.append({"responseCode": "35", "description": "Please provide a valid Credit Card Number."})
    if not _is_valid_through(card, today):
        faults.append({"responseCode": "43", "description": "Please provide a valid Expiration Date."})
    if not re.fullmatch(r"\d{4}" if card.brand == "amex" else r"\d{3}", card.csc):
        faults.append({"responseCode": "148", "description": "Please provide a valid Security Code."})
    return faults


def _is_valid_through(card: Card, today: dt.date) -> bool:
    if not re.fullmatch(r"0?[1-9]|1[0-2]", card.month) or not re.fullmatch(r"\d{2}", card.year):
        return False
    return (2000 + int(card.year), int(card.month)) >= (today.year, today.month)
