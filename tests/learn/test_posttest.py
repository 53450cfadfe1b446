"""The posttest's pages: nothing before its time, nothing lost, nothing counted twice."""

import datetime as dt
import re
import uuid

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from credence.accounts.enums import Profession
from credence.assessment.models import Attempt, Posttest
from credence.catalog.models import Chapter
from credence.enrollment.actions import close
from credence.enrollment.models import Enrollment
from credence.media.models import Asset
from credence.progress.models import ChapterProgress
from tests.factories.accounts import make_learner
from tests.factories.assessment import make_attempt, make_posttest, make_question
from tests.factories.catalog import make_course, make_offer, withdraw
from tests.factories.credit import ARRT, make_accredited_course, make_award, make_ready
from tests.factories.enrollment import ENROLLED, make_enrollment
from tests.factories.evaluation import ask_for, make_form, make_response

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 15, tzinfo=dt.UTC)
AFTER_EXPIRY = dt.datetime(2029, 1, 1, 5, tzinfo=dt.UTC)
PAGE = "/courses/contrast-reactions/posttest/"
RESULT = PAGE + "result/"
Q = [f"q{number}" for number in range(1, 11)]
CHOICE = re.compile(r'name="question\.([\w-]+)"\s+value="(\w+)"([^>]*)>\s*<span>([^<]*)</span>')


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    """Return a list that holds the present moment; tests may put another in its place."""
    moments = [NOW]
    monkeypatch.setattr("credence.learn.views.posttest.now", lambda: moments[0])
    return moments


@pytest.fixture
def course():
    course = make_course()
    make_offer(course.current_version)
    return course


@pytest.fixture
def posttest(course):
    return make_posttest(course.current_version, questions=10)


@pytest.fixture
def enrollment(course):
    return studied(make_enrollment(make_learner(), course))


@pytest.fixture
def browser(client, enrollment):
    client.force_login(enrollment.learner)
    return client


def studied(enrollment: Enrollment) -> Enrollment:
    """Let the learner have finished all chapters."""
    for chapter in Chapter.objects.filter(version=enrollment.version):
        ChapterProgress.objects.create(enrollment=enrollment, chapter=chapter, opened_at=ENROLLED, finished_at=ENROLLED)
    return enrollment


def page_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def signature_in(page: str) -> str:
    return re.search(r'name="signature" value="([^"]+)"', page)[1]


def filled(page: str, right: int, total: int = 10) -> dict[str, str]:
    """Return what a learner sends who answers the first `right` of `total` questions right and the others wrong."""
    sent = {"signature": signature_in(page)}
    for question, code, _, text in CHOICE.findall(page):
        letter = "a" if int(question.removeprefix("q")) <= right else "b"
        if text.startswith(f"Option {letter}") and int(question.removeprefix("q")) <= total:
            sent[f"question.{question}"] = code
    return sent


def checked(page: str) -> dict[str, str | list[str]]:
    """Return what a learner sends who changes nothing on a page that came back."""
    sent: dict[str, str | list[str]] = {"signature": signature_in(page)}
    for question, code, more, _ in CHOICE.findall(page):
        if "checked" in more:
            sent.setdefault(f"question.{question}", []).append(code)
    return sent


def answers_in(page: str) -> dict[str, str]:
    """Return question -> the letters of the options that the page shows as chosen."""
    found: dict[str, str] = {}
    for question, _, more, text in CHOICE.findall(page):
        if "checked" in more:
            found[question] = found.get(question, "") + text.removeprefix("Option ")[0]
    return found


def kept_in(page: str, sent) -> dict[str, str]:
    """Return of the hidden fields of a page those that were sent."""
    kept = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)">', page))
    return {name: kept[name] for name in sent}


def bare(page: str) -> str:
    """Return a page without what is new in every answer: its nonce and its token."""
    return re.sub(r'(nonce=|csrfmiddlewaretoken" value=|name="signature" value=)"[^"]+"', "", page)


def take(browser, right: int):
    return browser.post(PAGE, filled(page_of(browser.get(PAGE)), right))


def rows() -> dict[str, int]:
    return {model._meta.label: model.objects.count() for model in apps.get_models() if model._meta.managed}


# Who may come in


@pytest.mark.parametrize("address", [PAGE, RESULT])
def test_a_guest_is_asked_to_sign_in(client, posttest, address):
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, f"{reverse('account_login')}?next={address}")


@pytest.mark.parametrize("address", [PAGE, RESULT])
def test_to_someone_not_enrolled_the_test_does_not_exist(client, posttest, enrollment, address):
    client.force_login(make_learner("bob"))
    assert client.get(address).status_code == 404
    assert client.get("/courses/no-such-course/posttest/").status_code == 404


