"""The arithmetic of prices: the one place where money is rounded."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
SMALLEST_CHARGE = Decimal("1.00")
"""A rest below it is waived: it costs more to charge than it brings (payments page 15.6)."""


class DiscountKind(StrEnum):
    """How a coupon lowers a price."""

    PERCENT = "percent"
    FIXED = "fixed"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Discount:
    """What a coupon takes off: `value` is percent of the price or an amount; a full one needs none."""

    kind: DiscountKind
    value: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class Price:
    """What something costs, of one order or of many: the one place where total and rest are reckoned.

    `given_back` is what went back of what was paid.
    """

    list_price: Decimal = NOTHING
    discount: Decimal = NOTHING
    given_back: Decimal = NOTHING

    @property
    def total(self) -> Decimal:
        """What is to be paid, or was."""
        return self.list_price - self.discount

    @property
    def kept(self) -> Decimal:
        """What was paid and not given back."""
        return self.total - self.given_back

    def __add__(self, other: "Price") -> "Price":
        """Return both together."""
        return Price(
            self.list_price + other.list_price, self.discount + other.discount, self.given_back + other.given_back
        )


def to_cents(amount: Decimal) -> Decimal:
    """Return `amount` in whole cents, halves upward."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def priced(list_price: Decimal, discount: Discount | None) -> Price:
    """Return the price of a course after a discount, which never takes off more than the price."""
    if discount is None:
        return Price(list_price)
    off = min(_taken_off(list_price, discount), list_price)
    rest = list_price - off
    return Price(list_price, list_price if NOTHING < rest < SMALLEST_CHARGE else off)


def _taken_off(list_price: Decimal, discount: Discount) -> Decimal:
    if discount.kind is DiscountKind.FULL:
        return list_price
    if discount.kind is DiscountKind.FIXED:
        return to_cents(discount.value)
    return to_cents(list_price * discount.value / 100)
