"""What keeps the site from answering: processes that die, and visitors who hold on to it."""

import os
import signal
import socket
import ssl
import time
from contextlib import ExitStack

from tests.factories.accounts import make_learner

from attack.registry import attack, held, honest
from attack.site import Site
from attack.visitor import HOST, LOOPBACK, unchecked

SLOW = 120
"""Visitors who send half a request: more than there are threads that answer, by far."""
PATIENCE = 20.0


def serves_within(site: Site, seconds: float) -> bool:
    """Whether a page comes within so many seconds, asked for again and again."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if site.visitor().get("/faq/").status == 200:
            return True
        time.sleep(0.2)
    return False


@attack
def killed_one_after_another(site: Site) -> None:
    """Each process of the site, the worker among them, is killed."""
    processes = site.server.children
    honest(len(processes) >= 3 and serves_within(site, 5), "web servers and a worker are there, and serve")
    for each in processes:
        os.kill(each, signal.SIGKILL)
        held(serves_within(site, PATIENCE), "no page comes")
    until = time.monotonic() + PATIENCE
    while len(site.server.children) < len(processes) and time.monotonic() < until:
        time.sleep(0.2)
    held(len(site.server.children) == len(processes), "not every process is followed by another")
    user = make_learner(site.name())
    site.visitor().fill("/password/reset/", "email", {"email": user.email})
    held(site.mailbox.wait_for(user.email), "no letter is sent any more")


@attack
def half_requests(site: Site) -> None:
    """Visitors begin requests and forms, send a byte now and then, and never end them."""
    honest(serves_within(site, 5), "pages come")
    head = f"POST /verify/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    begun = [f"{head}Content-Length: 100000\r\n\r\ncode=".encode(), head.encode()]
    with ExitStack() as lines:
        for number in range(SLOW):
            lines.enter_context(_begin(site.port, begun[number % 2]))
        begin = time.monotonic()
        held(site.visitor().get("/faq/").status == 200, "no page comes")
        taken = time.monotonic() - begin
    held(taken < PATIENCE / 2, f"a page takes {taken:.0f} s")


def _begin(port: int, sent: bytes) -> ssl.SSLSocket:
    line = unchecked().wrap_socket(socket.create_connection((LOOPBACK, port), PATIENCE), server_hostname=HOST)
    line.sendall(sent)
    return line