def test_someone_not_enrolled_can_hand_in_nothing(client, posttest):
    client.force_login(make_learner("bob"))
    assert client.post(PAGE, {"question.q1": "a", "confirmed": "yes"}).status_code == 404
    assert Attempt.objects.count() == 0


def test_who_got_the_money_back_reads_no_question_and_hands_in_nothing(browser, posttest, enrollment):
    sent = filled(page_of(browser.get(PAGE)), 10)
    close(enrollment=enrollment, reason="Refunded", by="finn", now=NOW)
    for response in (browser.get(PAGE), browser.post(PAGE, sent), browser.get(RESULT)):
        assert response.status_code == 403
        assert "What of q1?" not in response.content.decode()
    assert Attempt.objects.count() == 0


def test_a_test_as_large_as_the_format_allows_can_be_handed_in(browser, course):
    test = make_posttest(course.current_version, questions=0)
    letters = "abcdefghijkl"
    for number in range(200):
        make_question(test, f"q{number}", correct=letters, options=letters)
    page = page_of(browser.get(PAGE))
    sent = {"signature": signature_in(page)}
    for question, code, _, _ in CHOICE.findall(page):
        sent.setdefault(f"question.{question}", []).append(code)
    assert browser.post(PAGE, sent)["Location"] == RESULT
    attempt = Attempt.objects.get()
    assert (attempt.right, attempt.total) == (200, 200)


def test_a_course_without_posttest_has_no_page_for_it(browser):
    assert browser.get(PAGE).status_code == 404


def test_the_front_matter_comes_first(client, course, posttest):
    enrollment = studied(make_enrollment(make_learner("bob"), course, front_matter_shown=False))
    client.force_login(enrollment.learner)
    response = client.get(PAGE)
    assert (response.status_code, response["Location"]) == (302, "/courses/contrast-reactions/front-matter/")


def test_all_chapters_come_first(client, course, posttest):
    client.force_login(make_enrollment(make_learner("bob"), course).learner)
    response = client.get(PAGE)
    assert (response.status_code, response["Location"]) == (302, "/courses/contrast-reactions/learn/")


def test_other_methods_are_refused(browser, posttest):
    assert browser.put(PAGE).status_code == 405
    assert browser.post(RESULT).status_code == 405


# Before the first question


def test_marks_and_attempts_stand_before_the_first_question(browser, posttest, enrollment):
    make_offer(enrollment.version, "arrt-a", pass_mark=75)
    make_attempt(enrollment, posttest, 5)
    page = page_of(browser.get(PAGE))
    before = page[: page.index("Question 1 of 10")]
    assert "70%" in before
    assert "75%" in before
    assert "This is attempt 2 of 3." in before
    assert "10, all on this page" in before
    assert "they are lost; nothing is stored and no attempt is used" in before


def test_a_course_without_limit_says_so(client):
    course = make_course("sepsis", attempt_limit=None)
    make_posttest(course.current_version)
    client.force_login(studied(make_enrollment(make_learner("bob"), course)).learner)
    page = page_of(client.get("/courses/sepsis/posttest/"))
    before = page[: page.index("Question 1 of")]
    assert "as often as you like, with a pause between attempts that grows." in before
    assert "If you do not pass now, the next attempt opens 1 minute after you send this one." in before


def test_every_question_is_a_named_group_of_labelled_choices(browser, posttest):
    make_question(posttest, "q11", correct="ab")
    page = page_of(browser.get(PAGE))
    assert page.count("<fieldset") == page.count("<legend") == 11
    assert page.count('type="radio"') == 30
    assert page.count('type="checkbox"') == 3
    assert len(CHOICE.findall(page)) == 33


# Nothing is stored, nothing is given away


def test_looking_at_the_test_stores_nothing(browser, posttest):
    browser.get(PAGE)
    before, session, cached = rows(), dict(browser.session), len(getattr(cache, "_cache", {}))
    page = page_of(browser.get(PAGE))
    browser.post(PAGE, filled(page, right=3, total=4))
    assert (rows(), dict(browser.session), len(getattr(cache, "_cache", {}))) == (before, session, cached)


def test_a_reload_is_a_new_page_with_the_same_questions_in_the_same_order(browser, course):
    make_posttest(course.current_version, shuffle_options=True)
    first, second = (page_of(browser.get(PAGE)) for _ in range(2))
    assert CHOICE.findall(first) == CHOICE.findall(second)
    assert signature_in(first) != signature_in(second)


