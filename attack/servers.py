"""The servers of a run, each on a free port of loopback and ended with it: PostgreSQL, mail, nginx, Credence."""

import email
import email.message
import email.policy
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGINT, SIGTERM
from typing import Any

from aiosmtpd.controller import Controller

from attack.visitor import HOST, LOOPBACK

ROOT = Path(__file__).parents[1]
NGINX_CONF = ROOT / "deploy/nginx.conf"
PREFIX = "/protected/"
KEPT = (*(("var/lib/nginx", what) for what in ("pages", "assets", "pieces")), ("run", "rights"))
"""Where nginx keeps what."""

NOWHERE = "http://127.0.0.1:9"
"""The store of a site whose files lie on its disk."""

STARTING = 90.0
"""Seconds within which a server answers, on a machine that is busy."""

MAIN = """
daemon off;
user {user};
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 768; }}
http {{
    include /etc/nginx/mime.types;
    log_format kept '$request_uri $upstream_cache_status';
    access_log {folder}/kept.log kept;
    log_subrequest on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/credence.conf;
}}
"""


class NotStarted(Exception):
    """A server that the attacks need is not there, or did not come up."""


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def program(name: str) -> str:
    """Return where a program is, also where only administrators look.

    Raises:
        NotStarted: nowhere.
    """
    places = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/usr/sbin")]
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), *map(str, places)]))
    if found is None:
        raise NotStarted(f"{name} is not installed, and the attacks are tried against the site as it runs with it.")
    return found


def wait_until_listening(port: int, process: "subprocess.Popen[Any]", name: str) -> None:
    """Wait until somebody listens at `port`.

    Raises:
        NotStarted: the process ended, or the time is over.
    """
    until = time.monotonic() + STARTING
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection((LOOPBACK, port), timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise NotStarted(f"{name} did not come up.")


@contextmanager
def ended(process: "subprocess.Popen[Any]") -> Iterator[None]:
    """End a process politely, and after a while for good."""
    try:
        yield
    finally:
        end(process)


def end(process: "subprocess.Popen[Any]", by: int = SIGTERM) -> None:
    """End a process politely, and after a while for good."""
    process.send_signal(by)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@dataclass
class Server:
    """A program that serves, and can be ended, killed, and started again at the same place.

    `port`: where it listens, nothing where it does not. `user`: as whom it runs, if not as we. `ends_by`: the signal
    that asks it to end though somebody is connected.
    """

    name: str
    command: list[str]
    log: Path
    port: int = 0
    user: str | None = None
    environment: dict[str, str] | None = None
    cwd: Path = ROOT
    ends_by: int = SIGTERM
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        """The process that stands there, or stood there last."""
        if self._process is None:
            raise NotStarted(f"{self.name} was never started.")
        return self._process

    def start(self) -> None:
        """Start it, and wait until it listens. Of a start that failed nothing is left.

        Raises:
            NotStarted: it does not.
        """
        if self._process is not None:
            self.end()
        with self.log.open("ab") as said:
            self._process = subprocess.Popen(
                self.command,
                cwd=self.cwd,
                env=self.environment,
                user=self.user,
                group=self.user,
                extra_groups=None if self.user is None else [],
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        if self.port:
            wait_until_listening(self.port, self._process, self.name)

    def end(self) -> None:
        """End it politely, if it runs."""
        if self.process.poll() is None:
            end(self.process, self.ends_by)

    @contextmanager
    def running(self) -> "Iterator[Server]":
        """Run it until the end of the block, by then perhaps another process than at its beginning."""
        try:
            self.start()
            yield self
        finally:
            self.end()


def configured(
    text: str, *, host: str, ports: tuple[int, int], app_port: int, media: Path, folder: Path, store: str = NOWHERE
) -> str:
    """Return the text of an nginx.conf like ours, with other values in place of its examples.

    `ports` are those for HTTPS and for plain HTTP; certificate and key are in `folder`. `store` is where files lie that
    are in a bucket.
    """
    secure, plain = (f"{LOOPBACK}:{port}" for port in ports)
    values = {
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{app_port};",
        "listen 80 default_server;": f"listen {plain} default_server;",
        "listen [::]:80 default_server;": "",
        "listen 443 ssl http2 default_server;": f"listen {secure} ssl http2 default_server;",
        "listen [::]:443 ssl http2 default_server;": "",
        "listen 80;": f"listen {plain};",
        "listen [::]:80;": "",
        "listen 443 ssl http2;": f"listen {secure} ssl http2;",
        "listen [::]:443 ssl http2;": "",
        "/etc/ssl/cme.example.org/fullchain.pem": str(folder / "fullchain.pem"),
        "/etc/ssl/cme.example.org/privkey.pem": str(folder / "privkey.pem"),
        "alias /var/lib/credence/media/;": f"alias {media}/;",
        "root /var/lib/credence/media;": f"root {media};",
        "https://s3.us-east-1.amazonaws.com": store,
        **{f"/{place}/credence-{what}": f"{folder}/{what}" for place, what in KEPT},
    }
    for example, ours in values.items():
        if text.count(example) != 1:
            raise NotStarted(f"nginx.conf has {example!r} {text.count(example)} times, and not once.")
        text = text.replace(example, ours)
    return text.replace(f"server_name {HOST};", f"server_name {host};")


@contextmanager
def nginx(folder: Path, conf: str, port: int) -> "Iterator[Server]":
    """Run nginx with such a configuration, and with its files in `folder`."""
    (folder / "credence.conf").write_text(conf, encoding="utf-8")
    user = pwd.getpwuid(os.getuid()).pw_name
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user), encoding="utf-8")
    log = folder / "error.log"
    command = [program("nginx"), "-p", str(folder), "-e", str(log), "-c", f"{folder}/nginx.conf"]
    with Server("nginx", command, log, port).running() as server:
        yield server


