"""What a browser gets from PayTrace at checkout: the card fields, and headers that protect script and frame."""

import hashlib
import re

from django.conf import settings

from credence.commerce.gateway.interface import CardFields, GatewayDown
from credence.kit.exchange import Limits, Response, Unanswered, Unsent, exchange

HEADERS = (
    "access-control-allow-origin",
    "content-security-policy",
    "content-type",
    "cross-origin-resource-policy",
    "strict-transport-security",
    "x-content-type-options",
    "x-frame-options",
)
FRAME = "/hpf/all"
LIMITS = Limits(connect=20, write=20, read=20)


def card_fields() -> CardFields:
    """Return what the checkout page loads."""
    return CardFields(
        company="PayTrace",
        script=settings.ENV.paytrace_script,
        frame=settings.ENV.paytrace_frame,
        place="pt_hpf_form",
        token=r"[0-9a-fA-F-]{36}",  # noqa: S106 - a shape
        key=r"[A-Za-z0-9+/_=-]{40,60}",
    )


def as_delivered() -> dict[str, str]:
    """Return the script's SHA-256 and, by name, the security headers of script and frame; raises GatewayDown."""
    fields = card_fields()
    code, page = _get(fields.script), _get(f"{fields.frame.rstrip('/')}{FRAME}")
    found = {"script": hashlib.sha256(code.content).hexdigest()}
    for name, response in (("script", code), ("frame", page)):
        found |= {f"{name} {header}": _steady(response.header(header)) for header in HEADERS}
    return found


def _get(address: str) -> Response:
    try:
        response = exchange("GET", address, limits=LIMITS)
    except (Unsent, Unanswered) as failure:
        raise GatewayDown(f"{address}: {failure}") from failure
    if response.status != 200:
        raise GatewayDown(f"{address}: status {response.status}")
    return response


def _steady(header: str) -> str:
    """Leave out what is another at every visit."""
    return re.sub(r"'nonce-[^']+'", "'nonce'", header)
