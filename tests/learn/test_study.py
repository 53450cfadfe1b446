"""The course access page, its chapters, and beats."""

import datetime as dt
import json
import re
import uuid
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from credence.accounts.models import User
from credence.catalog.models import Chapter
from credence.enrollment.models import Enrollment
from credence.progress.models import ChapterProgress, StudyClock
from tests.factories.accounts import make_learner
from tests.factories.catalog import make_course
from tests.factories.credit import ARRT, make_accredited_course, make_award, make_ready
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import STUDIED, finish_all, make_asset, make_chapter, make_clock, make_progress

pytestmark = pytest.mark.django_db
LEARN = "/courses/contrast-reactions/learn/"
NEXT = "/courses/contrast-reactions/next/"
PLAYER = str(uuid.UUID(int=1))
NEXT_STEP = re.compile(
    r'<section class="next-step".*?<p[^>]*>(?P<sentence>.*?)</p>.*?<a [^>]*href="(?P<url>[^"]*)">(?P<label>.*?)</a>',
    re.S,
)


@pytest.fixture(autouse=True)
def _shelf(settings: Any, tmp_path: Any) -> None:
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}


@pytest.fixture
def learner() -> User:
    return make_learner()


@pytest.fixture
def enrollment(learner: User) -> Enrollment:
    return make_enrollment(learner, make_course(chapters=0))


@pytest.fixture
def video(enrollment: Enrollment) -> Chapter:
    return make_chapter(
        enrollment.version,
        "video",
        captions=make_asset(b"WEBVTT\n", "text/vtt"),
        poster=make_asset(b"poster", "image/jpeg"),
        transcript=[[0, 4_000, "Good morning."], [155_500, 160_000, "A <b>reaction</b>."]],
    )


@pytest.fixture
def browser(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


class Page(HTMLParser):
    """The elements of a page, each as its tag and attributes."""

    def __init__(self, response: Any) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = response.content.decode()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def first(self, tag: str, **wanted: str) -> dict[str, str | None]:
        for name, attributes in self.elements:
            if name == tag and wanted.items() <= attributes.items():
                return attributes
        raise AssertionError(f"no {tag} {wanted}")


def next_step(response: Any) -> tuple[str, str, str]:
    """Return the sentence, the button and its address of the page's next step."""
    match = NEXT_STEP.search(response.content.decode())
    assert match
    return match["sentence"], match["label"], match["url"]


def settings_of(response: Any) -> Any:
    """Return what the page hands to its script."""
    return json.loads(response.content.decode().partition('id="study">')[2].partition("</script>")[0])


def send(browser: Client, url: str, **values: Any) -> Any:
    fields = {"player": PLAYER, "took": 0, "start": 0, "end": 0, **values}
    return browser.post(f"{url}beat/", {name: value for name, value in fields.items() if value is not None})


@pytest.mark.parametrize("address", [LEARN, f"{LEARN}video-1/"])
def test_a_stranger_is_sent_to_sign_in(client: Client, video: Chapter, address: str) -> None:
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, f"/sign-in/?next={address}")


@pytest.mark.parametrize("address", [LEARN, f"{LEARN}video-1/", "/courses/unknown/learn/"])
def test_a_learner_who_is_not_enrolled_finds_nothing(client: Client, video: Chapter, address: str) -> None:
    client.force_login(make_learner("mallory"))
    assert client.get(address).status_code == 404


