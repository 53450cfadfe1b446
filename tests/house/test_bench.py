"""script/bench measures every row, finds an answer that is wrong, and leaves nothing behind."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from bench import document, server
from bench.__main__ import NOWHERE
from bench.figures import Figure, Line, Met, as_text, median_ms, row_of, starts_as_json, starts_as_text
from bench.load import Row, drive
from bench.pages import VISITS, Cost, told
from bench.rows import ROWS
from bench.standing import without_tls
from bench.visits import another_place

from tests.installations import ROOT, copy_of, dressed, environment_of

NAMES = [
    "home",
    "course",
    "catalog",
    "search",
    "my-courses",
    "study",
    "chapter",
    "course-signed-in",
    "posttest-page",
    "posttest-journey",
    "claim",
    "download",
    "verify",
    "beat",
    "sign-in",
    "home-of-nginx",
    "catalog-of-nginx",
    "course-of-nginx",
    "video-of-nginx",
]


class Site(BaseHTTPRequestHandler):
    """Tells each visitor their own cookie, in one piece, in chunks, or at the end of the connection."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer."""
        told = f"<p>{self.headers['Cookie']}</p>".encode()
        self.send_response(404 if self.path == "/none/" else 200)
        if self.path == "/chunks/":
            self.send_header("Transfer-Encoding", "chunked")
            told = b"".join(b"%x\r\n%s\r\n" % (1, told[at : at + 1]) for at in range(len(told))) + b"0\r\n\r\n"
        else:
            self.send_header("Content-Length", str(len(told)))
        if self.path == "/last/":
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Return the port of a small site."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        site.daemon_threads = True
        thread = threading.Thread(target=site.serve_forever, daemon=True)
        thread.start()
        yield site.server_address[1]
        site.shutdown()
        thread.join()


def visitors(path: str, *names: str, once: bool = True, mark: str = "") -> Row:
    """Return visitors of a page, who come once, and of whom each must see their own name there."""
    items = [{"path": path, "cookie": name, "marks": [f"<p>{mark or name}</p>"]} for name in names]
    return Row({"visit": "page", "once": once, "items": items})


def met(row: Row, port: int, seconds: float = 5.0) -> tuple[int, int, list[str]]:
    """Return how many visits there were, how many answers were wrong, and what is told of them."""
    told = drive(row, port, seconds=seconds, connections=2)
    return len(told["visits"]), told["wrong"], told["told"]


@pytest.mark.parametrize("path", ["/", "/chunks/", "/last/"])
def test_each_visitor_is_met_with_what_is_theirs(port: int, path: str) -> None:
    assert met(visitors(path, "ann", "bob", "eve"), port) == (3, 0, [])


def test_an_answer_for_somebody_else_is_wrong(port: int) -> None:
    told = ["/ lacks '<p>bob</p>'"]
    assert met(visitors("/", "ann", mark="bob"), port) == (0, 1, told)


def test_a_page_that_is_missing_is_wrong(port: int) -> None:
    told = ["/none/ was answered with 404 and not 200"]
    assert met(visitors("/none/", "ann"), port) == (0, 1, told)


def test_visitors_come_again_until_the_time_is_over(port: int) -> None:
    visits, wrong, _ = met(visitors("/", "ann", "bob", once=False), port, seconds=0.2)
    assert (visits > 4, wrong) == (True, 0)


def test_no_two_visitors_come_from_one_place() -> None:
    assert len({another_place() for _ in range(70_000)}) == 70_000


def test_a_server_that_does_not_come_up_is_told() -> None:
    with pytest.raises(server.Unfit, match="false did not come up"), server.running(["false"], server.free_port()):
        pass


def test_the_median_leaves_out_what_was_tried_to_get_warm() -> None:
    tried: list[int] = []
    figure = median_ms("work", lambda: tried.append(1), warm=2, tries=5)
    assert (len(tried), figure.tries, figure.unit) == (7, 5, "ms")


def test_what_stands_by_itself_is_printed_for_people_and_for_machines() -> None:
    figures = [Figure(name="second start", median=4.25, unit="s", tries=1)]
    assert starts_as_text(figures).split() == ["second", "start", "4.2", "s"]
    assert json.loads(starts_as_json(figures)) == [{"name": "second start", "median": 4.25, "unit": "s", "tries": 1}]


def line_of(name: str, *, wrong: int = 0) -> Line:
    """Return a row of three rounds, 40, 50 and 90 visits a second, and a reference of 100, 200 and 300."""
    rounds = [Met(visits=[0.01] * count, taken=1.0, served=0.5, used=0.1, wrong=wrong) for count in (90, 40, 50)]
    references = [Met(visits=[0.001] * count, taken=1.0, served=0.4) for count in (100, 300, 200)]
    return Line(name=name, connections=8, rounds=rounds, references=references, warming=rounds[:1])


def test_a_row_is_its_median_beside_that_of_its_reference() -> None:
    row = row_of(line_of("study"))
    told = {name: row[name] for name in ("name", "value", "unit", "reference", "ratio", "cpu_ms", "reference_cpu_ms")}
    assert told == {
        "name": "study",
        "value": 50,
        "unit": "a second",
        "reference": 200,
        "ratio": 0.25,
        "cpu_ms": 10,
        "reference_cpu_ms": 2,
    }
    assert row["times_ms"] == {"8": {"p50": 10, "p95": 10, "p99": 10}}
    assert as_text([line_of("study")]).splitlines()[1].split()[:4] == ["study", "50.0", "200", "0.250"]