HASTE = ("fsync=off", "jit=off")
"""How a database is set up whose data nobody will miss."""


@contextmanager
def postgresql(folder: Path, settings: tuple[str, ...] = HASTE) -> Iterator[str]:
    """Run a PostgreSQL of our own with its data below `folder`, and give its address. It runs as no administrator."""
    with database_server(folder, folder / "postgresql", settings).running() as server:
        yield address_of(server)


def database_server(folder: Path, data: Path, settings: tuple[str, ...]) -> Server:
    """Return a PostgreSQL that keeps its data in the folder `data`, made anew, and says what it does in `folder`."""
    data.mkdir(exist_ok=True)
    user = "postgres" if os.getuid() == 0 else None
    if user:
        folder.chmod(0o755)
        shutil.chown(data, user)
    options = [word for setting in ("unix_socket_directories=", *settings) for word in ("-c", setting)]
    make = [program("initdb"), "-D", str(data), "-U", "credence", "--auth=trust", "--no-sync"]
    subprocess.run(make, check=True, cwd="/", user=user, stdout=subprocess.DEVNULL)
    port = free_port()
    serve = [program("postgres"), "-D", str(data), "-h", LOOPBACK, "-p", str(port), *options]
    log = folder / "postgresql.log"
    return Server("PostgreSQL", serve, log, port, user=user, cwd=Path("/"), ends_by=SIGINT)


def address_of(server: Server) -> str:
    """Return the address of the first database of a PostgreSQL of ours."""
    return f"postgresql://credence@{LOOPBACK}:{server.port}/postgres"


class Mailbox:
    """Keeps every letter that the site sends."""

    def __init__(self) -> None:
        self.letters: list[email.message.EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's interface
        """Take one letter."""
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append(letter)  # type: ignore[arg-type]
        return "250 Message accepted"

    def to(self, address: str) -> list[str]:
        """Return the text of every letter to an address."""
        return [letter.get_content() for letter in list(self.letters) if letter["To"] == address]

    def wait_for(self, address: str, count: int = 1, seconds: float = 20) -> list[str]:
        """Return the letters to an address once there are so many, or what there is when the time is over."""
        until = time.monotonic() + seconds
        while len(self.to(address)) < count and time.monotonic() < until:
            time.sleep(0.1)
        return self.to(address)


@contextmanager
def mail() -> Iterator[tuple[Mailbox, int]]:
    """Run a mail server, and give what it keeps and its port."""
    box, port = Mailbox(), free_port()
    server = Controller(box, hostname=LOOPBACK, port=port)
    server.start()
    try:
        yield box, port
    finally:
        server.stop()


@contextmanager
def credence(environment: dict[str, str], port: int, log: Path) -> "Iterator[subprocess.Popen[Any]]":
    """Serve the site, with its worker, and give its first process; what it says goes to `log`."""
    words = ["serve", "--port", str(port), "--with-worker"]
    with Server("Credence", command(*words), log, port, environment=environment).running() as server:
        yield server.process


def command(*words: str) -> list[str]:
    """Return the command line of our own command."""
    return [sys.executable, "-W", "ignore", "-m", "credence", *words]
