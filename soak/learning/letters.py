"""A mail server that keeps every letter."""

import email
import email.policy
import threading
import time
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

PATIENCE = 120.0


class Postbox:
    """Where the letters of the site arrive, by whom they are to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._letters: dict[str, list[EmailMessage]] = {}
        self._controller: Controller | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ARG002, N802 - aiosmtpd's
        """Take one letter."""
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self._lock:
            self._letters.setdefault(str(letter["To"]), []).append(letter)
        return "250 Message accepted"

    def open(self, port: int) -> None:
        """Begin to take letters."""
        self._controller = Controller(self, hostname="127.0.0.1", port=port)
        self._controller.start()

    def close(self) -> None:
        """Take no more."""
        if self._controller:
            self._controller.stop()

    def of(self, address: str) -> list[EmailMessage]:
        """Return the letters to an address, each once: a letter whose sender died before noting it goes again."""
        with self._lock:
            return list({str(letter["Message-ID"]): letter for letter in self._letters.get(address, [])}.values())

    def wait_for(self, address: str, words: str) -> str:
        """Return the first letter to an address that holds these words; nothing where none came for long."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for letter in self.of(address):
                if words in (text := str(letter.get_content())):
                    return text
            time.sleep(0.1)
        return ""

    def counts(self) -> dict[tuple[str, str], int]:
        """Return how many letters came to an address under a subject."""
        found: dict[tuple[str, str], int] = {}
        for address in list(self._letters):
            for letter in self.of(address):
                key = (address, str(letter["Subject"]))
                found[key] = found.get(key, 0) + 1
        return found