def page_when(browser, version, right: str) -> tuple[str, set[str]]:
    """Return the page and the headers of a posttest in which the answer with this letter is right.

    Rows, and what stands for their options, go by the order in which they appear: PostgreSQL gives no number twice.
    """
    seen: dict[str, str] = {}
    with transaction.atomic():
        posttest = Posttest.objects.create(version=version)
        for key in ("q1", "q2"):
            make_question(posttest, key, correct=right, words="<b> {letter} of {key}")
        response = browser.get(PAGE)
        transaction.set_rollback(True)
    page = page_of(response).replace(signature_in(page_of(response)), "")
    page = re.sub(r'(nonce|csrfmiddlewaretoken" value)="[^"]+"', "", page)
    return re.sub(r"\b[0-9a-f]{8,}\b|\d+", lambda found: seen.setdefault(found[0], f"#{len(seen)}"), page), set(
        response.headers
    )


def test_the_page_is_the_same_whichever_answers_are_right(browser, course):
    pages = [page_when(browser, course.current_version, right) for right in "abc"]
    assert pages[0] == pages[1] == pages[2]
    assert "&lt;b&gt;" in pages[0][0]  # and no text is taken for markup


def test_the_page_holds_no_option_keys_and_no_explanations(browser, posttest):
    page = page_of(browser.get(PAGE))
    assert {len(code) for _, code, _, _ in CHOICE.findall(page)} == {12}
    assert "Because of" not in page
    assert "correct" not in page


def test_a_picture_is_described_and_its_file_name_gives_nothing_away(browser, posttest):
    picture = Asset.objects.create(
        sha256="1" * 64,
        kind="picture",
        file="1.png",
        name="answer-is-b.png",
        content_type="image/png",
        size=1,
        created_at=ENROLLED,
    )
    make_question(posttest, "q11", picture=picture, picture_alt="CT of the chest: wide mediastinum")
    page = page_of(browser.get(PAGE))
    assert re.search(r'<img [^>]*src="[^"]+/question-11\.png"\s+alt="CT of the chest: wide mediastinum"', page)
    assert "answer-is-b" not in page


def test_the_page_is_kept_by_no_cache(browser, posttest):
    assert "no-store" in browser.get(PAGE)["Cache-Control"]
    take(browser, 10)
    assert "no-store" in browser.get(RESULT)["Cache-Control"]


# Handing in


def test_handing_in_leads_to_the_result(browser, posttest):
    response = take(browser, 7)
    assert (response.status_code, response["Location"]) == (302, RESULT)
    attempt = Attempt.objects.get()
    assert (attempt.right, attempt.total, attempt.number, attempt.submitted_at) == (7, 10, 1, NOW)
    assert "You passed the posttest" in page_of(browser.get(RESULT))


def test_a_shuffled_test_is_graded_by_what_was_meant(browser, course):
    posttest = make_posttest(course.current_version, shuffle_options=True)
    take(browser, 8)
    attempt = Attempt.objects.get(posttest=posttest)
    assert attempt.answers == {f"q{n}": ["a" if n <= 8 else "b"] for n in range(1, 11)}


def test_the_same_page_sent_twice_counts_once_and_says_so(browser, posttest, moment):
    page = page_of(browser.get(PAGE))
    browser.post(PAGE, filled(page, 5))
    moment[0] += dt.timedelta(seconds=1)
    response = browser.post(PAGE, filled(page, 10), follow=True)
    assert "It counted once" in page_of(response)
    assert [attempt.right for attempt in Attempt.objects.all()] == [5]


def test_two_pages_opened_side_by_side_are_one_attempt_until_the_learner_wants_another(browser, posttest):
    pages = [page_of(browser.get(PAGE)) for _ in range(2)]
    browser.post(PAGE, filled(pages[0], 5))
    response = browser.post(PAGE, filled(pages[1], 6))
    returned = response.content.decode()
    assert response.status_code == 409
    assert "belongs to attempt 1, which was counted from another page before" in returned
    assert "This is attempt 2 of 3." in returned
    assert answers_in(returned) == {**dict.fromkeys(Q[:6], "a"), **dict.fromkeys(Q[6:], "b")}
    assert [(attempt.number, attempt.right) for attempt in Attempt.objects.all()] == [(1, 5)]
    browser.post(PAGE, checked(returned))
    assert [(attempt.number, attempt.right) for attempt in Attempt.objects.all()] == [(1, 5), (2, 6)]


def test_unanswered_questions_bring_the_page_back_with_everything_on_it(browser, posttest):
    page = page_of(browser.get(PAGE))
    sent = filled(page, right=10, total=8)
    returned = page_of(browser.post(PAGE, sent))
    assert "2 questions are not answered" in returned
    assert 'href="#question-q9"' in returned
    assert 'href="#question-q8"' not in returned
    checked = {question: code for question, code, more, _ in CHOICE.findall(returned) if "checked" in more}
    assert {f"question.{question}": code for question, code in checked.items()} | {
        "signature": sent["signature"]
    } == sent
    assert signature_in(returned) == sent["signature"]
    assert Attempt.objects.count() == 0


