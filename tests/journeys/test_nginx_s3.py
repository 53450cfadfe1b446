"""nginx before a site whose files lie in a bucket: Credence decides; nginx fetches pieces, keeps and sends them."""

import http.client
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from attack.servers import NGINX_CONF, configured, nginx

from credence.learn.responses.file_policy import BY_ITSELF
from credence.learn.views.media import RIGHT_KEPT
from tests.certificates import self_signed
from tests.installations import run
from tests.journeys.conftest import Site, free_port
from tests.journeys.test_nginx import CHAPTER, PREFIX, Front, ask, film_of, link
from tests.stores import BUCKET, bucket, client_of

pytestmark = pytest.mark.nginx
PIECE = 1_048_576


@pytest.fixture(scope="module")
def asked(tmp_path_factory) -> Path:
    """Return the file in which the store notes what it is asked for."""
    return tmp_path_factory.mktemp("store") / "asked.log"


@pytest.fixture(scope="module")
def store(installation: Site, asked: Path) -> Iterator[dict[str, str]]:
    """Run a store with the files of the installation."""
    with bucket(asked) as settings:
        run({**installation.environment, **settings}, "credence", "move-media", "--to", "s3")
        yield {**settings, "CREDENCE_MEDIA_STORE": "s3"}


@pytest.fixture(scope="module")
def sessions(installation: Site) -> dict[str, str]:
    return installation.enroll("far-viewer", "far-onlooker")


@pytest.fixture(scope="module")
def app_port(installation: Site, store: dict[str, str]) -> Iterator[int]:
    """Serve the installation so that files are left to nginx, which is told where they lie."""
    port = free_port()
    with installation.served(port, CREDENCE_MEDIA_ACCEL_PREFIX=PREFIX, **store):
        yield port


@pytest.fixture(scope="module")
def front(app_port: int, store: dict[str, str], tmp_path_factory) -> Iterator[Front]:
    """Run nginx before it, on a machine without any file of a course."""
    folder = tmp_path_factory.mktemp("nginx")
    front = Front(free_port(), free_port(), folder / "kept.log")
    self_signed(folder)
    conf = configured(
        NGINX_CONF.read_text(encoding="utf-8"),
        host="localhost",
        ports=(front.port, front.plain_port),
        app_port=app_port,
        media=folder / "empty",
        folder=folder,
        store=store["CREDENCE_S3_ENDPOINT"],
    )
    with nginx(folder, conf, front.port):
        yield front


def fetched(asked: Path) -> int:
    """Return how often the store was asked for a part of a file so far."""
    return sum('"GET /' in line and ".mp4" in line for line in asked.read_text().splitlines())


def test_the_very_bytes_come_from_the_bucket_range_by_range(front, sessions, installation):
    film, address = film_of(installation).read_bytes(), link(front, sessions["far-viewer"])
    for first, last in ((0, 0), (PIECE - 5, PIECE + 5), (5_000_000, 5_000_999), (len(film) - 9, len(film) - 1)):
        part = front.get(address, sessions["far-viewer"], Range=f"bytes={first}-{last}")
        assert (part.status, part.body) == (206, film[first : last + 1])
        assert part.headers["Content-Range"] == f"bytes {first}-{last}/{len(film)}"
    whole = front.get(address, sessions["far-viewer"])
    assert (whole.status, whole.body) == (200, film)
    assert front.get(address, sessions["far-viewer"], Range=f"bytes={len(film)}-").status == 416


def test_what_was_fetched_is_kept_and_the_store_is_not_asked_again(front, sessions, installation, asked):
    film, address = film_of(installation).read_bytes(), link(front, sessions["far-viewer"])
    front.get(address, sessions["far-viewer"])
    before = fetched(asked)
    assert front.get(address, sessions["far-viewer"]).body == film
    assert front.get(link(front, sessions["far-onlooker"]), sessions["far-onlooker"]).body == film
    assert fetched(asked) == before


