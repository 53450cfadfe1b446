"""What a browser may load on the one page that shows another company's card fields (R23, R65; payments page 13)."""

from urllib.parse import urlsplit

from django.http import HttpResponse

from credence.commerce.gateway.chosen import card_fields, takes_cards

POLICY = (
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)


def policy() -> str:
    """Return the policy of the checkout page: our own files, the gateway's one script, its one frame (R23, R65)."""
    if not takes_cards():
        return "; ".join((*POLICY, "script-src 'self'", "frame-src 'none'"))
    fields = card_fields()
    return "; ".join((*POLICY, f"script-src 'self' {fields.script}", f"frame-src {_origin(fields.frame)}"))


def guarded(response: HttpResponse) -> HttpResponse:
    """Give a page this policy.

    Nothing of its address goes to other origins. The stricter `no-referrer` would also hide from ourselves where a
    form comes from, and its protection against forgery then refuses it.
    """
    response["Content-Security-Policy"] = policy()
    response["Referrer-Policy"] = "same-origin"
    response["X-Frame-Options"] = "DENY"
    return response


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