def test_an_unanswered_question_is_marked_and_says_so_itself(browser, posttest):
    sent = filled(page_of(browser.get(PAGE)), right=10, total=8)
    returned = page_of(browser.post(PAGE, sent))
    assert re.findall(r' aria-invalid="true" aria-describedby="fault-([^"]*)"', returned) == ["q9", "q10"]
    assert re.findall(r'<p class="text-danger question-fault" id="fault-([^"]*)">([^<]*)</p>', returned) == [
        (each, "This question is not answered. Choose an answer, or tick below that you send it without.")
        for each in ("q9", "q10")
    ]


def test_unanswered_questions_once_confirmed_count_as_wrong(browser, posttest):
    sent = filled(page_of(browser.get(PAGE)), right=10, total=8)
    assert browser.post(PAGE, {**sent, "confirmed": "yes"}).status_code == 302
    attempt = Attempt.objects.get()
    assert (attempt.right, attempt.total) == (8, 10)


def test_an_incomplete_page_replayed_after_it_counted_leads_to_its_result(browser, posttest):
    sent = filled(page_of(browser.get(PAGE)), right=5, total=8)
    browser.post(PAGE, {**sent, "confirmed": "yes"})
    assert browser.post(PAGE, sent)["Location"] == RESULT
    assert [attempt.right for attempt in Attempt.objects.all()] == [5]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"question.q3": ["{q3.a}", "{q3.b}"]}, "Several answers were sent, and it takes one."),
        ({"question.q3": ["{q3.a}", "{q3.a}"]}, "The same answer was sent twice."),
        ({"question.q3": ["a"]}, "The answer that was sent is none of its options."),
        ({"question.q3": [""]}, "The answer that was sent is none of its options."),
        ({"question.q3": ["\ufffd\x00"]}, "The answer that was sent is none of its options."),
        ({"question.q3": ["{q4.a}"]}, "The answer that was sent is none of its options."),
        ({"question.q11": ["{q11.a}", "{q3.a}"]}, "The answer that was sent is none of its options."),
        ({"question.q11": ["{q11.a}", "{q11.b}", "{q11.a}"]}, "The same answer was sent twice."),
        ({"question.q99": ["{q3.a}"]}, "An answer was sent to a question that is not on this test."),
        ({"question.": ["{q3.a}"]}, "An answer was sent to a question that is not on this test."),
        ({"question.q3.x": ["{q3.a}"]}, "An answer was sent to a question that is not on this test."),
    ],
)
@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "yes"}])
def test_an_answer_that_is_none_to_the_test_refuses_all_uses_no_attempt_and_loses_nothing(
    browser, posttest, more, said, confirmed
):
    make_question(posttest, "q11", correct="ab")
    page = page_of(browser.get(PAGE))
    codes = {f"{question}.{text[7]}": code for question, code, _, text in CHOICE.findall(page)}
    sent = {**filled(page, 10), "question.q11": [codes["q11.a"], codes["q11.b"]], **confirmed}
    for name, values in more.items():
        sent[name] = [codes.get(value.strip("{}"), value) for value in values]
    response = browser.post(PAGE, sent)
    returned = response.content.decode()
    assert (response.status_code, Attempt.objects.count()) == (422, 0)
    assert "Nothing was counted and no attempt was used" in returned
    assert said in returned
    untouched = {*Q, "q11"} - {name.removeprefix("question.") for name in more}
    assert {question: letter for question, letter in answers_in(returned).items() if question in untouched} == {
        question: "ab" if question == "q11" else "a" for question in untouched
    }
    mended = {**filled(returned, 10), "question.q11": sent["question.q11"][:0] or [codes["q11.a"], codes["q11.b"]]}
    assert browser.post(PAGE, mended)["Location"] == RESULT
    assert Attempt.objects.get().right == 11


def test_of_two_answers_to_one_question_neither_is_shown_as_chosen(browser, posttest):
    page = page_of(browser.get(PAGE))
    codes = [code for question, code, _, _ in CHOICE.findall(page) if question == "q3"]
    returned = browser.post(PAGE, {**filled(page, 10), "question.q3": codes[:2]}).content.decode()
    assert answers_in(returned) == dict.fromkeys([*Q[:2], *Q[3:]], "a")
    assert '<a href="#question-q3">Question 3</a>: Several answers were sent' in returned


