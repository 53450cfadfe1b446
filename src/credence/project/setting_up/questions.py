"""The five questions, and what an answer to each must be."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import urlsplit

HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")


class Unfit(Exception):
    """An answer that cannot be used; the sentence says why and what to write."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the name of its option, what is asked, what an empty answer means, and what may be answered."""

    name: str
    words: str
    usual: str
    fit: Callable[[str], str]


def site(answer: str) -> str:
    """Return the site's own address, `https://` and a host."""
    address = urlsplit(answer if "://" in answer else f"https://{answer}")
    host = (address.hostname or "").lower()
    if address.scheme != "https" or not HOST.fullmatch(host) or address.path.strip("/") or address.port:
        raise Unfit("Write a host name that browsers reach by HTTPS, such as cme.example.org, without a path or port.")
    return f"https://{host}"


def mail_server(answer: str) -> str:
    """Return the address of a mail server."""
    address = urlsplit(answer)
    if address.scheme not in {"smtp", "smtps"} or not address.hostname or address.fragment:
        raise Unfit(
            "Write smtp://user:password@host:587/?tls=true or smtps://user:password@host:465; in a password, # is "
            "written as %23 and @ as %40."
        )
    return answer


def mailbox(answer: str) -> str:
    """Return an address of mail."""
    name, address = parseaddr(answer)
    local, _, domain = address.rpartition("@")
    if name or not local or not HOST.fullmatch(domain.lower()) or address != answer:
        raise Unfit("Write one address, such as cme@example.org.")
    return answer


def database(answer: str) -> str:
    """Return the address of a database, empty for SQLite."""
    if answer == "sqlite":
        return ""
    if urlsplit(answer).scheme not in {"postgresql", "postgres"}:
        raise Unfit("Write postgresql://user:password@host/name, or sqlite for a trial.")
    return answer


QUESTIONS = (
    Question("site", "Under which host name do people reach the site?", "", site),
    Question("mail", "Which mail server takes its letters?", "smtp://127.0.0.1:25", mail_server),
    Question("address", "From which address do they come, where somebody reads the answers?", "", mailbox),
    Question("privacy", "Who answers questions on privacy? (an address; empty: the same)", "=address", mailbox),
    Question("database", "Which database?", "postgresql:///credence?host=/var/run/postgresql", database),
)
