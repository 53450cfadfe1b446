"""Checks and purchase orders: what arrived outside of the site, written down by staff."""

from decimal import Decimal
from uuid import UUID

from credence.commerce.actions.attempts import Payment
from credence.commerce.actions.orders import OrderRefused
from credence.commerce.actions.paying import Clock, pay
from credence.commerce.gateway.interface import Address
from credence.commerce.gateway.manual import Manual
from credence.commerce.models import Order, PaymentAttempt


class AmountDiffers(OrderRefused):
    """What arrived is not the order's total; `due` is."""

    code = "amount-differs"


def take_payment(
    *, order: Order, reference: str, amount: Decimal, attempt_key: UUID, shown: str, by: str, clock: Clock
) -> PaymentAttempt:
    """Record that all of an order was paid by a check or purchase order; the course opens at once.

    A second click with the same `attempt_key` gets the first payment back.

    Raises:
        AmountDiffers, and whatever pay raises: nothing was written.
    """
    if amount != order.total:
        raise AmountDiffers(due=order.total)
    address = Address(
        street=order.billing_street,
        street2=order.billing_street2,
        city=order.billing_city,
        region=order.billing_region,
        postal_code=order.billing_postal_code,
        country=order.billing_country,
    )
    payment = Payment(
        gateway=Manual.name,
        attempt_key=attempt_key,
        token=reference,
        key="",
        shown=shown,
        name=order.billing_name,
        address=address,
    )
    return pay(order=order, payment=payment, by=by, clock=clock).attempt
