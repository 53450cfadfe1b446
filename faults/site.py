"""The site on which faults are made: its servers, each of which can be ended and started again. Needs Django."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from attack.servers import Server
from attack.site import Site as People
from tests.project.running import descendants
from tests.simulators.driver import Simulator

from faults.disks import Disk
from faults.post import Post


@dataclass(kw_only=True)
class Site:
    """Where everything is. `store`: the settings that lead to a bucket, in which no file lies yet."""

    people: People
    folder: Path
    web: Server
    worker: Server
    front: Server
    post: Post
    post_port: int
    gateway: Simulator
    store: dict[str, str]
    stamps: Server
    app_port: int
    database: Server | None = None
    database_disk: Disk | None = None
    var_disk: Disk | None = None
    media_disk: Disk | None = None
    faketime: Path | None = None
    clock: Path = field(init=False)

    def __post_init__(self) -> None:
        self.clock = self.folder / "clock"
        self.set_clock(0)

    @property
    def webs(self) -> list[int]:
        """The processes that answer."""
        return sorted(descendants(self.web.process.pid))

    def set_clock(self, seconds: int) -> None:
        """Let the clock of the site's processes be so many seconds ahead of the true one, or behind."""
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(f"{seconds:+d}\n", encoding="utf-8")
        fresh.replace(self.clock)

    def lead(self, line: str, other: str) -> None:
        """Let nginx read its configuration with another line in place of one."""
        conf = self.folder / "credence.conf"
        conf.write_text(conf.read_text(encoding="utf-8").replace(line, other), encoding="utf-8")
        self.front.process.send_signal(signal.SIGHUP)

    @contextmanager
    def changed(self, changes: dict[str, str]) -> Iterator[None]:
        """Run web server and worker under other settings until the end of the block."""
        if not changes:
            yield
            return
        kept = dict(self.web.environment or {})
        try:
            self._again(kept | changes)
            yield
        finally:
            self._again(kept)

    def _again(self, environment: dict[str, str]) -> None:
        for server in (self.web, self.worker):
            server.end()
            server.environment = environment
            server.start()
