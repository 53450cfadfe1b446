"""What the page promised, signed, so that the button pays that and nothing else (payments page 15.7)."""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What the learner was shown. `terms` names the version of the coupon; empty without one."""

    order: str
    version: int
    list_price: Decimal
    total: Decimal
    currency: str
    coupon: str
    terms: str


def quote_hash(quote: Quote, key: bytes) -> str:
    """Return the signature of a quote, 64 hexadecimal digits."""
    facts = json.dumps(asdict(quote), default=str, sort_keys=True)
    return hmac.new(key, facts.encode(), hashlib.sha256).hexdigest()


def is_same(shown: str, due: str) -> bool:
    """Return whether two signatures are equal, in constant time."""
    return hmac.compare_digest(shown.encode(), due.encode())


def fingerprint(secret: str, key: bytes) -> str:
    """Return by what a secret is known again without being kept."""
    return hmac.new(key, secret.encode(), hashlib.sha256).hexdigest()
