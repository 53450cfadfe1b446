"""A card payment as the checkout page sends it, and our account at the simulator of the gateway."""

import uuid
from typing import Any

from credence.commerce.actions.attempts import Payment
from credence.commerce.gateway.chosen import CARDS
from credence.commerce.gateway.interface import Address
from credence.commerce.gateway.paytrace.transport import Account

ADDRESS = Address(street="8320 E. West St.", city="Spokane", region="WA", postal_code="85284", country="US")
PAYER = "Dana Example"
USERNAME, PASSWORD, INTEGRATOR, MERCHANT = "cme_api_user", "simulated", "credence", 123456


def account_at(api: str, password: str = PASSWORD) -> Account:
    """Return who we are at the simulator at `api`."""
    return Account(api=api, username=USERNAME, password=password, integrator=INTEGRATOR, merchant=MERCHANT)


def make_payment(shown: str, card: tuple[str, str], **values: Any) -> Payment:
    """Return what the page sends that showed a price, by its signature; `card` is the token and the key of a card."""
    fields = {
        "gateway": CARDS,
        "attempt_key": uuid.uuid4(),
        "token": card[0],
        "key": card[1],
        "shown": shown,
        "name": PAYER,
        "address": ADDRESS,
    }
    return Payment(**{**fields, **values})