def test_content_stays_closed_until_the_front_matter_was_shown(client: Client) -> None:
    learner = make_learner("bob")
    enrollment = make_enrollment(learner, make_course("unseen", chapters=0), front_matter_shown=False)
    make_chapter(enrollment.version, "pdf")
    client.force_login(learner)
    for address in ("/courses/unseen/learn/", "/courses/unseen/learn/pdf-1/"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (302, "/courses/unseen/front-matter/")
    assert send(client, "/courses/unseen/learn/pdf-1/", start=None, end=None).status_code == 404
    assert not ChapterProgress.objects.exists()


def test_the_next_step_leads_through_the_chapters_to_the_posttest(
    browser: Client, enrollment: Enrollment, video: Chapter
) -> None:
    pdf = make_chapter(enrollment.version, "pdf")
    assert next_step(browser.get(LEARN)) == ("First chapter: video 1", "Start", f"{LEARN}video-1/")
    progress = make_progress(enrollment, video)
    assert next_step(browser.get(LEARN)) == ("Go on where you stopped: video 1", "Continue", f"{LEARN}video-1/")
    progress.finished_at = STUDIED
    progress.save()
    assert next_step(browser.get(LEARN)) == ("Next chapter: pdf 2", "Open the next chapter", f"{LEARN}pdf-2/")
    make_progress(enrollment, pdf, finished_at=STUDIED)
    assert next_step(browser.get(LEARN)) == (
        "You have finished every chapter. The posttest comes next.",
        "Take the posttest",
        "/courses/contrast-reactions/posttest/",
    )
    chapter_page = browser.get(f"{LEARN}pdf-2/")
    assert next_step(chapter_page) == ("You have finished every chapter.", "Go to the next step", NEXT)
    assert browser.get(NEXT)["Location"] == "/courses/contrast-reactions/posttest/"


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("video", "Watch this chapter. What comes next appears here when it is finished."),
        ("pdf", "Read this PDF, and say below it that you have read it."),
        ("text", "Read this chapter to its end. What comes next appears here when it is finished."),
    ],
)
def test_an_open_chapter_is_not_offered_as_its_own_next_step(
    browser: Client, enrollment: Enrollment, kind: str, sentence: str
) -> None:
    make_chapter(enrollment.version, kind)
    text = browser.get(f"{LEARN}{kind}-1/").content.decode()
    section = text.partition('<section class="next-step"')[2].partition("</section>")[0]
    assert (sentence in section, "<a " in section) == (True, False)


def test_a_course_that_asks_for_time_says_how_much_is_missing(browser: Client) -> None:
    course = make_course("timed", chapters=1, study_minutes=10)
    enrollment = make_enrollment(User.objects.get(), course)
    finish_all(enrollment)
    make_clock(enrollment, studied_ms=200_000)
    response = browser.get("/courses/timed/learn/")
    assert next_step(response)[0] == (
        "You have finished every chapter. Its credit stands for a time of study: 7 minutes are left. "
        "Looking again at any chapter counts."
    )
    assert "Time of study: 3 of the 10 minutes that this course asks for" in response.content.decode()


def test_the_course_page_shows_the_state_of_each_chapter(
    browser: Client, enrollment: Enrollment, video: Chapter
) -> None:
    make_chapter(enrollment.version, "text")
    make_progress(enrollment, video, watched=[[0, 63_000]])
    text = " ".join(browser.get(LEARN).content.decode().split())
    assert "63% watched" in text
    assert "not started" in text
    assert "0 of 2 finished" in text


def test_a_video_plays_by_links_that_only_its_learner_can_use(browser: Client, client: Client, video: Chapter) -> None:
    page = Page(browser.get(f"{LEARN}video-1/"))
    source, track, player = page.first("source"), page.first("track"), page.first("video")
    assert source["type"] == "video/mp4"
    links = [source["src"], track["src"], player["poster"]]
    assert [str(link).rpartition("/")[2] for link in links] == [
        "contrast-reactions-1-video-1.mp4",
        "contrast-reactions-1-video-1.vtt",
        "contrast-reactions-1-video-1.jpg",
    ]
    assert [browser.get(str(link)).status_code for link in links] == [200, 200, 200]
    client.force_login(make_learner("mallory"))
    assert [client.get(str(link)).status_code for link in links] == [404, 404, 404]


def test_a_video_needs_no_captions_no_poster_and_no_transcript(browser: Client, enrollment: Enrollment) -> None:
    make_chapter(enrollment.version, "video")
    page = Page(browser.get(f"{LEARN}video-1/"))
    tags = {tag for tag, _ in page.elements}
    assert ("video" in tags, "track" in tags) == (True, False)
    assert "poster" not in page.first("video", id="player")
    assert 'id="transcript"' not in page.text


def test_the_transcript_is_text_and_each_line_leads_to_its_second(browser: Client, video: Chapter) -> None:
    page = Page(browser.get(f"{LEARN}video-1/"))
    assert page.first("li", **{"data-start": "155500"}) == {"data-start": "155500", "data-end": "160000"}
    page.first("a", href="?t=155")
    assert "A &lt;b&gt;reaction&lt;/b&gt;." in page.text
    assert ">2:35<" in page.text


