"""The line to PayTrace: time limits, tokens, no second sending, and a breaker (payments page 16.3)."""

import json
import logging
import math
import re
import threading
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from credence.commerce.gateway.interface import GatewayDown
from credence.commerce.gateway.paytrace.reading import Answer
from credence.kit.exchange import Limits, Unanswered, Unsent, exchange

logger = logging.getLogger(__name__)
LATEST = 30
"""Seconds after which a call that still waits for its access token is not sent at all, so that leases hold."""
STORABLE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})")
"""What JSON can write and a database cannot keep: zero, and halves of characters."""
UNKNOWN_TO_THEM = frozenset({400, 401, 403, 422})
"""How the token endpoint may say that it does not know us; which of them it is, is not documented."""


class WrongCredentials(Unsent):
    """The gateway does not know us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where PayTrace is, and who we are there."""

    api: str
    username: str
    password: str
    integrator: str
    merchant: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Seconds to wait: an authorisation takes 3 to 6 as a rule."""

    connect: float = 5
    write: float = 10
    authorize: float = 40
    other: float = 30
    token: float = 10
    pause: float = 0.5

    def limits(self, read: float) -> Limits:
        """Return the limits for one call."""
        return Limits(connect=self.connect, write=self.write, read=read)


class Breaker:
    """Opens after five failures of the line in a row; two minutes after the last of them another call may try.

    How long each failure took does not matter: five that each waited half a minute are as bad as five at once.
    """

    def __init__(self, *, failures: int = 5, seconds: float = 120, clock: Callable[[], float] = time.monotonic) -> None:
        self._failures, self._most, self._last = 0, failures, 0.0
        self._seconds, self._clock = seconds, clock

    @property
    def is_open(self) -> bool:
        """Whether nothing should be sent."""
        return self._failures >= self._most and self._clock() - self._last < self._seconds

    def failed(self) -> None:
        """Note a failure of the line."""
        self._failures += 1
        self._last = self._clock()

    def answered(self) -> None:
        """Forget the failures: the line works."""
        self._failures = 0


class Line:
    """Calls to one account. Safe for threads; one for each process."""

    def __init__(self, account: Account, patience: Patience | None = None, breaker: Breaker | None = None) -> None:
        self.account, self.patience, self.breaker = account, patience or Patience(), breaker or Breaker()
        self._base = account.api.rstrip("/")
        self._lock = threading.Lock()
        self._token, self._renew_at = "", 0.0

    def call(self, operation: str, path: str, body: dict[str, Any] | None = None, *, read: float = 0) -> Answer:
        """POST once, and once more only where the access token was refused, which is before any processing.

        Raises:
            Unsent, Unanswered: see there.
        """
        latest = time.monotonic() + LATEST
        answer = self._send("POST", operation, path, body=dumped(body or {}), read=read, latest=latest)
        if answer.status == 401:
            self._forget_token()
            answer = self._send("POST", operation, path, body=dumped(body or {}), read=read, latest=latest)
        return answer

    def get(self, operation: str, path: str, **params: str) -> Answer:
        """GET; what only reads is tried up to three times.

        Raises:
            GatewayDown: it did not answer, or with an error of its own.
        """
        return self._read(lambda: self._send("GET", operation, f"{quote(path)}?{urlencode(params)}"))

    def export(self, operation: str, path: str, body: dict[str, Any]) -> Answer:
        """POST that only reads; as `get`."""
        return self._read(lambda: self._send("POST", operation, quote(path), body=dumped(body)))

    def _read(self, send: Callable[[], Answer]) -> Answer:
        why = ""
        for turn in range(3):
            if turn:
                time.sleep(self.patience.pause * turn)
            try:
                answer = send()
            except (Unsent, Unanswered) as failure:
                why = str(failure)
                continue
            if answer.status == 401:
                self._forget_token()
            elif answer.status < 500 and answer.body is not None:
                return answer
            why = f"status {answer.status}"
        raise GatewayDown(why)

    def _send(
        self, method: str, operation: str, path: str, *, read: float = 0, latest: float = math.inf, body: bytes = b""
    ) -> Answer:
        if self.breaker.is_open:
            raise Unsent("too many failures lately")
        token = self._access()
        if time.monotonic() > latest:
            raise Unsent("the access token came too late")
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "X-Integrator-Id": self.account.integrator,
        }
        return self._exchange(method, operation, path, headers=headers, body=body, read=read)

    def _exchange(
        self, method: str, operation: str, path: str, *, headers: dict[str, str], body: bytes, read: float
    ) -> Answer:
        started = time.monotonic()
        limits = self.patience.limits(read or self.patience.other)
        try:
            response = exchange(method, f"{self._base}{path}", limits=limits, headers=headers, body=body)
        except (Unsent, Unanswered) as failure:
            self.breaker.failed()
            logger.warning("PayTrace %s: %s", operation, failure)
            raise
        milliseconds = int((time.monotonic() - started) * 1000)
        answer = Answer(response.status, _parsed(response.content), milliseconds)
        if answer.status >= 500 or answer.body is None:
            self.breaker.failed()
        else:
            self.breaker.answered()
        logger.info("PayTrace %s: %s in %s ms", operation, answer.status, milliseconds)
        return answer

    def _access(self) -> str:
        with self._lock:
            if not self._token or time.monotonic() >= self._renew_at:
                self._renew()
            return self._token

    def _forget_token(self) -> None:
        with self._lock:
            self._token = ""

    def _renew(self) -> None:
        """Fetch a token, with two more tries; nothing is charged by it. It is renewed at 80 % of its life."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self.account.username,
            "client_secret": self.account.password,
        }
        headers, body = {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(form).encode()
        why = ""
        for turn in range(3):
            if turn:
                time.sleep(self.patience.pause * turn)
            try:
                answer = self._exchange(
                    "POST", "token", "/v3/token", headers=headers, body=body, read=self.patience.token
                )
            except (Unsent, Unanswered) as failure:
                why = str(failure)
                continue
            if answer.fields.get("access_token"):
                self._token = str(answer.fields["access_token"])
                self._renew_at = time.monotonic() + 0.8 * _seconds(answer.fields.get("expires_in"))
                return
            if answer.status in UNKNOWN_TO_THEM:
                raise WrongCredentials(f"status {answer.status}")
            why = f"status {answer.status}"
        raise Unsent(f"no access token: {why}")


def _parsed(content: bytes) -> Any:
    """Return the body, its numbers as Decimal and its text as a database can keep it; None where it is no JSON."""
    try:
        return json.loads(STORABLE.sub(b"?", content), parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None


def _no_number(word: str) -> None:
    raise ValueError(word)


def _seconds(told: Any) -> float:
    """Return how long a token lives; ten minutes where we are not told."""
    return float(told) if isinstance(told, int | Decimal) and told > 0 else 600


def dumped(body: dict[str, Any]) -> bytes:
    """Return JSON in which a Decimal is a number with two places, never by way of a float."""
    text = json.dumps(body, default=lambda value: f"\0{Decimal(value):.2f}")
    return re.sub(r'"\\u0000(-?\d+\.\d\d)"', r"\1", text).encode()


def cleaned(text: str, most: int) -> str:
    """Return text as the gateway takes it: plain letters where possible, nothing its firewall bites on, cut."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[\x00-\x1f\x7f<>~|]", " ", plain).split())[:most]
