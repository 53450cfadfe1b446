"""script/bench measures, and stops with a word where there is nothing to measure."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from bench import server
from bench.figures import Figure, as_json, as_text, median_ms


class Site(BaseHTTPRequestHandler):
    """Answers one page and no other."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Return the port of a small site, measured shortly."""
    monkeypatch.setattr(server, "SECONDS", 0.2)
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        site.daemon_threads = True
        thread = threading.Thread(target=site.serve_forever, daemon=True)
        thread.start()
        yield site.server_address[1]
        site.shutdown()
        thread.join()


def test_a_page_is_measured_by_its_median_and_its_rate(port: int) -> None:
    figure = server.measure("home", port, "/")
    assert (figure.name, figure.unit, figure.rate) == ("home", "ms", figure.tries / 0.2)
    assert figure.median > 0


def test_a_page_that_is_missing_is_not_measured(port: int) -> None:
    with pytest.raises(server.Unfit, match="/none/ was answered with 404"):
        server.measure("none", port, "/none/")


def test_a_server_that_does_not_come_up_is_told() -> None:
    with pytest.raises(server.Unfit, match="false did not come up"), server.running(["false"], server.free_port()):
        pass


def test_the_median_leaves_out_what_was_tried_to_get_warm() -> None:
    tried: list[int] = []
    figure = median_ms("work", lambda: tried.append(1), warm=2, tries=5)
    assert (len(tried), figure.tries, figure.unit) == (7, 5, "ms")


def test_figures_are_printed_for_people_and_for_machines() -> None:
    figures = [Figure(name="home", median=4.25, unit="ms", tries=900, rate=225.0)]
    assert as_text(figures).splitlines()[1].split() == ["home", "4.2", "ms", "225"]
    assert json.loads(as_json(figures)) == [{"name": "home", "median": 4.25, "unit": "ms", "tries": 900, "rate": 225.0}]