@pytest.mark.parametrize(
    ("query", "position_ms", "start_ms"),
    [
        ("", 0, 0),
        ("", 42_567, 42_567),
        ("", 98_000, 0),
        ("?t=55", 42_567, 55_000),
        ("?t=0", 42_567, 0),
        ("?t=99999", 0, 100_000),
        ("?t=-5", 42_567, 42_567),
        ("?t=1e3", 42_567, 42_567),
        ("?t=999999999999999999", 42_567, 42_567),
    ],
)
def test_a_video_opens_where_it_was_left_or_where_a_link_says(
    browser: Client, enrollment: Enrollment, video: Chapter, query: str, position_ms: int, start_ms: int
) -> None:
    make_progress(enrollment, video, position_ms=position_ms)
    response = browser.get(f"{LEARN}video-1/{query}")
    assert settings_of(response)["start"] == start_ms
    fragment = str(Page(response).first("source")["src"]).partition("#")[2]
    assert fragment == (f"t={start_ms / 1000}" if start_ms else "")


def test_a_video_page_carries_what_its_script_needs(browser: Client, video: Chapter) -> None:
    settings = settings_of(browser.get(f"{LEARN}video-1/?t=5"))
    assert settings["address"] == f"{LEARN}video-1/beat/"
    assert (settings["duration"], settings["start"]) == (100_000, 5_000)
    assert settings["words"] == {
        "watched": "{percent}% watched; 90% finish the chapter.",
        "finished": "Chapter finished. You can watch it as often as you like.",
        "state": "{percent}% watched",
    }


def test_no_page_has_styles_or_scripts_of_its_own(browser: Client, enrollment: Enrollment, video: Chapter) -> None:
    for kind in ("pdf", "text"):
        make_chapter(enrollment.version, kind)
    for address in (LEARN, f"{LEARN}video-1/", f"{LEARN}pdf-2/", f"{LEARN}text-3/"):
        for tag, attributes in Page(browser.get(address)).elements:
            assert "style" not in attributes, (address, tag)
            assert not [name for name in attributes if name.startswith("on")], (address, tag)
            assert tag != "script" or "src" in attributes or attributes["type"] == "application/json", address


@pytest.mark.parametrize(
    ("kept", "query", "shown"),
    [
        (0, "", {"page": 1, "resumed": False}),
        (7, "", {"page": 7, "resumed": True}),
        (7, "?page=3", {"page": 3, "resumed": False}),
        (7, "?page=99", {"page": 12, "resumed": False}),
        (7, "?page=0", {"page": 1, "resumed": False}),
        (7, "?page=x", {"page": 7, "resumed": True}),
        (7, "?page=123456", {"page": 7, "resumed": True}),
    ],
)
def test_a_pdf_opens_where_its_reader_stopped_or_on_the_page_that_was_asked_for(
    browser: Client, enrollment: Enrollment, kept: int, query: str, shown: dict[str, Any]
) -> None:
    pdf = make_chapter(enrollment.version, "pdf", file=make_asset(b"", "application/pdf", pages=12))
    make_progress(enrollment, pdf, page=kept)
    said = browser.get(f"{LEARN}pdf-1/{query}").content.decode()
    told = json.loads(said.partition('id="paper">')[2].partition("</script>")[0])
    assert {name: told[name] for name in shown} == shown


def test_where_a_reader_is_in_a_pdf_is_kept_after_it_was_read_too(browser: Client, enrollment: Enrollment) -> None:
    pdf = make_chapter(enrollment.version, "pdf", file=make_asset(b"", "application/pdf", pages=12))
    make_progress(enrollment, pdf, finished_at=STUDIED)
    assert settings_of(browser.get(f"{LEARN}pdf-1/"))["address"] == f"{LEARN}pdf-1/beat/"
    assert send(browser, f"{LEARN}pdf-1/", start=None, end=None, page=5).status_code == 200
    assert send(browser, f"{LEARN}pdf-1/", start=None, end=None, page=-1).status_code == 400
    assert ChapterProgress.objects.values_list("page", "finished_at").get() == (5, STUDIED)


