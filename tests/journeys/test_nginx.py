"""Files behind a real nginx that runs `deploy/nginx.conf`: Credence decides, nginx sends."""

import http.client
import re
import socket
import ssl
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from attack.servers import NGINX_CONF, configured, nginx
from attack.visitor import unchecked

from tests.certificates import self_signed
from tests.journeys.conftest import Site, free_port

pytestmark = pytest.mark.nginx
CHAPTER = "/courses/contrast-reactions/learn/recognize/"
PREFIX = "/protected/"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass(frozen=True, slots=True)
class Front:
    """The site as the world sees it."""

    port: int
    plain_port: int

    def get(self, path: str, session: str = "", **headers: str) -> Answer:
        """Ask for a page or a file as the learner of `session`."""
        context = unchecked()
        connection = http.client.HTTPSConnection("localhost", self.port, timeout=15, context=context)
        return ask(connection, path, {"Cookie": f"sessionid={session}", **headers})


def ask(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> Answer:
    """Send one GET and return the answer."""
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    answer = Answer(response.status, response.headers, response.read())
    connection.close()
    return answer


@pytest.fixture(scope="module")
def sessions(installation: Site) -> dict[str, str]:
    return installation.enroll("viewer", "onlooker")


@pytest.fixture(scope="module")
def app_port(installation: Site) -> Iterator[int]:
    """Serve the installation so that files are left to nginx."""
    port = free_port()
    with installation.served(port, CREDENCE_MEDIA_ACCEL_PREFIX=PREFIX):
        yield port


@pytest.fixture(scope="module")
def front(installation: Site, app_port: int, tmp_path_factory) -> Iterator[Front]:
    """Run nginx before it, with the configuration that we recommend."""
    folder = tmp_path_factory.mktemp("nginx")
    front = Front(free_port(), free_port())
    self_signed(folder)
    conf = configured(
        NGINX_CONF.read_text(encoding="utf-8"),
        host="localhost",
        ports=(front.port, front.plain_port),
        app_port=app_port,
        media=installation.var / "media",
        folder=folder,
    )
    with nginx(folder, conf, front.port):
        yield front


def film_of(installation: Site) -> Path:
    """Return the file of the video as it is on the shelf."""
    return max((installation.var / "media").rglob("*.mp4"), key=lambda path: path.stat().st_size)


def link(front: Front, session: str) -> str:
    """Return the address of the video on a learner's page."""
    page = front.get(CHAPTER, session)
    assert page.status == 200
    return re.search(rb'<source src="([^"#]+)', page.body)[1].decode()


def test_credence_only_names_the_file_and_sends_no_byte_of_it(front, app_port, sessions, installation):
    address = link(front, sessions["viewer"])
    connection = http.client.HTTPConnection("127.0.0.1", app_port, timeout=15)
    answer = ask(connection, address, {"Cookie": f"sessionid={sessions['viewer']}"})
    shelved = film_of(installation).relative_to(installation.var / "media")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["X-Accel-Redirect"] == f"{PREFIX}{shelved}"


def test_nginx_sends_the_very_bytes_that_were_asked_for(front, sessions, installation):
    film = film_of(installation).read_bytes()
    address = link(front, sessions["viewer"])
    part = front.get(address, sessions["viewer"], Range="bytes=5000000-5000999")
    assert (part.status, part.body) == (206, film[5_000_000:5_001_000])
    assert part.headers["Content-Range"] == f"bytes 5000000-5000999/{len(film)}"
    assert front.get(address, sessions["viewer"]).body == film
    assert front.get(address, sessions["viewer"], Range=f"bytes={len(film)}-").status == 416


def test_what_credence_says_of_a_file_reaches_the_browser(front, sessions):
    headers = front.get(link(front, sessions["viewer"]), sessions["viewer"], Range="bytes=0-0").headers
    assert headers["Content-Type"] == "video/mp4"
    assert headers["Content-Disposition"] == 'inline; filename="contrast-reactions-1-recognize.mp4"'
    assert headers["Cache-Control"] == "private, max-age=3600"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["Permissions-Policy"].startswith("accelerometer=(), ")
    assert "X-Accel-Redirect" not in headers


def test_a_file_that_the_browser_has_is_not_sent_again(front, sessions):
    address = link(front, sessions["viewer"])
    etag = front.get(address, sessions["viewer"], Range="bytes=0-0").headers["ETag"]
    again = front.get(address, sessions["viewer"], **{"If-None-Match": etag})
    assert (again.status, again.body) == (304, b"")


def test_without_a_link_of_ones_own_nothing_is_reached(front, sessions, installation):
    address = link(front, sessions["viewer"])
    token = address.split("/")[2]
    shelved = film_of(installation).relative_to(installation.var / "media")
    got = {
        "another learner": front.get(address, sessions["onlooker"]).status,
        "nobody": front.get(address).status,
        "a guess": front.get(address.replace(token, token[:-4] + "AAAA"), sessions["viewer"]).status,
        "the shelf itself": front.get(f"{PREFIX}{shelved}", sessions["viewer"]).status,
        "the shelf, roundabout": front.get(f"/media/..{PREFIX}{shelved}", sessions["viewer"]).status,
        "beside the shelf": front.get(f"{PREFIX}../credence.sqlite3", sessions["viewer"]).status,
    }
    assert got == dict.fromkeys(got, 404)


def test_plain_http_is_sent_to_https(front):
    answer = ask(http.client.HTTPConnection("localhost", front.plain_port, timeout=15), "/courses/", {})
    assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/courses/")
    assert answer.headers["Server"] == "nginx"


@pytest.mark.parametrize("host", ["127.0.0.1", "evil.example.org", "sub.localhost"])
def test_a_foreign_host_gets_nothing(front, host):
    plain = http.client.HTTPConnection("localhost", front.plain_port, timeout=15)
    with pytest.raises(http.client.RemoteDisconnected):
        ask(plain, "/courses/", {"Host": host})
    with pytest.raises(ssl.SSLError), socket.create_connection(("localhost", front.port)) as line:
        unchecked().wrap_socket(line, server_hostname=host)
    plain.close()


def test_the_certificate_is_for_the_host_and_no_other_is_served_through_it(front):
    context = unchecked()
    with pytest.raises(http.client.RemoteDisconnected):
        ask(http.client.HTTPSConnection("localhost", front.port, context=context), "/", {"Host": "evil.example.org"})


@pytest.mark.parametrize(
    ("suites", "is_taken"), [("ECDHE+AESGCM", True), ("AES128-GCM-SHA256", False), ("ECDHE+AES128+SHA256", False)]
)
def test_only_suites_with_forward_secrecy_are_spoken(front, suites, is_taken):
    context = unchecked()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(suites)
    with socket.create_connection(("localhost", front.port)) as line:
        try:
            context.wrap_socket(line, server_hostname="localhost").close()
        except ssl.SSLError:
            assert not is_taken
        else:
            assert is_taken


def test_older_protocols_are_not_spoken(front):
    context = unchecked()
    assert context.minimum_version <= ssl.TLSVersion.TLSv1_2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError), socket.create_connection(("localhost", front.port)) as line:
        context.wrap_socket(line, server_hostname="localhost")


def test_no_version_is_told(front):
    assert front.get("/courses/").headers["Server"] == "nginx"
