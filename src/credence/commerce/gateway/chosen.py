"""Which gateways this site has, by its settings."""

from functools import cache

from django.conf import settings

from credence.commerce.gateway.interface import CardFields, Gateway
from credence.commerce.gateway.manual import Manual
from credence.commerce.gateway.paytrace import fields
from credence.commerce.gateway.paytrace.client import PayTrace
from credence.commerce.gateway.paytrace.transport import Account, Line, Patience

CARDS = PayTrace.name
"""The gateway to which new cards go; older payments go on with theirs."""


def takes_cards() -> bool:
    """Return whether card payment is set up."""
    return bool(settings.ENV.paytrace_api)


def card_fields() -> CardFields:
    """Return what the checkout page loads of the gateway to which cards go."""
    return fields.card_fields()


def fields_as_delivered() -> dict[str, str]:
    """Return by name what that gateway delivers to the page at this moment; raises GatewayDown."""
    return fields.as_delivered()


def gateway_called(name: str) -> Gateway:
    """Return the gateway of that name; raises LookupError where this site has none."""
    if name == Manual.name:
        return Manual()
    if name == PayTrace.name and takes_cards():
        return _paytrace()
    raise LookupError(f"no gateway {name!r}")


@cache
def _paytrace() -> PayTrace:
    """One for each process: it keeps the access token and knows of failures."""
    env = settings.ENV
    account = Account(
        api=env.paytrace_api,
        username=env.paytrace_username,
        password=env.paytrace_password,
        integrator=env.paytrace_integrator,
        merchant=env.paytrace_merchant,
    )
    return PayTrace(Line(account, Patience(authorize=env.paytrace_patience, other=min(env.paytrace_patience, 30))))
