"""Protected files, and covers."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from credence.accounts.models import User
from credence.enrollment.models import Enrollment
from credence.kit.clock import now
from credence.learn.access.media_links import LIFE, MediaLink, media_url
from credence.learn.responses.file_policy import BY_ITSELF, IN_A_VIEWER
from credence.media.models import Asset
from tests.factories.accounts import make_learner
from tests.factories.catalog import make_course
from tests.factories.changes import go_on
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import make_asset, make_chapter

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(256)) * 3000  # three slices, the last one short
NOON = dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _shelf(settings: Any, tmp_path: Any) -> None:
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}


@pytest.fixture
def learner() -> User:
    return make_learner()


@pytest.fixture
def enrollment(learner: User) -> Enrollment:
    return make_enrollment(learner, make_course())


@pytest.fixture
def asset(enrollment: Enrollment) -> Asset:
    found = make_asset(CONTENT)
    make_chapter(enrollment.version, "video", file=found)
    return found


@pytest.fixture
def url(asset: Asset, enrollment: Enrollment) -> str:
    return media_url(asset, enrollment, "contrast reactions 1 Recognize")


@pytest.fixture
def browser(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_file_is_sent_whole_with_all_that_a_player_needs(browser: Client, url: str, asset: Asset) -> None:
    response = browser.get(url)
    assert (response.status_code, body(response)) == (200, CONTENT)
    expected = {
        "Content-Type": "video/mp4",
        "Content-Length": str(len(CONTENT)),
        "Accept-Ranges": "bytes",
        "ETag": f'"{asset.sha256}"',
        "Cache-Control": "private, max-age=3600",
        "Content-Disposition": 'inline; filename="contrast-reactions-1-recognize.mp4"',
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Content-Security-Policy": BY_ITSELF,
    }
    assert {name: response[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("kind", "policy"), [("application/pdf", IN_A_VIEWER), ("text/vtt", BY_ITSELF), ("image/jpeg", BY_ITSELF)]
)
@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 200), ({"Range": "bytes=0-1"}, 206), ({"Range": "bytes=99-"}, 416), ({"If-None-Match": "*"}, 304)],
)
def test_a_file_comes_with_no_policy_of_a_page(
    browser: Client, enrollment: Enrollment, kind: str, policy: str, headers: dict[str, str], status: int
) -> None:
    asset = make_asset(b"0123456789", kind)
    make_chapter(enrollment.version, "video", file=asset)
    response = browser.get(media_url(asset, enrollment, "a"), headers=headers)
    assert (response.status_code, response["Content-Security-Policy"]) == (status, policy)
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=262143-262144", 262_143, 262_144),
        ("bytes=700000-", 700_000, 767_999),
        ("bytes=-5", 767_995, 767_999),
        ("bytes=0-9999999", 0, 767_999),
    ],
)
def test_a_range_is_exactly_the_bytes_asked_for(browser: Client, url: str, asked: str, first: int, last: int) -> None:
    response = browser.get(url, headers={"Range": asked})
    assert (response.status_code, body(response)) == (206, CONTENT[first : last + 1])
    assert response["Content-Range"] == f"bytes {first}-{last}/768000"
    assert response["Content-Length"] == str(last - first + 1)


def test_a_range_beyond_the_end_is_refused_with_the_size(browser: Client, url: str) -> None:
    response = browser.get(url, headers={"Range": "bytes=768000-"})
    assert (response.status_code, response["Content-Range"], response.content) == (416, "bytes */768000", b"")


@pytest.mark.parametrize("asked", ["bytes=0-1,5-9", "bytes=9-5", "items=0-1", "nonsense"])
def test_ranges_that_are_not_understood_give_the_whole_file(browser: Client, url: str, asked: str) -> None:
    response = browser.get(url, headers={"Range": asked})
    assert (response.status_code, len(body(response))) == (200, len(CONTENT))


@pytest.mark.parametrize(("known", "status"), [("own", 206), ('"other"', 200), ("Mon, 02 Feb 2026 12:00:00 GMT", 200)])
def test_a_range_of_an_older_file_gives_the_whole_new_one(
    browser: Client, url: str, asset: Asset, known: str, status: int
) -> None:
    if_range = f'"{asset.sha256}"' if known == "own" else known
    assert browser.get(url, headers={"Range": "bytes=0-1", "If-Range": if_range}).status_code == status


def test_a_file_that_the_browser_has_is_not_sent_again(browser: Client, url: str, asset: Asset) -> None:
    response = browser.get(url, headers={"If-None-Match": f'W/"{asset.sha256}"'})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", f'"{asset.sha256}"')


def test_head_tells_the_length_and_sends_nothing(browser: Client, url: str) -> None:
    response = browser.head(url, headers={"Range": "bytes=0-1"})
    assert (response.status_code, response["Content-Length"], body(response)) == (200, "768000", b"")


def test_ranges_are_never_compressed(browser: Client, url: str) -> None:
    response = browser.get(url, headers={"Range": "bytes=0-299", "Accept-Encoding": "gzip"})
    assert (body(response), "Content-Encoding" in response) == (CONTENT[:300], False)


def test_a_file_is_read_slice_by_slice(browser: Client, url: str) -> None:
    slices = [len(part) for part in browser.get(url).streaming_content]
    assert slices == [262_144, 262_144, 243_712]


def test_posting_is_refused(browser: Client, url: str) -> None:
    assert browser.post(url).status_code == 405


def test_a_download_is_offered_under_its_name(browser: Client, url: str) -> None:
    assert (
        browser.get(f"{url}?download")["Content-Disposition"]
        == 'attachment; filename="contrast-reactions-1-recognize.mp4"'
    )


def test_a_name_without_latin_letters_falls_back(asset: Asset, enrollment: Enrollment) -> None:
    assert MediaLink.to(asset, enrollment, "造影剤", now=NOON).name == "file.mp4"


def test_a_file_that_was_taken_out_of_the_course_is_sent_no_more(
    browser: Client, url: str, asset: Asset, enrollment: Enrollment
) -> None:
    assert browser.get(url).status_code == 200
    go_on(enrollment.course, chapters={enrollment.version.chapters.get(file=asset).slug: {"file": make_asset(b"anew")}})
    assert browser.get(url).status_code == 404


def test_captions_are_served_as_such(browser: Client, enrollment: Enrollment) -> None:
    captions = make_asset(b"WEBVTT\n", "text/vtt")
    make_chapter(enrollment.version, "video", captions=captions)
    response = browser.get(media_url(captions, enrollment))
    assert response["Content-Type"] == "text/vtt; charset=utf-8"
    assert response["Content-Disposition"] == 'inline; filename="original.vtt"'


def test_the_web_server_sends_the_file_where_one_is_in_front(
    browser: Client, url: str, asset: Asset, settings: Any
) -> None:
    settings.MEDIA_ACCEL_PREFIX = "/protected/"
    response = browser.get(url, headers={"Range": "bytes=0-1"})
    assert (response.status_code, response.content) == (200, b"")
    assert response["X-Accel-Redirect"] == f"/protected/{asset.file.name}"
    assert (response["Content-Type"], response["Cache-Control"]) == ("video/mp4", "private, max-age=3600")
    assert response["Content-Disposition"] == 'inline; filename="contrast-reactions-1-recognize.mp4"'


def test_nobody_else_gets_the_file(client: Client, url: str) -> None:
    assert client.get(url).status_code == 404
    client.force_login(make_learner("mallory"))
    assert client.get(url).status_code == 404


def test_a_fellow_learner_of_the_same_course_does_not_get_it_by_my_link(
    client: Client, url: str, enrollment: Enrollment
) -> None:
    other = make_learner("bob")
    make_enrollment(other, enrollment.course)
    client.force_login(other)
    assert client.get(url).status_code == 404


def test_a_closed_account_gets_nothing(browser: Client, url: str, learner: User) -> None:
    learner.is_active = False
    learner.save()
    assert browser.get(url).status_code == 404


@pytest.mark.parametrize(
    ("seconds", "good"), [(0, True), (LIFE.total_seconds(), True), (46_799, True), (46_800, False)]
)
def test_a_link_works_as_long_as_a_session_and_no_longer_than_an_hour_more(
    asset: Asset, enrollment: Enrollment, learner: User, seconds: int, good: bool
) -> None:
    link = MediaLink.to(asset, enrollment, "x", now=NOON)
    assert link.is_good_for(learner.public_id, NOON + dt.timedelta(seconds=seconds)) is good


def test_a_link_ends_when_the_right_ends_and_works_again_with_it(
    browser: Client, url: str, enrollment: Enrollment
) -> None:
    Enrollment.objects.filter(pk=enrollment.pk).update(closed_at=NOON)
    assert browser.get(url).status_code == 404
    Enrollment.objects.filter(pk=enrollment.pk).update(closed_at=None)
    assert browser.get(url).status_code == 200


def test_an_expired_link_is_not_found(browser: Client, asset: Asset, enrollment: Enrollment) -> None:
    link = MediaLink.to(asset, enrollment, "x", now=now() - dt.timedelta(hours=14))
    assert browser.get(f"/media/{link.token}/{link.name}").status_code == 404


def test_a_link_stays_the_same_within_the_hour_so_that_browsers_can_cache(asset: Asset, enrollment: Enrollment) -> None:
    first, later, next_hour = (
        MediaLink.to(asset, enrollment, "x", now=NOON + dt.timedelta(minutes=minutes)).token for minutes in (0, 59, 60)
    )
    assert (first == later, first == next_hour) == (True, False)


def test_no_part_of_a_link_can_be_exchanged(browser: Client, url: str, asset: Asset, enrollment: Enrollment) -> None:
    secret = make_asset(b"secret")
    theirs = MediaLink.to(secret, make_enrollment(make_learner("bob"), enrollment.course), "x", now=now())
    mine = MediaLink.to(asset, enrollment, "x", now=now())
    payload, signature = mine.token.rsplit(":", 1)
    their_payload, their_signature = theirs.token.rsplit(":", 1)
    assert browser.get(f"/media/{mine.token}/{mine.name}").status_code == 200
    for token, name in [
        (f"{their_payload}:{signature}", "x.mp4"),
        (f"{payload}:{their_signature}", "x.mp4"),
        (theirs.token, "x.mp4"),
        (mine.token, "malware.exe"),
        (mine.token[:-1], "x.mp4"),
        (payload, "x.mp4"),
        ("nonsense", "x.mp4"),
        (asset.public_id, "x.mp4"),
        (str(asset.pk), "x.mp4"),
    ]:
        assert browser.get(f"/media/{token}/{name}").status_code == 404, (token, name)


def test_a_missing_asset_is_not_found(browser: Client, enrollment: Enrollment) -> None:
    gone = Asset(public_id="gone", content_type="video/mp4")
    assert browser.get(media_url(gone, enrollment, "x")).status_code == 404


def test_a_file_costs_two_queries(browser: Client, url: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):  # session with user, asset
        browser.get(url, headers={"Range": "bytes=0-1"})


def test_a_cover_is_public_sets_no_cookie_and_may_be_kept_for_ever(client: Client) -> None:
    cover = make_asset(b"picture", "image/jpeg")
    make_course(cover=cover, cover_alt="A scanner")
    response = client.get(f"/covers/{cover.public_id}")
    assert (response.status_code, body(response)) == (200, b"picture")
    assert (response["Content-Type"], response["Cache-Control"]) == (
        "image/jpeg",
        "public, max-age=31536000, immutable",
    )
    assert (response.cookies, "Cookie" in response.get("Vary", "")) == ({}, False)


@pytest.mark.parametrize("name", ["public_id", "sha256", "pk"])
def test_no_other_file_has_a_public_address(client: Client, asset: Asset, name: str) -> None:
    assert client.get(f"/covers/{getattr(asset, name)}").status_code == 404
