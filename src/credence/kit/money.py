"""Amounts of money as people read them."""

from decimal import Decimal

from django.utils import formats


def money(value: Decimal, currency: str) -> str:
    """Word a price: "$25.00", or "25.00 EUR" for other currencies than the dollar."""
    figure = formats.number_format(value, decimal_pos=2, force_grouping=True)
    return f"${figure}" if currency == "USD" else f"{figure} {currency}"