def test_a_question_of_the_pool_that_was_not_drawn_is_not_on_the_test(browser, course):
    test = make_posttest(course.current_version, pool={course.current_version.objectives.get().key: 5})
    page = page_of(browser.get(PAGE))
    asked = {question for question, *_ in CHOICE.findall(page)}
    other = next(key for key in Q if key not in asked)
    sent = {**filled(page, 10), f"question.{other}": "0" * 12}
    assert browser.post(PAGE, sent).status_code == 422
    assert Attempt.objects.count() == 0
    assert (test.questions.count(), len(asked)) == (10, 5)


def test_who_leaves_and_comes_back_is_asked_the_same_of_a_pool_and_another_learner_something_else(
    browser, client, course
):
    make_posttest(course.current_version, pool={course.current_version.objectives.get().key: 5}, shuffle_options=True)
    first = CHOICE.findall(page_of(browser.get(PAGE)))
    browser.get("/my-courses/")
    assert CHOICE.findall(page_of(browser.get(PAGE))) == first
    client.force_login(studied(make_enrollment(make_learner("bob"), course)).learner)
    assert CHOICE.findall(page_of(client.get(PAGE))) != first


def test_posting_a_score_changes_nothing(browser, posttest, enrollment):
    other = make_enrollment(make_learner("bob"), enrollment.course)
    more = {
        "right": "10",
        "total": "1",
        "score": "100",
        "passed": "true",
        "number": "9",
        "target": "1",
        "submitted_at": "2020-01-01",
        "enrollment": str(other.pk),
        "learner": "bob",
        "posttest": "99",
        "submission_key": str(uuid.uuid4()),
        "answers": "{}",
    }
    browser.post(PAGE, {**filled(page_of(browser.get(PAGE)), 5), **more})
    attempt = Attempt.objects.get()
    assert (attempt.right, attempt.total, attempt.number, attempt.target) == (5, 10, 1, 70)
    assert (attempt.enrollment, attempt.posttest, attempt.submitted_at) == (enrollment, posttest, NOW)


@pytest.mark.parametrize("signature", ["", "x", "x:y:z"])
def test_a_page_that_is_not_ours_counts_nothing(browser, posttest, signature):
    sent = {**filled(page_of(browser.get(PAGE)), 10), "signature": signature}
    response = browser.post(PAGE, sent, follow=True)
    assert "nothing was counted" in page_of(response)
    assert Attempt.objects.count() == 0


ANOTHER = "This page belongs to another account"


@pytest.mark.parametrize("enrolled", [False, True])
def test_a_page_sent_by_another_account_keeps_its_answers_and_says_whose_it_is(
    client, course, posttest, browser, enrollment, enrolled
):
    sent = filled(page_of(browser.get(PAGE)), 9)
    browser.logout()
    browser.post(PAGE, sent)
    other = make_learner("bob")
    if enrolled:
        studied(make_enrollment(other, course))
    client.force_login(other)
    before, cached = rows(), len(getattr(cache, "_cache", {}))
    response = client.post(PAGE, sent)
    page = response.content.decode()
    assert response.status_code == 409
    assert f'<h1 class="mb-3">{ANOTHER}</h1>' in page
    assert kept_in(page, sent) == sent
    assert "What of q1?" not in page
    assert "alice" not in page
    assert (rows(), len(getattr(cache, "_cache", {}))) == (before, cached)
    client.force_login(enrollment.learner)
    assert client.post(PAGE, kept_in(page, sent))["Location"] == RESULT
    assert [(attempt.enrollment, attempt.right) for attempt in Attempt.objects.all()] == [(enrollment, 9)]


def test_a_page_of_another_account_tells_nothing_of_which_courses_there_are(client, posttest, browser):
    sent = filled(page_of(browser.get(PAGE)), 9)
    client.force_login(make_learner("bob"))
    nowhere = "/courses/no-such-course/posttest/"
    there, not_there = (client.post(each, sent).content.decode().replace(each, "") for each in (PAGE, nowhere))
    assert bare(there) == bare(not_there)


def test_no_other_site_can_send_the_test_for_a_learner(enrollment, posttest):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(enrollment.learner)
    browser.post(PAGE, {"confirmed": "yes"}, headers={"origin": "https://elsewhere.example"})
    assert Attempt.objects.count() == 0


# The end of the session


def test_answers_sent_after_the_session_ended_stay_in_the_page(browser, posttest):
    sent = filled(page_of(browser.get(PAGE)), 9)
    browser.logout()
    response = browser.post(PAGE, sent)
    page = response.content.decode()
    assert response.status_code == 401
    assert kept_in(page, sent) == sent
    assert Attempt.objects.count() == 0