def test_a_pdf_opens_in_the_page_and_downloads_under_its_name(browser: Client, enrollment: Enrollment) -> None:
    make_chapter(enrollment.version, "pdf")
    response = browser.get(f"{LEARN}pdf-1/")
    shown = str(Page(response).first("object", type="application/pdf")["data"]).partition("#")[0]
    assert browser.get(shown)["Content-Disposition"] == 'inline; filename="contrast-reactions-1-pdf-1.pdf"'
    page = Page(response)
    page.first("a", href=f"{shown}?download")
    assert ChapterProgress.objects.get().finished_at is None


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        (
            '<h1>Say it: "tom &amp; co"</h1><p>a</p><h2>b</h2>',
            '<div class="study-text reading"><p>a</p><h2>b</h2></div>',
        ),
        ("<h1>Another</h1><p>a</p>", '<div class="study-text reading"><h2>Another</h2><p>a</p></div>'),
    ],
)
def test_a_text_has_one_title_however_its_author_begins(
    browser: Client, enrollment: Enrollment, html: str, shown: str
) -> None:
    make_chapter(enrollment.version, "text", html=html, title='Say it: "tom & co"')
    page = Page(browser.get(f"{LEARN}text-1/"))
    assert shown in page.text
    assert [tag for tag, _ in page.elements if tag == "h1"] == ["h1"]


@pytest.mark.parametrize("kind", ["text", "pdf"])
def test_what_was_opened_long_ago_is_read_by_the_readers_word_which_leads_on(
    browser: Client, enrollment: Enrollment, kind: str
) -> None:
    chapter = make_chapter(enrollment.version, kind)
    make_chapter(enrollment.version, "text")
    make_progress(enrollment, chapter)
    page = browser.get(f"{LEARN}{kind}-1/").content.decode()
    assert ("Have you read this chapter to its end?" in page, "I have read it" in page) == (True, True)
    response = browser.post(f"{LEARN}{kind}-1/")
    assert (response.status_code, response["Location"]) == (302, f"{LEARN}text-2/")
    assert ChapterProgress.objects.get().finished_at is not None
    page = browser.get(f"{LEARN}{kind}-1/").content.decode()
    assert ("You have read this chapter." in page, "I have read it" in page) == (True, False)


@pytest.mark.parametrize(
    ("kind", "values"), [("pdf", {"measured_minutes": 4}), ("text", {"html": f"<p>{'word ' * 800}</p>"})]
)
def test_what_was_opened_just_now_says_from_when_on_a_word_counts(
    browser: Client, enrollment: Enrollment, kind: str, values: dict[str, Any]
) -> None:
    make_chapter(enrollment.version, kind, **values)
    response = browser.get(f"{LEARN}{kind}-1/")
    assert "Have you read this chapter? You can say so from" in response.content.decode()
    assert settings_of(response)["due"] == 120_000
    response = browser.post(f"{LEARN}{kind}-1/", {"finished_at": "2026-02-01", "percent": "100"}, follow=True)
    assert response.redirect_chain == [(f"{LEARN}{kind}-1/", 302)]
    assert "Less time has passed than this chapter takes at least" in response.content.decode()
    assert ChapterProgress.objects.get().finished_at is None


def test_a_video_is_not_finished_by_a_word_that_comes_too_soon(
    browser: Client, enrollment: Enrollment, video: Chapter
) -> None:
    response = browser.post(f"{LEARN}video-1/", {"finished_at": "2026-02-01", "percent": "100"}, follow=True)
    assert response.redirect_chain == [(f"{LEARN}video-1/", 302)]
    assert "Less time has passed than this chapter takes" in response.content.decode()
    assert ChapterProgress.objects.get().finished_at is None


def test_a_video_opened_long_ago_is_finished_by_the_learners_word(
    browser: Client, enrollment: Enrollment, video: Chapter
) -> None:
    make_progress(enrollment, video)
    page = browser.get(f"{LEARN}video-1/").content.decode()
    noscript = re.findall(r"<noscript>(.*?)</noscript>", page, re.S)
    assert ["I have watched this chapter" in each for each in noscript] == [True]
    assert browser.post(f"{LEARN}video-1/")["Location"] == NEXT
    assert ChapterProgress.objects.get().finished_at is not None
    assert "I have watched this chapter" not in browser.get(f"{LEARN}video-1/").content.decode()


