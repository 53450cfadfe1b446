"""The site behind a real nginx that runs `deploy/nginx.conf`: Credence decides, nginx sends, and keeps for a moment."""

import http.client
import re
import socket
import ssl
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from attack.servers import NGINX_CONF, configured, nginx
from attack.visitor import unchecked

from credence.learn.responses.file_policy import BY_ITSELF
from credence.learn.views.media import RIGHT_KEPT
from tests.certificates import self_signed
from tests.journeys.conftest import Site, free_port

pytestmark = pytest.mark.nginx
CHAPTER = "/courses/contrast-reactions/learn/recognize/"
PREFIX = "/protected/"
PUBLIC = (
    "/",
    "/courses/",
    "/courses/contrast-reactions/",
    "/faq/",
    "/help/",
    "/help/first-change/",
    "/privacy/",
    "/verify/",
    "/sitemap.xml",
    "/robots.txt",
)


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
    log: Path

    def get(self, path: str, session: str = "", *, method: str = "GET", **headers: str) -> Answer:
        """Ask for a page or a file as the learner of `session`, or as somebody without a cookie."""
        context = unchecked()
        connection = http.client.HTTPSConnection("localhost", self.port, timeout=15, context=context)
        cookie = {"Cookie": f"sessionid={session}"} if session else {}
        return ask(connection, path, {**cookie, **headers}, method)

    def kept(self, path: str) -> list[str]:
        """Return what nginx did with each question for a path so far: MISS, HIT, "-" where nothing is kept."""
        lines = (line.rsplit(" ", 1) for line in self.log.read_text(encoding="utf-8").splitlines())
        return [did for asked, did in lines if asked == path]


def ask(connection: http.client.HTTPConnection, path: str, headers: dict[str, str], method: str = "GET") -> Answer:
    """Send one question and return the answer."""
    connection.request(method, path, headers=headers)
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
    front = Front(free_port(), free_port(), folder / "kept.log")
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
    assert headers["Content-Security-Policy"] == BY_ITSELF
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


def test_the_parts_of_a_film_are_sent_on_one_answer_about_the_right(front, sessions, installation):
    film, address = film_of(installation).read_bytes(), link(front, sessions["viewer"])
    for first in range(0, 50_000, 10_000):
        part = front.get(address, sessions["viewer"], Range=f"bytes={first}-{first + 9_999}")
        assert (part.status, part.body) == (206, film[first : first + 10_000])
    asked = [did for did in front.kept(address) if did != "-"]
    assert asked[-4:] == ["HIT"] * 4


def test_a_download_has_its_own_answer(front, sessions):
    address = link(front, sessions["viewer"]) + "?download"
    for _ in range(2):
        part = front.get(address, sessions["viewer"], Range="bytes=0-0")
        assert part.headers["Content-Disposition"].startswith("attachment; ")


@pytest.mark.parametrize("end", ["sign_out", "shut_out"])
def test_a_right_ends_within_half_a_minute_of_the_session_or_the_enrollment(front, installation, end):
    name = f"{end.replace('_', '-')}-learner"
    session = installation.enroll(name)[name]
    address = link(front, session)
    assert front.get(address, session, Range="bytes=0-0").status == 206
    installation.tell(end, session if end == "sign_out" else name)
    ended, until = time.monotonic(), time.monotonic() + RIGHT_KEPT + 10
    while (answer := front.get(address, session, Range="bytes=0-0")).status == 206 and time.monotonic() < until:
        time.sleep(0.5)
    assert answer.status == 404
    assert time.monotonic() - ended < RIGHT_KEPT + 5


def test_whoever_is_refused_gets_the_page_that_says_so(front, sessions):
    answer = front.get(link(front, sessions["viewer"]), sessions["onlooker"])
    assert (answer.status, "<h1>This page is not here</h1>" in answer.body.decode()) == (404, True)