def test_what_credence_says_of_a_file_reaches_the_browser_and_nothing_of_the_store(front, sessions):
    headers = front.get(link(front, sessions["far-viewer"]), sessions["far-viewer"], Range="bytes=0-0").headers
    expected = {
        "Content-Type": "video/mp4",
        "Content-Disposition": 'inline; filename="contrast-reactions-1-recognize.mp4"',
        "Cache-Control": "private, max-age=3600",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "same-origin",
    }
    assert {name: headers.get_all(name) for name in expected} == {name: [said] for name, said in expected.items()}
    assert headers["Content-Security-Policy"] == BY_ITSELF
    assert [headers[name] for name in ("X-Accel-Redirect", "x-amz-id-2", "x-amz-request-id", "Set-Cookie")] == [
        None
    ] * 4
    assert "Signature" not in str(headers)


def test_a_cover_comes_from_the_bucket_for_everybody(front, installation):
    address = re.search(r"/covers/[\w-]+", front.get("/courses/contrast-reactions/").body.decode())[0]
    answer = front.get(address)
    expected = {
        "Content-Type": "image/jpeg",
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "same-origin",
    }
    assert answer.status == 200
    assert {name: answer.headers.get_all(name) for name in expected} == {
        name: [said] for name, said in expected.items()
    }
    assert answer.body in [path.read_bytes() for path in (installation.var / "media").rglob("*.*")]


def test_without_a_link_of_ones_own_nothing_is_reached(front, sessions, installation):
    address = link(front, sessions["far-viewer"])
    shelved = film_of(installation).relative_to(installation.var / "media")
    got = {
        "another learner": front.get(address, sessions["far-onlooker"]).status,
        "nobody": front.get(address).status,
        "the place in the bucket": front.get(f"{PREFIX}elsewhere/{BUCKET}/{shelved}?a=b").status,
        "on the disk": front.get(f"{PREFIX}{shelved}").status,
    }
    assert got == dict.fromkeys(got, 404)


@pytest.mark.parametrize("end", ["sign_out", "shut_out"])
def test_a_right_ends_as_it_does_on_disk_though_the_pieces_are_kept(front, installation, end):
    name = f"far-{end.replace('_', '-')}-learner"
    session = installation.enroll(name)[name]
    address = link(front, session)
    assert front.get(address, session, Range="bytes=0-0").status == 206
    installation.tell(end, session if end == "sign_out" else name)
    ended, until = time.monotonic(), time.monotonic() + RIGHT_KEPT + 10
    while (answer := front.get(address, session, Range="bytes=0-0")).status == 206 and time.monotonic() < until:
        time.sleep(0.5)
    assert answer.status == 404
    assert time.monotonic() - ended < RIGHT_KEPT + 5


def test_a_file_that_the_store_lost_is_missing_until_it_is_back(front, sessions, store, installation):
    """Likewise a signed address that counts no longer: the kept right leads nowhere, and Credence is asked anew."""
    page = front.get(CHAPTER, sessions["far-viewer"]).body.decode()
    address = re.search(r'<track [^>]*src="([^"#]+)', page)[1]
    (captions,) = (installation.var / "media").rglob("*.vtt")
    name = str(captions.relative_to(installation.var / "media"))
    client_of(store).delete_object(Bucket=BUCKET, Key=name)
    assert [front.get(address, sessions["far-viewer"]).status for _ in range(2)] == [404, 404]
    run({**installation.environment, **store}, "credence", "move-media", "--to", "s3")
    answer = front.get(address, sessions["far-viewer"])
    assert (answer.status, answer.body) == (200, captions.read_bytes())
    assert answer.headers["Content-Type"] == "text/vtt; charset=utf-8"


def test_without_nginx_credence_sends_the_ranges_itself(installation, store, front, sessions):
    film, address, port = film_of(installation).read_bytes(), link(front, sessions["far-viewer"]), free_port()
    with installation.served(port, **store):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        headers = {"Cookie": f"sessionid={sessions['far-viewer']}", "Range": "bytes=5000000-6000000"}
        part = ask(connection, address, headers)
    assert (part.status, part.body) == (206, film[5_000_000:6_000_001])