def test_after_the_last_day_the_course_page_leads_to_its_chapters_and_not_to_the_posttest(browser: Client) -> None:
    over = {"valid_to": dt.date(2026, 3, 1)}
    course = make_accredited_course("over", ama=over, arrt={**ARRT, **over}, expires_on=dt.date(2026, 3, 1))
    browser.force_login(make_ready(course, "carol", right=5).learner)
    assert next_step(browser.get("/courses/over/learn/")) == (
        "The last day for the credit of this course was March 1, 2026. You can still view everything.",
        "View the course",
        "/courses/over/learn/chapter-1/",
    )


@pytest.mark.parametrize(
    ("done", "step"),
    [
        ({"right": 8}, ("Your credit is ready for you to claim.", "Claim your credit", "claim/")),
        (
            {"right": 8, "evaluated": False},
            ("You passed the posttest. The provider’s evaluation comes next.", "Fill in the evaluation", "evaluation/"),
        ),
        (
            {"right": 5},
            (
                "Not passed yet: the posttest asks for 70%, and your best is 50%. You have 2 attempts left.",
                "Take the posttest again",
                "posttest/",
            ),
        ),
    ],
    ids=["ready", "not evaluated", "not passed"],
)
def test_behind_the_study_the_course_page_leads_to_where_the_learner_stands(
    browser: Client, done: dict[str, Any], step: tuple[str, str, str]
) -> None:
    enrollment = make_ready(make_accredited_course("way"), "carol", **done)
    browser.force_login(enrollment.learner)
    sentence, label, url = next_step(browser.get("/courses/way/learn/"))
    assert (sentence, label, url.rstrip("0123456789/") + "/") == (*step[:2], f"/courses/way/{step[2]}")
    assert browser.get("/courses/way/next/")["Location"] == url


def test_whoever_has_the_credit_is_not_sent_to_the_posttest_again(browser: Client) -> None:
    enrollment = make_ready(make_accredited_course("way"), "carol")
    make_award(enrollment)
    browser.force_login(enrollment.learner)
    assert next_step(browser.get("/courses/way/learn/"))[1:] == ("See your certificate", "/courses/way/claim/")
    assert browser.get("/courses/way/next/")["Location"] == "/courses/way/claim/"


def test_a_chapter_of_another_course_or_version_is_not_found(
    browser: Client, enrollment: Enrollment, video: Chapter
) -> None:
    foreign = make_chapter(make_course("other", chapters=0).current_version, "text")  # type: ignore[arg-type]
    assert browser.get(f"{LEARN}{foreign.slug}/").status_code == 404
    assert browser.post(f"{LEARN}{foreign.slug}/").status_code == 404
    assert send(browser, f"{LEARN}{foreign.slug}/").status_code == 404
    assert not ChapterProgress.objects.exists()


def test_the_course_page_names_the_last_day_of_the_learners_own_credit(browser: Client, learner: User) -> None:
    course = make_accredited_course(ama={"valid_to": dt.date(2027, 3, 31)})
    make_enrollment(learner, course)
    said = "Credit can be earned and claimed through March 31, 2027. After that you can still view everything."
    assert said in browser.get(LEARN).content.decode()
    ended = make_accredited_course("sepsis", ama={"valid_to": dt.date(2026, 3, 31)})
    make_enrollment(learner, ended)
    said = "The last day for credit was March 31, 2026. You can still view everything."
    assert said in browser.get("/courses/sepsis/learn/").content.decode()


def test_everything_stays_viewable_after_expiry(browser: Client) -> None:
    course = make_course("old", chapters=1, expires_on=dt.date(2026, 1, 2))
    make_enrollment(User.objects.get(), course)
    assert browser.get("/courses/old/learn/").status_code == 200
    assert "<p>Read me.</p>" in browser.get("/courses/old/learn/chapter-1/").content.decode()


def test_a_first_beat_is_answered_and_only_starts_the_clock(browser: Client, video: Chapter) -> None:
    response = send(browser, f"{LEARN}video-1/", took=10_000, end=10_000)
    assert response.json() == {"counts": True, "percent": 0, "finished": False, "gap": 0, "minutes": 0}
    assert ChapterProgress.objects.get().position_ms == 10_000