def test_after_signing_in_again_the_kept_answers_count_once(enrollment, posttest):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(enrollment.learner)
    sent = filled(page_of(browser.get(PAGE)), 9)
    browser.logout()
    browser.post(PAGE, sent)
    browser.force_login(enrollment.learner)
    for _ in range(2):
        assert browser.post(PAGE, sent)["Location"] == RESULT
    assert [attempt.right for attempt in Attempt.objects.all()] == [9]


def test_a_signed_out_page_without_our_signature_is_not_shown_again(client, posttest):
    response = client.post(PAGE, {"signature": "forged", "question.q1": "words of a stranger"})
    assert (response.status_code, response["Location"]) == (302, f"{reverse('account_login')}?next={PAGE}")


def test_the_other_tab_learns_whether_the_session_lives(browser):
    assert "Close this tab" in page_of(browser.get("/signed-in-again/"))
    browser.logout()
    assert browser.get("/signed-in-again/").status_code == 302


# When the test is closed


@pytest.mark.parametrize(("rights", "heading"), [([7], "You passed"), ([5, 5, 5], "no attempts are left")])
def test_a_closed_test_leads_to_the_result(browser, posttest, enrollment, rights, heading):
    for right in rights:
        make_attempt(enrollment, posttest, right)
    assert heading in page_of(browser.get(PAGE, follow=True))


@pytest.mark.parametrize(("rights", "said"), [([7], "already passed"), ([5, 5, 5], "All your attempts had been used")])
def test_a_page_sent_after_the_test_closed_says_why_it_does_not_count(browser, posttest, enrollment, rights, said):
    sent = filled(page_of(browser.get(PAGE)), 10)
    for right in rights:
        make_attempt(enrollment, posttest, right)
    assert said in page_of(browser.post(PAGE, sent, follow=True))
    assert Attempt.objects.count() == len(rights)


def test_a_page_opened_before_expiry_and_sent_after_it_does_not_count(browser, posttest, moment):
    sent = filled(page_of(browser.get(PAGE)), 10)
    moment[0] = AFTER_EXPIRY
    page = page_of(browser.post(PAGE, sent, follow=True))
    assert "The posttest was closed when these answers arrived" in page
    assert "ended on Dec. 31, 2028" in page or "ended on December 31, 2028" in page
    assert Attempt.objects.count() == 0


def test_after_expiry_no_question_is_shown_to_who_never_tried(browser, posttest, moment):
    moment[0] = AFTER_EXPIRY
    page = page_of(browser.get(PAGE))
    assert "The posttest has closed" in page
    assert "What of q1?" not in page


def test_a_withdrawn_course_says_whom_to_ask(browser, posttest, course):
    withdraw(course, NOW)
    page = page_of(browser.get(PAGE))
    assert "cme@riverside.example" in page
    assert "What of q1?" not in page


def test_before_its_first_day_the_test_says_when_it_opens(browser, posttest, moment):
    moment[0] = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
    assert "not open yet" in page_of(browser.get(PAGE))


# The result


def test_without_an_attempt_there_is_no_result(browser, posttest):
    assert browser.get(RESULT)["Location"] == PAGE


def test_73_percent_shows_each_credit_its_own_outcome(browser, enrollment):
    make_offer(enrollment.version, "arrt-a", pass_mark=75)
    posttest = make_posttest(enrollment.version, questions=15)
    make_attempt(enrollment, posttest, 11)
    page = page_of(browser.get(RESULT))
    assert "73%" in page
    assert "11 of 15 questions right" in page
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    outcomes = re.findall(r"(\d+)%|>(Passed|Not passed)<", table)
    assert [mark or outcome for mark, outcome in outcomes] == ["70", "Passed", "75", "Not passed"]


def test_a_technologist_at_73_percent_has_not_passed_and_may_try_again(client, course):
    make_offer(course.current_version, "arrt-a", pass_mark=75)
    enrollment = make_enrollment(make_learner("bob", Profession.RADIOLOGIC_TECHNOLOGIST), course)
    make_attempt(enrollment, make_posttest(course.current_version, questions=15), 11, target=75)
    client.force_login(enrollment.learner)
    page = page_of(client.get(RESULT))
    assert "Not passed yet" in page
    assert "You have 2 attempts left." in page
    assert "Claim your credit" not in page


def test_with_both_professions_73_percent_gives_the_one_and_leaves_the_other_open(client, course):
    make_offer(course.current_version, "arrt-a", pass_mark=75)
    learner = make_learner("bob", Profession.PHYSICIAN, Profession.RADIOLOGIC_TECHNOLOGIST)
    form = make_form(course.current_version.provider)
    ask_for(course.current_version, form)
    enrollment = studied(make_enrollment(learner, course))
    make_attempt(enrollment, make_posttest(course.current_version, questions=15), 11, target=75)
    client.force_login(learner)
    page = page_of(client.get(RESULT))
    assert "You passed for part of the credit" in page
    assert f'href="/courses/contrast-reactions/evaluation/{form.pk}/"' in page
    assert "Take the posttest again" in page
    assert "Right answer" not in page


