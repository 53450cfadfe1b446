"""Numbers of orders, invoices and coupons."""

import secrets

from credence.kit.ids import CODE_ALPHABET

ORDER_NUMBER = 8
LONGEST_INVOICE = 17
"""Also fits the customer code that card networks carry."""


def order_number() -> str:
    """Return eight characters that are not mistaken for one another when read aloud."""
    return _letters(ORDER_NUMBER)


def coupon_code() -> str:
    """Return a code of twelve characters, 58 random bits, in its normal form."""
    return _letters(12)


def invoice_number(order: str, attempt: int) -> str:
    """Return the number by which one attempt is found again at the gateway; raises ValueError if it grew too long.

    >>> invoice_number("C7K2M9QX", 1)
    'C7K2M9QX-01'
    """
    number = f"{order}-{attempt:02}"
    if len(number) > LONGEST_INVOICE:
        raise ValueError(f"{number} is longer than {LONGEST_INVOICE} characters")
    return number


def _letters(count: int) -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(count))
