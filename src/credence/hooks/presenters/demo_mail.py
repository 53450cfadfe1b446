"""The letters of the demo, read back from the folder in which Django's file backend leaves them."""

import datetime as dt
import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

MOST = 100
BETWEEN = b"\n" + b"-" * 79 + b"\n"
"""What Django's file backend writes after each letter."""


@dataclass(frozen=True, kw_only=True)
class DemoLetter:
    """A letter as its reader sees it."""

    to: str
    subject: str
    sent: dt.datetime
    text: str


def letters_in(folder: Path) -> list[DemoLetter]:
    """Return the newest letters of `folder`, the last one sent first; none if there is no such folder yet."""
    if not folder.is_dir():
        return []
    files = sorted(folder.glob("*.log"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return [letter for path in files[:MOST] for letter in reversed(list(_letters(path.read_bytes())))]


def _letters(raw: bytes) -> Iterator[DemoLetter]:
    for part in raw.split(BETWEEN):
        if part.strip():
            found = email.message_from_bytes(part, policy=email.policy.default)
            body = found.get_body(preferencelist=("plain",))
            text = str(body.get_content()) if body else ""
            yield DemoLetter(to=found["To"], subject=found["Subject"], sent=_moment(found["Date"]), text=text.strip())


def _moment(header: str) -> dt.datetime:
    """Return when a letter was sent; a header that names no zone (-0000) means UTC."""
    sent = parsedate_to_datetime(header)
    return sent if sent.tzinfo else sent.replace(tzinfo=dt.UTC)
