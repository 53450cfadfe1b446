"""Credit that came about fast is given all the same, listed with its figures, and looked at once, with a reason."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from credence.accounts.enums import Role
from credence.assessment.models import Attempt
from credence.audit.models import Event
from credence.audit.queries import sentence_of
from credence.credit.actions.looking import LookedAtBefore, NotHasty, look_at
from credence.credit.models import Award
from credence.progress.models import ChapterProgress
from tests.backoffice.conftest import signed_in, staff
from tests.backoffice.orders import NOW
from tests.factories.credit import make_accredited_course, make_award, make_ready

pytestmark = pytest.mark.django_db
ADDRESS = "/backoffice/fast-completions/"
SIGN = "The posttest came 9 seconds after it could be opened. Questions: 10."


@pytest.fixture
def cora() -> Client:
    """Return the browser of a coordinator."""
    return signed_in(staff("cora", Role.COORDINATOR))


def given(username: str, *, seconds: int) -> Award:
    """Return an award of somebody who handed in so many seconds after the last chapter."""
    enrollment = make_ready(make_accredited_course(f"course-of-{username}"), username)
    handed_in = Attempt.objects.get(enrollment=enrollment).submitted_at
    ended = handed_in - dt.timedelta(seconds=seconds)
    ChapterProgress.objects.filter(enrollment=enrollment).update(finished_at=ended)
    return make_award(enrollment)


def noted() -> list[tuple[str, dict[str, Any]]]:
    return list(Event.objects.filter(action="award.hasty").values_list("subject_id", "details"))


def test_fast_credit_is_given_noted_and_listed_and_other_credit_is_not(cora: Client) -> None:
    fast = given("alice", seconds=9)
    given("bob", seconds=30)
    assert Award.objects.count() == 2
    assert noted() == [(fast.public_id, {"test_seconds": 9, "questions": 10})]
    page = cora.get(ADDRESS).content.decode()
    assert (page.count('<th scope="row">'), SIGN in page) == (1, True)


def test_the_record_reads_as_a_sentence() -> None:
    given("alice", seconds=9)
    assert sentence_of(Event.objects.get(action="award.hasty")) == (
        "The award of alice has signs of haste, or of the answers of another; the figures are kept with this."
    )


def test_the_first_page_counts_what_waits(cora: Client) -> None:
    assert "Nothing waits" in cora.get("/backoffice/").content.decode()
    given("alice", seconds=9)
    assert "1 waits for you" in cora.get("/backoffice/").content.decode()


def test_who_has_looked_says_what_was_found_and_the_award_leaves_the_list_and_stays(cora: Client) -> None:
    award = given("alice", seconds=9)
    page = cora.get(f"{ADDRESS}{award.public_id}/").content.decode()
    assert (SIGN in page, "What you found" in page) == (True, True)
    answer = cora.post(f"{ADDRESS}{award.public_id}/", {"reason": "She took it on paper last year."})
    assert (answer.status_code, answer["Location"]) == (302, ADDRESS)
    event = Event.objects.get(action="award.looked-at")
    assert (event.actor, event.subject_id, event.reason) == ("cora", award.public_id, "She took it on paper last year.")
    assert "<th scope" not in cora.get(ADDRESS).content.decode().partition("<tbody>")[2]
    page = cora.get(f"{ADDRESS}{award.public_id}/").content.decode()
    assert ("She took it on paper last year." in page, "I have looked at it" in page) == (True, False)
    assert not award.revocations.exists()


def test_looking_without_a_word_is_refused_and_a_second_look_too(cora: Client) -> None:
    award = given("alice", seconds=9)
    assert cora.post(f"{ADDRESS}{award.public_id}/", {"reason": " "}).status_code == 422
    assert not Event.objects.filter(action="award.looked-at").exists()
    look_at(award=award, reason="Asked her", by="robin", now=NOW)
    with pytest.raises(LookedAtBefore) as refusal:
        look_at(award=award, reason="Asked her too", by="cora", now=NOW)
    assert refusal.value.data == {"by": "robin"}
    answer = cora.post(f"{ADDRESS}{award.public_id}/", {"reason": "Asked her too"})
    assert (answer.status_code, "robin looked at this award meanwhile" in answer.content.decode()) == (422, True)
    assert Event.objects.filter(action="award.looked-at").count() == 1


def test_an_award_that_took_its_time_is_not_there_to_be_looked_at(cora: Client) -> None:
    award = given("bob", seconds=30)
    assert cora.get(f"{ADDRESS}{award.public_id}/").status_code == 404
    with pytest.raises(NotHasty):
        look_at(award=award, reason="Why not", by="cora", now=NOW)


def test_a_list_of_many_takes_the_same_queries(cora: Client, django_assert_num_queries: Any) -> None:
    for number in range(3):
        given(f"learner{number}", seconds=9)
        with django_assert_num_queries(4):  # session with its user, roles, what was noted, and the awards
            cora.get(ADDRESS)


def test_the_wrong_answers_of_another_are_listed_with_the_figures_and_their_learner(cora: Client) -> None:
    course = make_accredited_course()
    make_award(make_ready(course, "alice", right=7))
    second = make_award(make_ready(course, "bob", right=7))
    assert [each.subject_id for each in Event.objects.filter(action="award.hasty", details__has_key="wrong")] == [
        second.public_id
    ]
    said = "The same 3 wrong answers as another learner, 0 minutes apart."
    assert said in cora.get(ADDRESS).content.decode()
    page = cora.get(f"{ADDRESS}{second.public_id}/").content.decode()
    assert (said in page, "Alice Example (alice)" in page) == (True, True)


def test_two_wrong_answers_of_another_are_not_listed() -> None:
    course = make_accredited_course()
    for name in ("alice", "bob"):
        make_award(make_ready(course, name, right=8))
    assert not Event.objects.filter(action="award.hasty", details__has_key="wrong").exists()