def test_a_failure_tells_objectives_and_minutes_but_never_the_key(browser, enrollment):
    posttest = make_posttest(enrollment.version, questions=1)
    chapter = Chapter.objects.get(version=enrollment.version)
    make_question(posttest, "q2", chapter=chapter, at_ms=155_000)
    make_attempt(enrollment, posttest, 0)
    page = page_of(browser.get(RESULT))
    assert "Recognize a reaction." in page
    assert 'href="/courses/contrast-reactions/learn/chapter-1/?t=155"' in page
    assert "Chapter 1, at 2:35" in page
    assert page.index("Not passed yet") < page.index("Your study plan") < page.index("What comes next")
    for secret in ("What of", "Option", "Because of", "Right answer"):
        assert secret not in page


@pytest.mark.parametrize(
    ("rights", "expired", "shown"),
    [
        ([5], False, False),
        ([5, 5], False, False),
        ([7], False, True),
        ([5, 7], False, True),
        ([5, 5, 5], False, False),
        ([5, 5, 7], False, True),
        ([5], True, False),
        ([7], True, True),
        ([5, 5, 5], True, False),
        ([5, 5, 7], True, True),
    ],
)
@pytest.mark.parametrize("withdrawn", [False, True])
def test_the_key_is_shown_after_passing_alone(browser, posttest, enrollment, moment, rights, expired, shown, withdrawn):
    for right in rights:
        make_attempt(enrollment, posttest, right)
    if withdrawn:
        withdraw(enrollment.course, NOW)
    moment[0] = AFTER_EXPIRY if expired else NOW
    page = page_of(browser.get(RESULT))
    assert ("Because of q10." in page) is shown
    assert ("Right answer" in page) is shown


@pytest.mark.parametrize(
    ("rights", "withdrawn", "shown"),
    [([11], False, False), ([11, 11, 11], False, True), ([11, 11, 11], True, True), ([11], True, False)],
)
def test_who_passed_for_part_of_the_credit_sees_the_key_when_no_attempt_is_left(
    client, course, rights, withdrawn, shown
):
    make_offer(course.current_version, "arrt-a", pass_mark=75)
    learner = make_learner("bob", Profession.PHYSICIAN, Profession.RADIOLOGIC_TECHNOLOGIST)
    enrollment = studied(make_enrollment(learner, course))
    test = make_posttest(course.current_version, questions=15)
    for right in rights:
        make_attempt(enrollment, test, right, target=75)
    if withdrawn:
        withdraw(enrollment.course, NOW)
    client.force_login(learner)
    assert ("Because of q15." in page_of(client.get(RESULT))) is shown


@pytest.mark.parametrize(("limit", "shown"), [(3, True), (4, False)])
def test_feedback_after_the_last_attempt_shows_what_was_drawn_alone(client, limit, shown):
    course = make_course(attempt_limit=limit)
    make_offer(course.current_version, "abim-moc")
    test = make_posttest(course.current_version, pool={course.current_version.objectives.get().key: 5})
    enrollment = studied(make_enrollment(make_learner("bob"), course))
    for _ in range(3):
        make_attempt(enrollment, test, 0, asked=Q[2:7], total=5)
    client.force_login(enrollment.learner)
    page = page_of(client.get(RESULT))
    assert [key for key in Q if f"Because of {key}." in page] == (Q[2:7] if shown else [])


# The pause between attempts


@pytest.fixture
def free(client):
    """Return a browser before a course without a limit of attempts."""
    course = make_course(attempt_limit=None)
    make_offer(course.current_version)
    make_posttest(course.current_version)
    client.force_login(studied(make_enrollment(make_learner(), course)).learner)
    return client


def test_in_the_pause_the_result_says_when_the_next_attempt_opens_and_no_question_is_asked(free, moment):
    take(free, 5)
    moment[0] += dt.timedelta(seconds=59)
    assert free.get(PAGE)["Location"] == RESULT
    page = page_of(free.get(RESULT))
    assert "The next attempt opens in 1 minute:" in page
    assert (
        f'<time datetime="{(NOW + dt.timedelta(minutes=1)).isoformat()}">March 1, 2026, 10:01 a.m. EST</time>' in page
    )
    assert page.index("Back to the course") < page.index("Take the posttest again")
    moment[0] += dt.timedelta(seconds=1)
    assert "You may take the posttest again now" in page_of(free.get(RESULT))
    assert "the next attempt opens 5 minutes after you send this one" in page_of(free.get(PAGE))


