"""What both servers of the simulator share."""

import base64
import datetime as dt
import secrets
import threading
import uuid
from dataclasses import dataclass, field

from simulators.paytrace.assumptions import Assumptions
from simulators.paytrace.cards import Card
from simulators.paytrace.faults import Faults
from simulators.paytrace.ledger import Ledger


class Clock:
    """The time of this machine, advanced by hand."""

    def __init__(self) -> None:
        self.ahead = dt.timedelta()

    def now(self) -> dt.datetime:
        """Return the simulator's time, in UTC."""
        return dt.datetime.now(dt.UTC) + self.ahead


@dataclass(frozen=True, slots=True)
class CardToken:
    """What the hosted fields gave the page for a card."""

    key: str
    card: Card
    until: dt.datetime


@dataclass
class State:
    """Accounts, tokens, book, faults and switches of one running simulator."""

    username: str = "cme_api_user"
    password: str = "simulated"  # noqa: S105 - a credential of nothing
    integrator: str = "credence"
    merchant: str = "123456"
    control_token: str = ""
    standard: Assumptions = field(default_factory=Assumptions)

    def __post_init__(self) -> None:
        self.clock = Clock()
        self.ledger = Ledger(self.clock.now)
        self.faults = Faults()
        self.lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Forget everything but the accounts."""
        self.assume = self.standard
        self.clock.ahead = dt.timedelta()
        self.released = threading.Event()
        self.faults.clear()
        with self.ledger.locked() as ledger:
            ledger.clear()
        with self.lock:
            self.access: dict[str, dt.datetime] = {}
            self.refresh: set[str] = set()
            self.client_keys: dict[str, dt.datetime] = {}
            self.cards: dict[str, CardToken] = {}
            self.calls: dict[str, int] = {}

    def count(self, operation: str) -> None:
        """Count one call of `operation`."""
        with self.lock:
            self.calls[operation] = self.calls.get(operation, 0) + 1

    def new_access(self) -> tuple[str, str]:
        """Return a new access token and its refresh token."""
        access, refresh = f"tok-{secrets.token_hex(12)}", f"ref-{secrets.token_hex(12)}"
        with self.lock:
            self.access[access] = self.clock.now() + dt.timedelta(seconds=self.assume.access_token_seconds)
            self.refresh.add(refresh)
        return access, refresh

    def new_client_key(self) -> str:
        """Return a key with which a page may open the card fields."""
        key = secrets.token_urlsafe(24)
        with self.lock:
            self.client_keys[key] = self.clock.now() + dt.timedelta(seconds=self.assume.client_key_seconds)
        return key

    def is_client_key(self, key: str) -> bool:
        """Return whether `key` is still good."""
        until = self.client_keys.get(key)
        return until is not None and until > self.clock.now()

    def keep_card(self, card: Card) -> tuple[str, str]:
        """Keep a card for one payment; return `hpf_token` and `enc_key`."""
        token, key = str(uuid.uuid4()), base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        until = self.clock.now() + dt.timedelta(seconds=self.assume.card_token_seconds)
        with self.lock:
            self.cards[token] = CardToken(key, card, until)
        return token, key

    def card_of(self, token: str, key: str) -> Card | None:
        """Return the card behind a token that is unused, in time and used with its own key."""
        kept = self.cards.get(token)
        if kept is None or kept.key != key or kept.until <= self.clock.now():
            return None
        return kept.card

    def spend(self, token: str) -> None:
        """Let a token never be used again."""
        with self.lock:
            self.cards.pop(token, None)
