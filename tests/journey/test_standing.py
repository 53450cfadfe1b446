"""Where a learner stands: every step of the way, and every way it can end."""

import datetime as dt
from typing import Any

import pytest

from credence.accounts.enums import Profession
from credence.catalog.actions import withdraw_credit
from credence.credit.actions import revoke
from credence.enrollment.models import Enrollment
from credence.enrollment.queries import enrollments_of
from credence.journey.queries.standing import Standing, State, Step, standing_of, standings_of
from tests.factories.accounts import make_learner
from tests.factories.assessment import make_attempt
from tests.factories.catalog import make_course, make_offer, make_provider
from tests.factories.credit import (
    ARRT,
    CLAIMED,
    do_everything,
    make_accredited_course,
    make_award,
    make_ready,
    posttest_of,
)
from tests.factories.enrollment import make_enrollment
from tests.factories.evaluation import ask_for, make_form
from tests.factories.progress import finish_all

pytestmark = pytest.mark.django_db
PHYSICIAN, TECHNOLOGIST, NURSE = Profession.PHYSICIAN, Profession.RADIOLOGIC_TECHNOLOGIST, Profession.NURSE
EXPIRED = dt.datetime(2029, 1, 1, 5, tzinfo=dt.UTC)


def standing(enrollment: Enrollment, now: dt.datetime = CLAIMED) -> Standing:
    """Return the standing of an enrollment read anew."""
    (found,) = enrollments_of(enrollment.learner).filter(pk=enrollment.pk)
    return standing_of(found, now)


def enrolled(*professions: Profession, **values: Any) -> Enrollment:
    return make_enrollment(make_learner("alice", *professions), make_accredited_course(), **values)


def test_the_way_begins_with_the_front_matter() -> None:
    found = standing(enrolled(front_matter_shown=False))
    assert (found.step, found.state) == (Step.FRONT_MATTER, State.IN_PROGRESS)


def test_the_way_goes_on_from_step_to_step() -> None:
    enrollment = enrolled()
    steps = [standing(enrollment).step]
    finish_all(enrollment)
    steps.append(standing(enrollment).step)
    make_attempt(enrollment, posttest_of(enrollment), 7)
    steps.append(standing(enrollment).step)
    form = standing(enrollment).open_form
    assert form
    enrollment.evaluation_responses.create(form=form.form, answers={}, submitted_at=CLAIMED)
    steps.append(standing(enrollment).step)
    make_award(enrollment)
    steps.append(standing(enrollment).step)
    assert steps == [Step.STUDY, Step.POSTTEST, Step.EVALUATION, Step.CLAIM, Step.DONE]


def test_what_can_be_claimed_is_ready_and_what_was_claimed_completed() -> None:
    enrollment = make_ready(make_accredited_course())
    found = standing(enrollment)
    assert (found.state, [each.type.code for each in found.claimable], found.earned) == (
        State.READY,
        ["ama-pra-1"],
        (),
    )
    make_award(enrollment)
    found = standing(enrollment)
    assert (found.state, found.claimable, [each.type.code for each in found.earned]) == (
        State.COMPLETED,
        (),
        ["ama-pra-1"],
    )


def test_a_changed_front_matter_is_shown_before_the_claim() -> None:
    enrollment = make_ready(make_accredited_course())
    course = enrollment.course
    course.current_front_matter = course.front_matters.create(
        number=2, sha256="1" * 64, document={}, created_at=CLAIMED
    )
    course.save()
    assert standing(enrollment).step is Step.FRONT_MATTER


def test_whoever_misses_only_the_mark_of_another_of_their_credits_tries_again() -> None:
    enrollment = make_ready(make_accredited_course(), "alice", PHYSICIAN, TECHNOLOGIST, right=7)
    make_award(enrollment)
    assert standing(enrollment).step is Step.POSTTEST


def test_the_credit_that_is_nearest_comes_first() -> None:
    enrollment = make_ready(make_accredited_course(), "alice", PHYSICIAN, TECHNOLOGIST, right=7, evaluated=False)
    assert standing(enrollment).step is Step.EVALUATION


def test_the_form_to_fill_in_is_that_of_the_credit_that_waits_for_it() -> None:
    course = make_accredited_course()
    version = course.current_version
    assert version
    other = make_provider("aspen", name="Aspen")
    ask_for(version, make_form(other))
    found = standing(make_ready(course, evaluated=False))
    assert [form.provider.slug for form in found.coursework.forms] == ["aspen", "riverside"]
    assert found.open_form
    assert found.open_form.provider.slug == "riverside"


def test_all_attempts_used_without_the_mark_end_the_way_without_credit() -> None:
    enrollment = make_ready(make_accredited_course(), right=6)
    steps = [standing(enrollment).step]
    for _ in range(2):
        make_attempt(enrollment, posttest_of(enrollment), 6)
        steps.append(standing(enrollment).step)
    assert steps == [Step.POSTTEST, Step.POSTTEST, Step.LOCKED]
    assert standing(enrollment).state is State.ENDED


def test_one_credit_earned_and_the_other_locked_is_completed() -> None:
    enrollment = make_ready(make_accredited_course(), "alice", PHYSICIAN, TECHNOLOGIST, right=7)
    for _ in range(2):
        make_attempt(enrollment, posttest_of(enrollment), 7)
    make_award(enrollment)
    assert standing(enrollment).state is State.COMPLETED


