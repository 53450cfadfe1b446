"""A visitor without a browser: TLS to nginx from an address of its own, cookies, and the forms of pages."""

import http.client
import json
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode

HOST = "cme.example.org"
ORIGIN = f"https://{HOST}"
LOOPBACK = "127.0.0.1"
SECONDS = 30.0
Fields = Mapping[str, str | Sequence[str]]


def unchecked() -> ssl.SSLContext:
    """Return a client's side that takes our own certificate of a minute ago."""
    return ssl._create_unverified_context()  # noqa: S323, SLF001 - it is our own server


class Line(http.client.HTTPSConnection):
    """A connection to nginx at a port of loopback, from an address of loopback, that names the site's host."""

    def __init__(self, port: int, source: str) -> None:
        super().__init__(HOST, timeout=SECONDS, context=unchecked())
        self._front, self._source = port, source

    def connect(self) -> None:
        """Connect."""
        plain = socket.create_connection((LOOPBACK, self._front), SECONDS, source_address=(self._source, 0))
        self.sock = unchecked().wrap_socket(plain, server_hostname=HOST)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. No redirection is followed."""

    status: int
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.content.decode(errors="replace")

    @property
    def where(self) -> str:
        """Where it leads on to; nothing where it does not."""
        return str(self.headers.get("Location", ""))

    @property
    def is_sign_in(self) -> bool:
        """Whether it leads to signing in."""
        return self.status == 302 and self.where.startswith("/sign-in/")


class _Forms(HTMLParser):
    """Reads the forms of a page: for each, the fields that a browser would send if nobody touched them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form or a field of the last form."""
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and self.forms and told.get("name") and _is_sent(told):
            self.forms[-1].setdefault(told["name"], []).append(told.get("value", ""))


def _is_sent(told: dict[str, str]) -> bool:
    kind = told.get("type", "text")
    return kind not in {"submit", "button", "file", "image"} and (
        kind not in {"radio", "checkbox"} or "checked" in told
    )


def form_with(answer: Answer, name: str) -> dict[str, list[str]]:
    """Return the untouched fields of the first form of a page that has a field of this name; none without one."""
    reader = _Forms()
    reader.feed(answer.text)
    return next((form for form in reader.forms if name in form), {})


@dataclass(slots=True)
class Visitor:
    """One device, at one address of the internet."""

    port: int
    source: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for a page."""
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, fields: Fields | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a form as a page of ours would."""
        token = {"csrfmiddlewaretoken": self._token()}
        body = urlencode({**token, **(fields or {})}, doseq=True, errors="surrogatepass").encode()
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Origin": ORIGIN, **(headers or {})}
        return self.ask("POST", path, body, sent)

    def fill(self, path: str, name: str, changes: Fields, *, to: str = "") -> Answer:
        """Open a page, change fields of its form that has the field `name`, and send it."""
        return self.post(to or path, {**form_with(self.get(path), name), **changes})

    def upload(self, path: str, content: bytes, name: str = "certificate.pdf") -> Answer:
        """Send a file, and nothing else, as the field `file`."""
        edge = "edge-of-a-part"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename={json.dumps(name)}\r\n\r\n'
        body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        token = {"X-CSRFToken": self._token(), "Origin": ORIGIN}
        return self.ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={edge}", **token})

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Send anything, and return the answer; raises OSError and HTTPException where there is none."""
        line = Line(self.port, self.source)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            line.request(method, path, body or None, {**({"Cookie": cookies} if cookies else {}), **(headers or {})})
            response = line.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        finally:
            line.close()
        self._keep(answer)
        return answer

    def _token(self) -> str:
        """Return the token of our forms, which a page with a form sets; a demo names it plainly."""
        names = ("__Host-csrftoken", "csrftoken")
        if not any(name in self.cookies for name in names):
            self.get("/sign-in/")
        return next((self.cookies[name] for name in names if name in self.cookies), "")

    def _keep(self, answer: Answer) -> None:
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, cookie in SimpleCookie(line).items():
                self.cookies[name] = cookie.value
                if cookie["max-age"] == "0" or not cookie.value:
                    del self.cookies[name]
