"""What a learner's browser gets from PayTrace at checkout: the script, and headers that protect script and frame."""

import hashlib
import re

from credence.commerce.gateway.interface import GatewayDown
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


def as_delivered(*, script: str, frame: str) -> dict[str, str]:
    """Return the script's SHA-256 and, by name, the security headers of script and frame; raises GatewayDown."""
    code, page = _get(script), _get(f"{frame.rstrip('/')}{FRAME}")
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
