"""Whether people reach the site, and the site them."""

from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution

PLACEHOLDERS = frozenset({"", "localhost", "example.com", "example.org", "example.net"})
"""Domains that are nobody's: the defaults of the settings, and those of documents (RFC 2606)."""


def is_placeholder(address: str) -> bool:
    """Return whether nobody is reached at a mail address."""
    return parseaddr(address)[1].rpartition("@")[2].lower() in PLACEHOLDERS


def true_address(**_options: Any) -> list[CheckMessage]:
    """Letters and QR codes of certificates lead to an address that is served, over HTTPS."""
    address = urlsplit(settings.ENV.base_url)
    if address.scheme != "https":
        return [
            Error(
                f"CREDENCE_BASE_URL is {settings.ENV.base_url}: certificates and letters would lead there for ever.",
                hint="Set it to the address of the site, with https.",
                id="credence.E030",
            )
        ]
    if address.hostname not in settings.ENV.hosts:
        return [
            Error(
                f"CREDENCE_BASE_URL leads to {address.hostname}, which CREDENCE_ALLOWED_HOSTS does not name, so that "
                "every link of a letter is refused.",
                hint="Name it there.",
                id="credence.E031",
            )
        ]
    return []


def read_mailboxes(**_options: Any) -> list[CheckMessage]:
    """What people write is read by somebody."""
    asked = {
        "CREDENCE_SUPPORT_EMAIL": settings.ENV.support_email,
        "CREDENCE_FROM_EMAIL": settings.ENV.from_email,
    }
    return [
        Error(
            f"{name} is {value}, where nobody is reached.",
            hint="Set it to a mailbox that somebody reads.",
            id="credence.E032",
        )
        for name, value in asked.items()
        if is_placeholder(value)
    ]


def sent_letters(**_options: Any) -> list[CheckMessage]:
    """Letters go out, and nobody on the way reads the links in them that sign in."""
    if not settings.ENV.smtp_url:
        return [
            Error(
                "CREDENCE_SMTP_URL is not set: letters go to port 25 of this machine, where mostly nobody takes them.",
                hint="Set it to your mail server; nobody can register before.",
                id="credence.E033",
            )
        ]
    is_local = settings.EMAIL_HOST in {"localhost", "127.0.0.1", "::1"}
    if not (is_local or settings.EMAIL_USE_TLS or getattr(settings, "EMAIL_USE_SSL", False)):
        return [
            Caution(
                "Letters leave this machine unencrypted, with links that set passwords.",
                hint="Add ?tls=true to CREDENCE_SMTP_URL, or use smtps.",
                id="credence.W034",
            )
        ]
    return []


def told_privacy(**_options: Any) -> list[CheckMessage]:
    """R23: learners are told who answers for their data."""
    if settings.ENV.privacy_contact:
        return []
    return [
        Caution(
            "CREDENCE_PRIVACY_CONTACT is not set: the privacy page and every front matter name nobody.",
            hint="Set it to who answers such questions.",
            id="credence.W035",
        )
    ]
