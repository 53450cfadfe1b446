"""What a learner's browser gets from PayTrace at checkout: the script, and headers that protect script and frame."""

import hashlib
import re

import httpx

from credence.commerce.gateway.interface import GatewayDown
from credence.commerce.gateway.transport import trust

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


def as_delivered(*, script: str, frame: str) -> dict[str, str]:
    """Return the script's SHA-256 and, by name, the security headers of script and frame; raises GatewayDown."""
    with httpx.Client(verify=trust(), trust_env=False, timeout=20) as client:
        code, page = _get(client, script), _get(client, f"{frame.rstrip('/')}{FRAME}")
    found = {"script": hashlib.sha256(code.content).hexdigest()}
    for name, response in (("script", code), ("frame", page)):
        found |= {f"{name} {header}": _steady(response.headers.get(header, "")) for header in HEADERS}
    return found


def _get(client: httpx.Client, address: str) -> httpx.Response:
    try:
        response = client.get(address)
        response.raise_for_status()
    except httpx.HTTPError as failure:
        raise GatewayDown(f"{address}: {type(failure).__name__}") from failure
    return response


def _steady(header: str) -> str:
    """Leave out what is another at every visit."""
    return re.sub(r"'nonce-[^']+'", "'nonce'", header)
