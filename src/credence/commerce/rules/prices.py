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
    """A list price, what is taken off it, and what is left to pay. `total` is always list price less discount."""

    list_price: Decimal
    discount: Decimal

    @property
    def total(self) -> Decimal:
        """What is left to pay."""
        return self.list_price - self.discount


def to_cents(amount: Decimal) -> Decimal:
    """Return `amount` in whole cents, halves upward."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def priced(list_price: Decimal, discount: Discount | None) -> Price:
    """Return the price of a course after a discount, which never takes off more than the price."""
    if discount is None:
        return Price(list_price, NOTHING)
    off = min(_taken_off(list_price, discount), list_price)
    rest = list_price - off
    return Price(list_price, list_price if NOTHING < rest < SMALLEST_CHARGE else off)


def _taken_off(list_price: Decimal, discount: Discount) -> Decimal:
    if discount.kind is DiscountKind.FULL:
        return list_price
    if discount.kind is DiscountKind.FIXED:
        return to_cents(discount.value)
    return to_cents(list_price * discount.value / 100)
