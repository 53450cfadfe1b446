"""A site that is watched: its web servers' requests are added up over their processes, and its log is JSON."""

import json
import os
import signal
import socket
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from credence.project.arrivals import LARGEST
from tests.installations import ROOT, copy_of, dressed, environment_of
from tests.journeys.conftest import free_port
from tests.project.running import served
from tests.project.test_reception import head
from tests.visitor import Visitor

pytestmark = pytest.mark.own_database
TOKEN = "a-token-of-twenty-letters"


def counted(port: int) -> dict[tuple[str, str, str], float]:
    """Return how many requests were answered, by place, method and status."""
    told = Visitor(f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {TOKEN}"}).get("/metrics").text
    families = {each.name: each.samples for each in text_string_to_metric_families(told)}
    rows = [each for each in families["credence_requests"] if each.name.endswith("_total")]
    return {(row.labels["place"], row.labels["method"], row.labels["status"]): row.value for row in rows}


def send_too_much(port: int) -> None:
    """Announce a body that is refused before anybody reads it."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(head("POST", "/verify/", f"Content-Length: {LARGEST + 1}"))
        assert line.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_requests_of_all_processes_are_added_up_and_forgotten_at_the_end(tmp_path: Path) -> None:
    var, port = tmp_path / "var", free_port()
    watched = {"CREDENCE_METRICS_TOKEN": TOKEN, "CREDENCE_LOG_FORMAT": "json"}
    with copy_of(dressed(), var) as database:
        environment = environment_of(var, database, PYTHONPATH=f"{ROOT / 'src'}{os.pathsep}{ROOT}", **watched)
        with served(environment, tmp_path / "log", port) as site:
            for number in range(40):
                answer = Visitor(f"http://127.0.0.1:{port}", headers={"X-Request-ID": f"n-{number}"}).get("/nothing/")
                assert (answer.status, answer.header("X-Request-ID")) == (404, f"n-{number}")
            send_too_much(port)
            found = counted(port)
            assert (found["other", "GET", "4xx"], len(list((var / "metrics").iterdir()))) == (40, 1)
            assert found["verify", "POST", "4xx"] == 1
            site.end(signal.SIGTERM)
        assert list((var / "metrics").iterdir()) == []
    lines = [json.loads(line) for line in site.said.splitlines()[1:]]
    assert {line["request"] for line in lines if "/nothing/" in line["message"]} == {f"n-{n}" for n in range(40)}