def test_what_is_wrong_is_counted_over_all_rounds_and_before_them() -> None:
    assert row_of(line_of("study", wrong=2))["wrong"] == 8


def test_the_table_of_the_document_is_written_between_its_marks(tmp_path: Path, monkeypatch: Any) -> None:
    place = tmp_path / "performance.md"
    place.write_text(f"Before\n{document.BEGIN}\nformer\n{document.END}\nafter\n")
    monkeypatch.setattr(document, "DOCUMENT", place)
    names = ("database", "workers", "courses", "learners", "rounds", "processors", "python", "load")
    document.write([line_of("study")], {**dict.fromkeys(names, 2), "seconds": 1.0})
    first, begin, *table, end, last = place.read_text().splitlines()
    assert [first, begin, end, last] == ["Before", document.BEGIN, document.END, "after"]
    assert table[-1] == f"| `study`: {ROWS['study'].does} | 50.0 | 200 | 0.25 | 10.00 | 10.0 | 10 |  |"


def test_the_document_has_the_place_for_the_table() -> None:
    text = document.DOCUMENT.read_text(encoding="utf-8")
    assert (text.count(document.BEGIN), text.count(document.END)) == (1, 1)


def test_our_nginx_speaks_plainly_where_it_is_measured() -> None:
    plain = without_tls((ROOT / "deploy/nginx.conf").read_text(encoding="utf-8"))
    said = "\n".join(line.split("#")[0] for line in plain.splitlines())
    served = re.findall(r"listen [^;]*ssl|^ *ssl_\w+", said, re.MULTILINE)  # how it asks others (proxy_ssl_…) is theirs
    assert (served, "http2" in said, "X-Forwarded-Proto $scheme" in said) == ([], False, False)


def test_the_rows_are_those_that_are_promised() -> None:
    assert list(ROWS) == NAMES


WORDS = ("--learners", "16", "--courses", "10", "--rounds", "1", "--seconds", "0.2", "--connections", "2,3", "--json")


def bench(var: Path, *words: str) -> "subprocess.Popen[str]":
    """Begin a run on an installation that holds nothing, with all its files below the folder of `var`."""
    environment = environment_of(var, os.environ.get("CREDENCE_DATABASE_URL", ""), TMPDIR=str(var.parent))
    command = [sys.executable, "-W", "ignore", "-m", "bench", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)


def left_of(var: Path) -> tuple[list[str], list[str]]:
    """Return which folders and which processes of a run are left."""
    mark = f"TMPDIR={var.parent}".encode()
    return [path.name for path in var.parent.iterdir() if path != var], [
        process.name for process in Path("/proc").glob("[0-9]*") if mark in _environment(process).split(b"\0")
    ]


def _environment(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes()
    except OSError:
        return b""


@pytest.mark.own_database
def test_a_run_measures_every_row_finds_nothing_wrong_and_leaves_nothing(tmp_path: Path) -> None:
    var = tmp_path / "var"
    with copy_of(dressed(), var) as database:
        run = bench(var, "--prepared", str(var), database, *WORDS)
        said, complained = run.communicate()
        assert run.returncode == 0, complained
    rows = json.loads(said)["rows"]
    left_out = [] if "left out" not in complained else [name for name in NAMES if name.endswith("-of-nginx")]
    assert [row["name"] for row in rows] == [name for name in NAMES if name not in left_out]
    assert {row["name"] for row in rows if row["wrong"] or not row["value"] or not row["ratio"]} == set()
    assert left_of(var) == ([], [])


@pytest.mark.own_database
def test_a_wrong_answer_that_was_planted_is_found_and_fails_the_run(tmp_path: Path) -> None:
    var = tmp_path / "var"
    with copy_of(dressed(), var) as database:
        run = bench(var, "--prepared", str(var), database, *WORDS, "--rows", "my-courses", "--plant", "my-courses")
        said, complained = run.communicate()
    (row,) = json.loads(said)["rows"]
    assert (run.returncode, row["wrong"] > 0) == (1, True)
    assert f"my-courses: /my-courses/ lacks '{NOWHERE}'" in complained
    assert left_of(var) == ([], [])


@pytest.mark.own_database
def test_a_run_that_is_asked_to_end_leaves_nothing(tmp_path: Path) -> None:
    var = tmp_path / "var"
    with copy_of(dressed(), var) as database:
        run = bench(var, "--prepared", str(var), database, *WORDS, "--rows", "home", "--seconds", "60")
        assert run.stderr
        for line in run.stderr:
            if line.startswith("round"):
                run.send_signal(signal.SIGTERM)
        run.communicate()
    assert run.returncode == 143
    assert left_of(var) == ([], [])


def test_a_page_that_costs_more_than_it_may_is_marked() -> None:
    costs = [
        Cost(visit=VISITS[0], requests=requests, sent=sent, shift=shift, largest_ms=812.4)
        for requests, sent, shift in ((10, 150_000, 0.05), (11, 1, 0), (1, 150_001, 0), (1, 1, 0.051))
    ]
    assert [each.is_light for each in costs] == [True, False, False, False]
    assert told(costs[:2]).splitlines()[1:] == [
        "home                 10    150  0.050     812",
        "home                 11      0  0.000     812  too much",
    ]
