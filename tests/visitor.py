"""Visits an address over real sockets, as a machine with headers of its own or as a browser with cookies."""

import json as notation
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from credence.kit.exchange import Limits, exchange


class Answer:
    """What came back. No redirection is followed."""

    def __init__(self, response):
        self.status, self.header = response.status, response.header
        self.set_cookies = response.headers.get_all("Set-Cookie", [])
        self.text = response.content.decode()

    def json(self):
        """Return the body read as JSON; raises ValueError."""
        return notation.loads(self.text)


class Visitor:
    """Paths given to it are added to `base`; cookies are sent, and kept as the server sets them."""

    def __init__(self, base="", *, headers=None, cookies=None, seconds=10):
        self.base, self.headers = base, headers or {}
        self.cookies = {} if cookies is None else cookies
        self.limits = Limits(connect=seconds, write=seconds, read=seconds)

    def get(self, path, **params):
        """Ask for a path with a query; raises kit.exchange's Unsent and Unanswered."""
        return self._ask("GET", f"{path}?{urlencode(params)}" if params else path, {}, b"")

    def post(self, path, *, json=None, data=None, headers=None):
        """Send JSON, a form or nothing; raises kit.exchange's Unsent and Unanswered."""
        if json is not None:
            return self._ask("POST", path, {"Content-Type": "application/json", **(headers or {})}, _bytes(json))
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, {**form, **(headers or {})}, urlencode(data or {}).encode())

    def _ask(self, method, path, more, body):
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers = {**self.headers, **more, **(cookies if self.cookies else {})}
        answer = Answer(exchange(method, f"{self.base}{path}", limits=self.limits, headers=headers, body=body))
        for line in answer.set_cookies:
            self.cookies.update({name: cookie.value for name, cookie in SimpleCookie(line).items()})
        return answer


def _bytes(value):
    return notation.dumps(value).encode()
