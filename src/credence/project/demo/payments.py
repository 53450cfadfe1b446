"""What to pay with in the demo: coupons made by the action that staff use, and the cards of the gateway's sandbox."""

import datetime as dt
from decimal import Decimal

from credence.commerce.actions.coupons import CodeTaken, NewCoupon, make_coupon
from credence.commerce.rules.prices import DiscountKind

COURSE = "opioid-prescribing"
COUPONS = (
    ("TRY-HALF", NewCoupon(kind=DiscountKind.PERCENT, value=Decimal(50), note="Demo"), "takes off half of the price"),
    ("TRY-FREE", NewCoupon(kind=DiscountKind.FULL, note="Demo"), "pays all of it: no card is asked for"),
)
CARDS = (
    ("4012000098765439", "999", "Visa: is accepted"),
    ("5499740000000057", "998", "Mastercard: is accepted"),
    ("4012000098765421", "999", "Visa: the bank declines it"),
    ("371449635392376", "9997", "American Express: is refused, and nothing is charged"),
)


def offer_coupons(*, by: str, now: dt.datetime) -> None:
    """Make the coupons that are not there yet."""
    for code, wanted, _remark in COUPONS:
        try:
            make_coupon(wanted=wanted, code=code, by=by, now=now)
        except CodeTaken:
            continue