def test_a_page_sent_in_the_pause_keeps_its_answers_and_says_when_they_can_be_sent(free, moment):
    pages = [page_of(free.get(PAGE)) for _ in range(2)]
    free.post(PAGE, filled(pages[0], 5))
    free.post(PAGE, filled(pages[1], 6))
    response = free.post(PAGE, checked(free.post(PAGE, filled(pages[1], 6)).content.decode()))
    returned = response.content.decode()
    assert response.status_code == 409
    assert "there is a pause between two attempts, and it is not over" in returned
    assert f'<time datetime="{(NOW + dt.timedelta(minutes=1)).isoformat()}">' in returned
    assert answers_in(returned) == {**dict.fromkeys(Q[:6], "a"), **dict.fromkeys(Q[6:], "b")}
    assert Attempt.objects.count() == 1
    moment[0] += dt.timedelta(minutes=1)
    assert free.post(PAGE, checked(returned))["Location"] == RESULT
    assert [attempt.right for attempt in Attempt.objects.all()] == [5, 6]


def test_after_passing_the_evaluation_comes_next_and_then_the_claim(browser, posttest, enrollment):
    form = make_form(enrollment.version.provider)
    ask_for(enrollment.version, form)
    make_attempt(enrollment, posttest, 10)
    assert f'href="/courses/contrast-reactions/evaluation/{form.pk}/"' in page_of(browser.get(RESULT))
    make_response(enrollment, form)
    page = page_of(browser.get(RESULT))
    assert "Your credit is ready for you to claim." in page
    assert 'href="/courses/contrast-reactions/claim/"' in page


def test_the_evaluation_goes_ahead_of_a_credit_that_can_be_claimed_without_it(client):
    course = make_accredited_course("sepsis", arrt={**ARRT, "evaluation_required": True})
    make_offer(course.current_version, "participation", evaluation_required=False)
    enrollment = make_ready(course, "bob", Profession.RADIOLOGIC_TECHNOLOGIST, evaluated=False)
    client.force_login(enrollment.learner)
    page = page_of(client.get("/courses/sepsis/posttest/result/"))
    assert "Fill in the evaluation" in page
    for use in enrollment.version.evaluations.all():
        make_response(enrollment, use.form)
    assert "Your credit is ready for you to claim." in page_of(client.get("/courses/sepsis/posttest/result/"))


@pytest.mark.parametrize("day", [NOW, AFTER_EXPIRY])
def test_whoever_holds_the_credit_is_not_told_to_claim_it(client, moment, day):
    enrollment = make_ready(make_accredited_course("sepsis"))
    make_award(enrollment)
    client.force_login(enrollment.learner)
    moment[0] = day
    page = page_of(client.get("/courses/sepsis/posttest/result/"))
    assert "You have completed this course." in page
    assert '<a class="btn btn-primary btn-lg" href="/courses/sepsis/claim/">See your certificate</a>' in page
    assert "Claim your credit" not in page


def test_whoever_passed_and_let_the_last_day_go_by_is_told_so(client, moment):
    enrollment = make_ready(make_accredited_course("sepsis"))
    client.force_login(enrollment.learner)
    assert "Your credit is ready for you to claim." in page_of(client.get("/courses/sepsis/posttest/result/"))
    moment[0] = AFTER_EXPIRY
    page = page_of(client.get("/courses/sepsis/posttest/result/"))
    assert "The last day for the credit of this course was " in page
    assert "/claim/" not in page


def test_nobody_sees_anothers_result(client, posttest, enrollment, course):
    make_attempt(enrollment, posttest, 10)
    other = make_enrollment(make_learner("bob"), course)
    client.force_login(other.learner)
    assert client.get(RESULT)["Location"] == PAGE


# Cost


@pytest.mark.parametrize("questions", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_questions(browser, course, questions, django_assert_num_queries):
    make_posttest(course.current_version, questions=questions)
    browser.get(PAGE)
    with django_assert_num_queries(5):  # session with user, enrollment, attempts, professions, study
        browser.get(PAGE)


@pytest.mark.parametrize("items", [1, 3])
def test_the_result_costs_the_same_for_any_number_of_questions_and_attempts(
    browser, enrollment, items, django_assert_num_queries
):
    posttest = make_posttest(enrollment.version, questions=items)
    for _ in range(items):
        make_attempt(enrollment, posttest, 0 if items > 1 else 1)
    browser.get(RESULT)
    with django_assert_num_queries(5):  # session with user, enrollment, what was done, certificates, the answers
        browser.get(RESULT)