def test_a_second_player_is_told_that_it_does_not_count(browser: Client, video: Chapter) -> None:
    send(browser, f"{LEARN}video-1/")
    response = send(browser, f"{LEARN}video-1/", player=str(uuid.UUID(int=2)))
    assert response.json()["counts"] is False


def test_the_beat_that_finishes_a_chapter_brings_the_new_outline(
    browser: Client, enrollment: Enrollment, video: Chapter
) -> None:
    make_progress(enrollment, video, watched=[[0, 89_000]])
    finishing = send(browser, f"{LEARN}video-1/").json()
    assert (finishing["finished"], finishing["percent"], finishing["gap"]) == (True, 89, 89_000)
    assert "You have finished every chapter." in finishing["outline"]
    assert 'aria-current="page"' in finishing["outline"]
    assert "outline" not in send(browser, f"{LEARN}video-1/").json()


@pytest.mark.parametrize(
    "fields",
    [
        {"start": -1},
        {"start": 10, "end": 5},
        {"end": None},
        {"end": 10**18},
        {"end": "1e9"},
        {"end": "nan"},
        {"took": -1},
        {"took": 10**18},
        {"took": None},
        {"pending": -1},
        {"pending": 10**18},
        {"seen": -1},
        {"seen": 101},
        {"player": ""},
        {"player": "x" * 36},
        {"player": PLAYER + "0"},
    ],
)
def test_a_beat_without_sense_is_refused_and_nothing_is_written(
    browser: Client, video: Chapter, fields: dict[str, Any]
) -> None:
    assert send(browser, f"{LEARN}video-1/", **fields).status_code == 400
    assert (ChapterProgress.objects.count(), StudyClock.objects.count()) == (0, 0)


def test_a_beat_cannot_write_progress_itself(browser: Client, video: Chapter) -> None:
    response = send(browser, f"{LEARN}video-1/", percent=100, finished=True, watched="[[0,100000]]", studied_ms=10**6)
    assert response.json()["percent"] == 0
    assert StudyClock.objects.get().studied_ms == 0


def test_a_beat_of_someone_who_is_not_enrolled_is_not_found(client: Client, video: Chapter) -> None:
    client.force_login(make_learner("mallory"))
    assert send(client, f"{LEARN}video-1/").status_code == 404
    assert not ChapterProgress.objects.exists()


def test_a_beat_after_the_session_has_ended_says_so(client: Client, video: Chapter) -> None:
    assert send(client, f"{LEARN}video-1/").status_code == 401


def test_a_beat_from_another_site_is_refused(learner: User, video: Chapter) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(learner)
    assert send(browser, f"{LEARN}video-1/").status_code == 403
    browser.get(f"{LEARN}video-1/")
    token = browser.cookies["csrftoken"].value
    assert send(browser, f"{LEARN}video-1/", csrfmiddlewaretoken=token).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_course_page_costs_four_queries(
    browser: Client, enrollment: Enrollment, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        make_chapter(enrollment.version, "video")
    finish_all(enrollment)
    browser.get(LEARN)
    with django_assert_num_queries(4):  # session with user, enrollment, what was done, certificates
        browser.get(LEARN)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("kind", ["video", "pdf", "text"])
def test_a_chapter_costs_four_queries(
    browser: Client, enrollment: Enrollment, kind: str, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        make_chapter(enrollment.version, kind)
    finish_all(enrollment)
    browser.get(f"{LEARN}{kind}-1/")
    with django_assert_num_queries(4):  # session with user, enrollment, the chapters that were opened, the clocks
        browser.get(f"{LEARN}{kind}-1/")


@pytest.mark.plans
def test_a_beat_costs_two_queries_beside_the_session(
    browser: Client, video: Chapter, django_assert_num_queries: Any
) -> None:
    send(browser, f"{LEARN}video-1/")
    send(browser, f"{LEARN}video-1/", took=1000, end=1000)
    at_all = 4  # session with user, the locked reading, and a savepoint of the test and its end
    with django_assert_num_queries(at_all + {"postgresql": 1, "sqlite": 3}[connection.vendor]):
        send(browser, f"{LEARN}video-1/", took=1000, end=1000)
