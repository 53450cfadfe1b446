"""Processes of ours that die, and one that is replaced while it serves."""

from typing import TYPE_CHECKING

from attack.servers import Server, command, free_port

from faults.processes import end_all, family, kill, start_again
from faults.registry import Span, fault

if TYPE_CHECKING:
    from faults.site import Site


@fault()
def web_processes_killed(site: "Site", span: Span) -> None:
    """Each process that answers is killed, one after another."""
    webs = family(site.web)[1:]
    for pid in webs:
        kill(pid)
        span.hold(1 / len(webs))


@fault()
def web_processes_killed_at_once(site: "Site", span: Span) -> None:
    """All processes that answer are killed at the same moment, again and again."""
    for _ in range(3):
        for pid in family(site.web)[1:]:
            kill(pid)
        span.hold(1 / 3)


@fault()
def web_server_killed(site: "Site", span: Span) -> None:
    """The process that keeps the others is killed; systemd kills what is left, and starts it again."""
    end_all(site.web)
    span.over()
    start_again(site.web)


@fault()
def worker_killed(site: "Site", span: Span) -> None:
    """The worker is killed, and systemd starts it again; four times."""
    for _ in range(4):
        kill(site.worker.process.pid)
        start_again(site.worker)
        span.hold(1 / 4)


@fault(cuts=True)
def nginx_killed(site: "Site", span: Span) -> None:
    """nginx is killed with all its processes, and systemd starts it again."""
    end_all(site.front)
    span.over()
    start_again(site.front)


@fault(cuts=True)
def nginx_process_killed(site: "Site", span: Span) -> None:
    """The process of nginx that serves is killed."""
    for pid in family(site.front)[1:]:
        kill(pid)
    span.hold(1 / 4)


@fault(whole=True)
def new_code_beside_old(site: "Site", span: Span) -> None:
    """A second web server is started, nginx is led to it and the first is ended; then back again."""
    for _ in range(2):
        old, port = site.web, free_port()
        new = Server("web", command("serve", "--port", str(port)), old.log, port, environment=old.environment)
        new.start()
        site.web = new
        site.lead(f"server 127.0.0.1:{old.port};", f"server 127.0.0.1:{port};")
        span.hold(1 / 4)
        old.end()
        span.hold(1 / 4)
