"""A PostgreSQL of a test's own, which can be stopped and started."""

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

PLACES = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin")


def binaries() -> Path | None:
    """Return the folder of PostgreSQL's programs, None where there are none."""
    found = shutil.which("initdb")
    folders = [str(Path(found).parent)] if found else sorted(each for place in PLACES for each in glob.glob(place))
    return Path(folders[-1]) if folders else None


class Cluster:
    """A server on a port of loopback. It never runs as root, so its data lie apart from the other folders of a test."""

    def __init__(self, programs: Path, port: int) -> None:
        self.programs, self.port = programs, port
        self.folder = Path(tempfile.mkdtemp(prefix="credence-postgresql-"))
        if os.getuid() == 0:
            os.chown(self.folder, pwd.getpwnam("postgres").pw_uid, -1)
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "credence", "--auth=trust", "--no-sync")

    @property
    def url(self) -> str:
        """The address of its first database."""
        return f"postgresql://credence@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c jit=off"
        self._control("-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Stop it, whoever is connected."""
        self._control("-m", "fast", "stop")

    def follow(self, first: "Cluster") -> None:
        """Become a copy of a server that runs, and follow it; what lay here is gone."""
        shutil.rmtree(self.folder / "data")
        source = f"host=127.0.0.1 port={first.port} user=credence"
        self._run("pg_basebackup", "-d", source, "-D", str(self.folder / "data"), "-R", "-X", "stream", "-c", "fast")

    def say(self, sql: str) -> None:
        """Tell it something."""
        self._run("psql", "-q", self.url, "-c", sql)

    def remove(self) -> None:
        """Stop it if it runs, and remove its data."""
        with suppress(subprocess.CalledProcessError):
            self.stop()
        shutil.rmtree(self.folder)

    def _control(self, *words: str) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", *words)

    def _run(self, program: str, *words: str) -> None:
        own = self.programs / program
        command = [str(own) if own.exists() else program, *words]
        user = {"user": "postgres"} if os.getuid() == 0 else {}
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, **user)  # type: ignore[call-overload]
