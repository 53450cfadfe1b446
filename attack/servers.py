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
from pathlib import Path
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
events {{}}
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
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


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
def nginx(folder: Path, conf: str, port: int) -> Iterator[None]:
    """Run nginx with such a configuration, and with its files in `folder`."""
    (folder / "credence.conf").write_text(conf, encoding="utf-8")
    user = pwd.getpwuid(os.getuid()).pw_name
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user), encoding="utf-8")
    log = f"{folder}/error.log"
    process = subprocess.Popen([program("nginx"), "-p", str(folder), "-e", log, "-c", f"{folder}/nginx.conf"])
    with ended(process):
        wait_until_listening(port, process, "nginx")
        yield


HASTE = ("fsync=off", "jit=off")
"""How a database is set up whose data nobody will miss."""


@contextmanager
def postgresql(folder: Path, settings: tuple[str, ...] = HASTE) -> Iterator[str]:
    """Run a PostgreSQL of our own with its data below `folder`, and give its address. It runs as no administrator."""
    data, port = folder / "postgresql", free_port()
    data.mkdir()
    by: list[str] = []
    if os.getuid() == 0:
        folder.chmod(0o755)
        shutil.chown(data, "postgres")
        by = ["runuser", "-u", "postgres", "--"]
    options = [word for setting in ("unix_socket_directories=", *settings) for word in ("-c", setting)]
    make = [*by, program("initdb"), "-D", str(data), "-U", "credence", "--auth=trust", "--no-sync"]
    subprocess.run(make, check=True, cwd="/", stdout=subprocess.DEVNULL)
    with (folder / "postgresql.log").open("w") as log:
        serve = [program("postgres"), "-D", str(data), "-h", LOOPBACK, "-p", str(port), *options]
        process = subprocess.Popen([*by, *serve], cwd="/", stdout=log, stderr=log)
    with ended(process):
        wait_until_listening(port, process, "PostgreSQL")
        yield f"postgresql://credence@{LOOPBACK}:{port}/postgres"


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
    command = [sys.executable, "-W", "ignore", "-m", "credence", "serve", "--port", str(port), "--with-worker"]
    with log.open("w") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said)
    with ended(process):
        wait_until_listening(port, process, "Credence")
        yield process
