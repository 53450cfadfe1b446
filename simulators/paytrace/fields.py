"""The second origin: the script that a shop's page loads, and the iframe that holds the card fields."""

from pathlib import Path

from simulators.paytrace.cards import Card, faults_of
from simulators.paytrace.http import Reply, Request
from simulators.paytrace.state import State

STATIC = Path(__file__).parent / "static"
FILES = {
    "/js/protect.min.js": ("protect.js", "text/javascript; charset=utf-8"),
    "/hpf/all": ("frame.html", "text/html; charset=utf-8"),
    "/hpf/frame.js": ("frame.js", "text/javascript; charset=utf-8"),
    "/hpf/frame.css": ("frame.css", "text/css; charset=utf-8"),
}


class Fields:
    """The application behind the frame's port."""

    def __init__(self, state: State) -> None:
        self.state = state

    def __call__(self, request: Request) -> Reply:
        """Serve a file, or take a card for a token."""
        self.state.count(request.path)
        if request.method == "POST" and request.path == "/hpf/tokenize":
            return self._tokenize(request)
        if request.method == "GET" and request.path in FILES:
            name, kind = FILES[request.path]
            return Reply(200, (STATIC / name).read_bytes(), kind, {"Cache-Control": "no-store"})
        return Reply(404, b"Not Found", "text/plain")

    def _tokenize(self, request: Request) -> Reply:
        typed = request.json
        if not self.state.is_client_key(str(typed.get("clientKey", ""))):
            fault = {"responseCode": "998", "description": "The client key is not valid or has expired."}
            return Reply.of({"message": "Authorization failed.", "errors": [fault]}, 401)
        names = ("number", "month", "year", "csc")
        card = Card(*("".join(str(typed.get(name, "")).split()) for name in names))
        if faults := faults_of(card, self.state.clock.now().date()):
            return Reply.of({"message": "One or more errors has occurred.", "errors": faults}, 422)
        token, key = self.state.keep_card(card)
        return Reply.of({"hpf_token": token, "enc_key": key}, 201)
