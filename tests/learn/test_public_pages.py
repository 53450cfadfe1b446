"""Public pages are the same for everybody: no cookie, one copy for all, and news on the next request."""

import datetime as dt
import gzip
import re
from typing import Any

import brotli
import pytest
from django.test import Client

from credence.catalog.actions import publish_version, renew_front_matter, withdraw_credit
from credence.catalog.models import Course, CourseVersion
from credence.kit import clock
from credence.learn.responses import public_pages
from credence.learn.responses.kept_pages import KeptPage, Shelf, coding_of
from credence.learn.views import catalog
from credence.project.public_pages import answers_to_questions, forget_pages, plain_pages
from tests.factories.accounts import make_learner
from tests.factories.catalog import make_course
from tests.house.pseudo import LANGUAGE, pseudo_language

pytestmark = pytest.mark.django_db
PAGES = (
    "/",
    "/courses/",
    "/courses/?q=sepsis",
    "/courses/sepsis/",
    "/faq/",
    "/help/",
    "/help/?q=coupon",
    "/help/operate/",
    "/privacy/",
    "/sitemap.xml",
    "/robots.txt",
    "/verify/",
)
UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that sets the clock."""

    def set_clock(moment: dt.datetime) -> None:
        for module in (clock, public_pages, catalog):
            monkeypatch.setattr(module, "now", lambda: moment)

    return set_clock


@pytest.fixture
def course() -> Course:
    """Return a published course."""
    return make_course("sepsis")


@pytest.mark.parametrize("address", PAGES)
def test_a_public_page_sets_no_cookie_and_varies_on_language_and_encoding_only(
    course: Course, client: Client, address: str
) -> None:
    client.force_login(make_learner())
    signed_in, visitor = client.get(address), Client().get(address, HTTP_COOKIE="sessionid=invented; messages=x")
    for response in (signed_in, visitor):
        assert response.status_code == 200
        assert dict(response.cookies) == {}
        assert sorted(name.strip() for name in response["Vary"].split(",")) == ["Accept-Encoding", "Accept-Language"]
        assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert signed_in.content == visitor.content


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_what_the_browser_has_is_not_sent_again(course: Course, client: Client, address: str, encoding: str) -> None:
    first = client.get(address, HTTP_ACCEPT_ENCODING=encoding)
    again = client.get(address, HTTP_ACCEPT_ENCODING=encoding, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert sorted(name.strip() for name in again["Vary"].split(",")) == ["Accept-Encoding", "Accept-Language"]
    assert client.get(address, HTTP_IF_NONE_MATCH='"another"').status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_a_kept_page_costs_one_query(
    course: Course, client: Client, address: str, django_assert_num_queries: Any
) -> None:
    first = client.get(address)
    with django_assert_num_queries(1):
        again = client.get(address + ("&" if "?" in address else "?") + "utm_source=letter")
    assert again.content == first.content


@pytest.mark.parametrize("address", PAGES)
def test_a_public_page_can_be_asked_for_its_head_and_not_written_to(
    course: Course, client: Client, address: str
) -> None:
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    if address != "/verify/":
        assert client.post(address).status_code == 405


def new_version(course: Course, title: str) -> CourseVersion:
    """Add a version that is not current yet."""
    old = course.current_version
    assert old
    values = {each.attname: getattr(old, each.attname) for each in CourseVersion._meta.concrete_fields}
    return CourseVersion.objects.create(**{**values, "id": None, "number": old.number + 1, "title": title})


@pytest.mark.parametrize("address", ["/", "/courses/", "/courses/sepsis/"])
def test_a_publication_shows_on_the_next_request(course: Course, client: Client, address: str) -> None:
    before = client.get(address)
    version = new_version(course, "Sepsis in the first hour")
    assert client.get(address).content == before.content
    publish_version(version=version, by="dana", now=NOW)
    after = client.get(address, HTTP_IF_NONE_MATCH=before["ETag"])
    assert (after.status_code, "Sepsis in the first hour" in after.content.decode()) == (200, True)


def test_a_withdrawal_and_new_front_matter_show_on_the_next_request(course: Course, client: Client) -> None:
    before = client.get("/courses/sepsis/").content
    renew_front_matter(course=course, by="dana", now=NOW)
    renewed = client.get("/courses/sepsis/").content
    withdraw_credit(course=course, by="dana", reason="Outdated.", now=NOW)
    assert len({before, renewed, client.get("/courses/sepsis/").content}) == 3


def test_the_end_of_the_last_day_shows_on_the_next_request(client: Client, at: Any) -> None:
    course = make_course("sepsis", expires_on=dt.date(2026, 3, 1))
    midnight = dt.datetime(2026, 3, 2, 5, tzinfo=dt.UTC)  # in New York
    at(midnight - dt.timedelta(seconds=1))
    assert "/courses/sepsis/" in client.get("/courses/").content.decode()
    assert "Credit for this course ended" not in client.get("/courses/sepsis/").content.decode()
    at(midnight)
    assert "/courses/sepsis/" not in client.get("/courses/").content.decode()
    assert "Credit for this course ended" in client.get("/courses/sepsis/").content.decode()
    assert course.current_version


def test_each_search_is_a_page_of_its_own(course: Course, client: Client) -> None:
    make_course("burns")
    found = {
        words: re.findall(r"<h3[^>]*>\s*<a href=.([^ \"]+)", client.get(f"/courses/?q={words}").content.decode())
        for words in ("sepsis", "burns", "sepsis%ff%00")
    }
    assert found == {"sepsis": ["/courses/sepsis/"], "burns": ["/courses/burns/"], "sepsis%ff%00": ["/courses/sepsis/"]}


def test_pages_of_a_site_without_courses_are_not_kept(client: Client, django_assert_num_queries: Any) -> None:
    forget_pages()
    assert client.get("/faq/").headers.get("X-Accel-Expires") is None
    assert (len(plain_pages), len(answers_to_questions)) == (0, 0)


@pytest.mark.parametrize("address", PAGES)
def test_a_kept_page_has_every_header_of_a_fresh_one(course: Course, client: Client, address: str) -> None:
    forget_pages()
    fresh, kept = client.get(address), client.get(address)
    assert dict(kept.items()) == dict(fresh.items())
    assert kept["Content-Length"] == str(len(kept.content))
    for name in ("Content-Security-Policy", "Permissions-Policy", "Referrer-Policy", "X-Frame-Options"):
        assert kept[name] == client.get("/sign-in/")[name].replace("DENY", "SAMEORIGIN")
    assert kept["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("accepted", "coding"), [("gzip, deflate, br", "br"), ("gzip;q=1, br;q=0.5", "gzip"), ("x", "")]
)
def test_a_page_comes_in_the_coding_that_the_browser_likes_best(
    course: Course, client: Client, accepted: str, coding: str
) -> None:
    plain = client.get("/faq/")
    for _ in range(2):
        packed = client.get("/faq/", HTTP_ACCEPT_ENCODING=accepted)
        assert packed.headers.get("Content-Encoding", "") == coding
        assert UNPACK[coding](packed.content) == plain.content
        assert packed["ETag"] == (plain["ETag"][:-1] + f'-{coding}"' if coding else plain["ETag"])


def test_whoever_has_a_broken_cookie_is_rid_of_it_by_a_page_that_is_compressed_and_not_kept(course: Course) -> None:
    forget_pages()
    packed = Client().get("/faq/", HTTP_COOKIE="sessionid=short", HTTP_ACCEPT_ENCODING="gzip")
    assert (packed.cookies["sessionid"]["max-age"], len(plain_pages)) == (0, 0)
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == Client().get("/faq/").content


def test_the_copy_of_one_coding_is_not_taken_for_that_of_another(course: Course, client: Client) -> None:
    packed = client.get("/faq/", HTTP_ACCEPT_ENCODING="br")
    assert client.get("/faq/", HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=packed["ETag"]).status_code == 200
    assert client.get("/faq/", HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=f"W/{packed['ETag']}").status_code == 304


def test_each_language_has_its_own_copy_whatever_a_cookie_says(course: Course, client: Client) -> None:
    with pseudo_language():
        for _ in range(2):
            marked, plain = client.get("/faq/", HTTP_ACCEPT_LANGUAGE=LANGUAGE), client.get("/faq/")
            with_cookie = client.get("/faq/", HTTP_COOKIE=f"django_language={LANGUAGE}")
            assert ("⟦" in marked.content.decode(), "⟦" in plain.content.decode()) == (True, False)
            assert (marked["Content-Language"], with_cookie.content) == (LANGUAGE, plain.content)


def test_a_foreign_host_gets_no_kept_page(course: Course, client: Client) -> None:
    for _ in range(2):
        assert client.get("/faq/").status_code == 200
        assert client.get("/faq/", HTTP_HOST="evil.example.org").status_code == 400


def test_a_kept_page_of_https_is_not_shown_without_it(course: Course, client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 60
    client = Client()
    for _ in range(2):
        assert client.get("/faq/", secure=True)["Strict-Transport-Security"].startswith("max-age=60")
        assert client.get("/faq/").status_code == 301


def test_memory_is_bounded_and_what_was_asked_for_least_lately_goes_first() -> None:
    page = KeptPage(b"x" * 100_000, {}, None)
    shelf = Shelf(3 * page.size)
    for name in ("first", "second", "third"):
        shelf.put(name, page)
    assert shelf.get("first") is page
    shelf.put("fourth", page)
    assert [shelf.get(name) is page for name in ("first", "second", "third", "fourth")] == [True, False, True, True]
    shelf.put("fourth", page)
    assert len(shelf) == 3


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("*", "br"),
        ("br;q=0", ""),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0, *", "br"),
        ("identity", ""),
        ("GZIP", "gzip"),
        ("br;q=x", ""),
        ("gzip ; q=0.5 , br ; q=0.4", "gzip"),
    ],
)
def test_a_browser_says_which_codings_it_takes(accepted: str, coding: str) -> None:
    assert coding_of(accepted) == coding


def test_a_missing_course_is_missed_each_time(course: Course, client: Client) -> None:
    assert client.get("/courses/burns/").status_code == 404
    make_course("burns")
    assert client.get("/courses/burns/").status_code == 200


def test_forms_on_public_pages_work_without_a_cookie(course: Course) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.get("/verify/")
    assert ("csrfmiddlewaretoken" in page.content.decode(), dict(strict.cookies)) == (False, {})
    answer = strict.post("/verify/", {"code": "AAAAA-AAAAA-AAAAA-AAAAA"})
    assert (answer.status_code, "Not found." in answer.content.decode()) == (200, True)
    assert ("no-store" in answer["Cache-Control"], answer["X-Robots-Tag"]) == (True, "noindex")
    for address in PAGES[:-1]:
        assert 'method="post"' not in strict.get(address).content.decode()


def test_signing_out_goes_by_the_fragment_which_brings_its_own_token(course: Course) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_learner())
    menu = strict.get("/fragments/account-menu/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', menu.content.decode())
    assert token
    assert strict.post("/sign-out/", {"csrfmiddlewaretoken": token[1]}).status_code == 302
    assert "_auth_user_id" not in strict.session
