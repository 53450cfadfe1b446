"""A mark on every form that says to whom its page was shown, so that nothing is done in another's account."""

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import QueryDict

from credence.accounts.models import User
from credence.commerce.rules.cards import holds_card_number

FIELD, TOKEN = "opened_by", "csrfmiddlewaretoken"
SIGNER = signing.Signer(salt="credence.page-owner")
OPAQUE = frozenset({TOKEN, FIELD, "signature", "shown", "attempt_key"})
"""Fields of a fixed shape in which digits stand by chance."""
CARD = frozenset({"card_token", "card_key"})
"""What the gateway's card fields gave for one payment."""


def mark_for(reader: User | AnonymousUser) -> str:
    """Return the mark of a page that is shown to `reader`, who may be signed out."""
    return SIGNER.sign(reader.public_id if isinstance(reader, User) else "")


def opener_in(sent: QueryDict) -> str | None:
    """Return the public id of whoever was shown the page of a form: "" for a visitor, None without a mark of ours."""
    try:
        return SIGNER.unsign(sent.get(FIELD, ""))
    except signing.BadSignature:
        return None


def pairs_in(sent: QueryDict) -> list[tuple[str, str]]:
    """Return every field with each of its values."""
    return [(name, str(value)) for name, values in sent.lists() for value in values]


def is_secret(name: str, value: str) -> bool:
    """Return whether what was sent must stand in no page again: a password, a card, anything like a card number."""
    return "password" in name or name in CARD or (name not in OPAQUE and any(map(holds_card_number, (name, value))))


def kept_fields(sent: QueryDict) -> list[tuple[str, str]]:
    """Return what was typed, to be sent again from another page, which has a token of its own: no secret is in it."""
    return [(name, value) for name, value in pairs_in(sent) if name != TOKEN and not is_secret(name, value)]


def has_secrets(sent: QueryDict) -> bool:
    """Return whether something was sent that has to be typed again."""
    return any(is_secret(name, value) for name, value in pairs_in(sent))