PUBLIC = (
    "/",
    "/courses/",
    "/courses/contrast-reactions/",
    "/faq/",
    "/help/",
    "/help/first-change/",
    "/privacy/",
    "/verify/",
    "/sitemap.xml",
    "/robots.txt",
)


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_is_kept_for_everybody(front, sessions, path):
    first = front.get(path, sessions["viewer"])
    for session in (sessions["onlooker"], "", "invented"):
        again = front.get(path, session)
        assert (again.status, again.body, again.headers["Set-Cookie"]) == (200, first.body, None)
        assert again.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert again.headers["X-Accel-Expires"] is None
        assert again.headers["X-Content-Type-Options"] == "nosniff"
    assert "HIT" in front.kept(path)


def test_credence_says_which_pages_may_be_kept_and_for_how_long(app_port):
    for path, seconds in {**dict.fromkeys(PUBLIC, "1"), "/sign-in/": None, "/courses/none/": None}.items():
        connection = http.client.HTTPConnection("127.0.0.1", app_port, timeout=15)
        assert ask(connection, path, {}).headers["X-Accel-Expires"] == seconds


@pytest.mark.parametrize("path", ["/sign-in/", "/my-courses/", "/support/", "/fragments/account-menu/"])
def test_what_knows_who_asks_is_never_kept(front, sessions, path):
    for _ in range(3):
        front.get(path, sessions["viewer"])
    assert set(front.kept(path)) == {"-"}


def test_searches_are_not_kept_by_nginx(front):
    for _ in range(3):
        assert front.get("/courses/?q=contrast").status == 200
    assert set(front.kept("/courses/?q=contrast")) <= {"BYPASS", "MISS"}


def test_a_kept_page_can_be_asked_for_its_head_and_is_not_sent_to_whoever_has_it(front):
    for _ in range(2):
        whole = front.get("/faq/", **{"Accept-Encoding": "identity"})
        head = front.get("/faq/", method="HEAD", **{"Accept-Encoding": "identity"})
        again = front.get("/faq/", **{"Accept-Encoding": "identity", "If-None-Match": whole.headers["ETag"]})
        assert (head.status, head.body, head.headers["ETag"]) == (200, b"", whole.headers["ETag"])
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", whole.headers["ETag"])
        assert front.get("/faq/", **{"If-None-Match": '"another"'}).status == 200


def test_each_encoding_and_language_has_its_own_copy(front):
    codings = {"br": "br", "gzip, deflate": "gzip", "gzip, deflate, br, zstd": "br", "identity": None}
    for _ in range(2):
        for accepted, coding in codings.items():
            assert front.get("/faq/", **{"Accept-Encoding": accepted}).headers["Content-Encoding"] == coding
    answer = front.get("/faq/", **{"Accept-Language": f"x{time.monotonic_ns() % 10**7}"})
    assert (answer.status, front.kept("/faq/")[-1] in ("MISS", "EXPIRED")) == (200, True)


def test_a_publication_shows_within_two_seconds(front, installation):
    path = "/courses/contrast-archive/"
    before = front.get(path).body
    installation.tell("withdraw", "contrast-archive")
    begun, seen = time.monotonic(), before
    while seen == before and time.monotonic() - begun < 5:
        seen = front.get(path).body
        time.sleep(0.02)
    assert (seen != before, time.monotonic() - begun < 2) == (True, True)


def test_assets_are_kept_under_the_names_that_change_with_them(front):
    page = front.get("/").body.decode()
    style = re.search(r'href="(/static/built/site\.[0-9a-f]+\.css)"', page)[1]
    for accepted, coding in {"br": "br", "gzip": "gzip"}.items():
        first, again = (front.get(style, **{"Accept-Encoding": accepted}) for _ in range(2))
        assert (again.status, again.body) == (200, first.body)
        assert again.headers["Content-Encoding"] == coding
        assert "immutable" in again.headers["Cache-Control"]
    assert front.kept(style).count("HIT") >= 2
    assert front.get(style, **{"If-None-Match": first.headers["ETag"] or ""}).status in (200, 304)


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