def test_after_the_last_day_the_course_is_expired_and_the_second_before_it_is_not() -> None:
    enrollment = make_ready(make_accredited_course())
    last = standing(enrollment, EXPIRED - dt.timedelta(seconds=1))
    over = standing(enrollment, EXPIRED)
    assert (last.state, last.deadline, last.days_left) == (State.READY, dt.date(2028, 12, 31), 0)
    assert (over.state, over.deadline, over.days_left) == (State.EXPIRED, dt.date(2028, 12, 31), -1)


def test_what_was_earned_stays_completed_after_expiry() -> None:
    enrollment = make_ready(make_accredited_course())
    make_award(enrollment)
    assert standing(enrollment, EXPIRED).state is State.COMPLETED


def test_withdrawn_credit_ends_the_way() -> None:
    enrollment = make_ready(make_accredited_course())
    withdraw_credit(course=enrollment.course, by="staff", reason="Outdated.", now=CLAIMED)
    found = standing(enrollment)
    assert (found.step, found.state) == (Step.WITHDRAWN, State.ENDED)


def test_a_revoked_award_is_still_the_one_there_was() -> None:
    given = make_award(make_ready(make_accredited_course()))
    revoke(award=given, by="staff", reason="Awarded in error.", now=CLAIMED)
    found = standing(given.enrollment)
    assert (found.step, found.earned[0].certificate) == (Step.DONE, None)


def test_the_deadline_is_the_first_last_day_among_the_credits_still_to_be_earned() -> None:
    course = make_accredited_course(ama={"valid_to": dt.date(2026, 2, 12)})
    enrollment = make_ready(course, "alice", PHYSICIAN, TECHNOLOGIST)
    found = standing(enrollment)
    assert (found.deadline, found.days_left) == (dt.date(2026, 2, 12), 10)
    make_award(enrollment)
    assert standing(enrollment).deadline == dt.date(2028, 12, 31)


def test_a_credit_of_another_profession_sets_no_deadline() -> None:
    enrollment = make_ready(make_accredited_course(arrt={**ARRT, "valid_to": dt.date(2026, 2, 12)}))
    assert standing(enrollment).deadline == dt.date(2028, 12, 31)


def test_the_days_left_are_those_of_the_credit_s_provider() -> None:
    course = make_course()
    version = course.current_version
    assert version
    make_offer(version, provider=make_provider("kauai", time_zone="Pacific/Honolulu"))
    enrollment = make_enrollment(make_learner(), course)
    assert standing(enrollment, EXPIRED).days_left == 0


def test_whoever_no_credit_is_meant_for_goes_the_same_way_without_evaluation_and_claim() -> None:
    enrollment = enrolled(NURSE)
    steps = [standing(enrollment).step]
    finish_all(enrollment)
    steps.append(standing(enrollment).step)
    do_everything(make_enrollment(make_learner("bob"), enrollment.course))
    make_attempt(enrollment, posttest_of(enrollment), 7)
    done = standing(enrollment)
    assert ([*steps, done.step], done.open_form) == ([Step.STUDY, Step.POSTTEST, Step.DONE], None)
    assert [form.response for form in done.coursework.forms] == [None]


def test_whoever_takes_a_certificate_of_participation_is_asked_what_it_asks_for() -> None:
    enrollment = enrolled(NURSE)
    make_offer(enrollment.version, credit_type="participation", evaluation_required=True)
    finish_all(enrollment)
    make_attempt(enrollment, posttest_of(enrollment), 7)
    assert standing(enrollment).step is Step.EVALUATION


def test_before_its_first_day_a_credit_is_waited_for() -> None:
    course = make_accredited_course(ama={"valid_from": dt.date(2026, 2, 3)})
    enrollment = make_enrollment(make_learner(), course)
    finish_all(enrollment)
    assert standing(enrollment).step is Step.WAIT


@pytest.mark.parametrize("count", [1, 3])
def test_standings_take_three_queries_for_all(count: int, django_assert_num_queries: Any) -> None:
    learner = make_learner()
    for number in range(count):
        do_everything(make_enrollment(learner, make_accredited_course(f"course-{number}")))
    enrollments = list(enrollments_of(learner))
    standings_of(enrollments, CLAIMED)
    with django_assert_num_queries(3):  # the mark of content, what was done by whom, certificates
        assert [each.step for each in standings_of(enrollments, CLAIMED)] == [Step.CLAIM] * count


def test_who_completed_in_time_has_the_days_more_that_the_provider_gives() -> None:
    provider = make_provider("days-more", claim_days=30)
    enrollment = make_ready(make_accredited_course(provider=provider))
    to_do = make_ready(make_accredited_course("other", provider=provider), "bob", evaluated=False)
    found, other = standing(enrollment, EXPIRED), standing(to_do, EXPIRED)
    assert (found.step, found.deadline, found.days_left) == (Step.CLAIM, dt.date(2029, 1, 30), 29)
    assert (other.step, other.deadline, other.days_left) == (Step.OVER, dt.date(2028, 12, 31), -1)
    assert standing(enrollment, EXPIRED + dt.timedelta(days=30)).step is Step.OVER


def test_the_mark_that_counts_is_the_highest_of_the_learners_credits() -> None:
    assert standing(enrolled(PHYSICIAN)).pass_mark == 70
    other = make_enrollment(make_learner("tess", PHYSICIAN, TECHNOLOGIST), make_accredited_course("other"))
    assert standing(other).pass_mark == 75
