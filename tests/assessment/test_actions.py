"""Handing in: what counts, what is refused, and what is put on record."""

import datetime as dt
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from credence.accounts.enums import Profession
from credence.assessment.actions import (
    AlreadyPassed,
    AnswersUnfit,
    Closed,
    NoAttemptsLeft,
    Outdated,
    Paused,
    StaleTest,
    hand_in,
)
from credence.assessment.models import Attempt
from credence.assessment.queries import marking_of
from credence.assessment.rules import Misfit
from credence.audit.models import Event
from tests.factories.accounts import make_held, make_learner
from tests.factories.assessment import answers_with, make_attempt, make_posttest, make_question
from tests.factories.catalog import make_course, make_offer, make_provider, withdraw
from tests.factories.enrollment import make_enrollment

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 15, tzinfo=dt.UTC)


@pytest.fixture
def enrollment():
    course = make_course()
    make_offer(course.current_version)
    return make_enrollment(make_learner(), course)


@pytest.fixture
def posttest(enrollment):
    return make_posttest(enrollment.version)


def send(enrollment, posttest, right=6, *, key=None, now=NOW, answers=None):
    return hand_in(
        enrollment=enrollment,
        posttest=posttest,
        answers=answers_with(posttest, right) if answers is None else answers,
        submission_key=key or uuid4(),
        now=now,
    )


def test_an_attempt_is_graded_counted_and_kept_with_all_that_was_answered(enrollment, posttest):
    key = UUID(int=7)
    attempt = Attempt.objects.get(pk=send(enrollment, posttest, right=7, key=key).pk)
    assert (attempt.enrollment, attempt.posttest, attempt.number) == (enrollment, posttest, 1)
    assert (attempt.right, attempt.total, attempt.target) == (7, 10, 70)
    assert attempt.answers == answers_with(posttest, 7)
    assert (attempt.submitted_at, attempt.submission_key) == (NOW, key)


def test_an_attempt_is_put_on_record(enrollment, posttest):
    attempt = send(enrollment, posttest)
    event = Event.objects.get()
    assert (event.action, event.actor, event.at) == ("attempt.handed-in", "alice", NOW)
    assert (event.subject_type, event.subject_id) == ("attempt", attempt.public_id)
    assert event.details == {
        "enrollment": enrollment.public_id,
        "number": 1,
        "right": 6,
        "total": 10,
        "target": 70,
    }


def test_the_same_page_again_returns_the_first_result_and_counts_nothing(enrollment, posttest):
    key = uuid4()
    first = send(enrollment, posttest, right=6, key=key)
    again = send(enrollment, posttest, right=10, key=key, now=NOW + dt.timedelta(hours=1))
    assert (again.pk, again.right) == (first.pk, 6)
    assert (Attempt.objects.count(), Event.objects.count()) == (1, 1)


def test_the_same_page_returns_its_result_even_after_the_last_day(enrollment, posttest):
    key = uuid4()
    first = send(enrollment, posttest, right=10, key=key)
    assert send(enrollment, posttest, key=key, now=NOW + dt.timedelta(days=3650)) == first


@pytest.mark.parametrize(
    ("change", "misfit"),
    [
        ({"q1": ["a", "b"]}, Misfit.SEVERAL),
        ({"q1": ["a", "a"]}, Misfit.TWICE),
        ({"q1": ["z"]}, Misfit.NOT_OFFERED),
        ({"q1": [""]}, Misfit.NOT_OFFERED),
        ({"q11": ["a"]}, Misfit.NOT_ASKED),
    ],
)
def test_a_submission_with_one_answer_that_is_none_to_the_test_is_refused_whole(enrollment, posttest, change, misfit):
    answers = answers_with(posttest, 10)
    with pytest.raises(AnswersUnfit) as refusal:
        send(enrollment, posttest, answers={**answers, **change})
    assert refusal.value.data == {"misfits": {next(iter(change)): misfit}}
    assert (Attempt.objects.count(), Event.objects.count()) == (0, 0)
    assert send(enrollment, posttest, answers=answers).number == 1


def test_what_was_counted_is_told_again_whatever_the_replay_holds(enrollment, posttest):
    key = uuid4()
    first = send(enrollment, posttest, key=key)
    assert send(enrollment, posttest, key=key, answers={"q99": ["a"]}) == first


def test_nothing_answered_is_an_attempt_with_nothing_right(enrollment, posttest):
    attempt = send(enrollment, posttest, answers={})
    assert (attempt.right, attempt.total, attempt.answers) == (0, 10, {})


def test_every_kind_of_question_is_right_only_as_a_whole(enrollment):
    posttest = make_posttest(enrollment.version, questions=0)
    make_question(posttest, "one")
    make_question(posttest, "some", correct="ab")
    make_question(posttest, "half", correct="ab")
    make_question(posttest, "truth", correct="t", options="tf", kind="true-false")
    answers = {"one": ["a"], "some": ["b", "a"], "half": ["a"], "truth": ["t"]}
    assert send(enrollment, posttest, answers=answers).right == 3


def test_attempts_are_numbered_one_by_one_until_the_limit(enrollment, posttest):
    assert [send(enrollment, posttest).number for _ in range(3)] == [1, 2, 3]
    with pytest.raises(NoAttemptsLeft):
        send(enrollment, posttest, right=10)
    assert Attempt.objects.count() == 3


def test_a_course_without_limit_takes_a_fourth_attempt():
    course = make_course(attempt_limit=None)
    make_offer(course.current_version)
    enrollment = make_enrollment(make_learner(), course)
    posttest = make_posttest(course.current_version)
    days = [NOW + dt.timedelta(days=day) for day in range(4)]
    assert [send(enrollment, posttest, now=day).number for day in days] == [1, 2, 3, 4]


@pytest.fixture
def free():
    """Return an enrollment in a course without a limit of attempts."""
    course = make_course(attempt_limit=None)
    make_offer(course.current_version)
    make_posttest(course.current_version)
    return make_enrollment(make_learner(), course)


def test_a_course_without_limit_asks_for_a_pause_that_grows_and_ends_to_the_second(free):
    moment = NOW
    for number, minutes in enumerate((1, 5, 15, 60, 240, 1440, 1440), start=1):
        assert send(free, free.version.posttest, now=moment).number == number
        opens_at = moment + dt.timedelta(minutes=minutes)
        with pytest.raises(Paused) as refusal:
            send(free, free.version.posttest, right=10, now=opens_at - dt.timedelta(seconds=1))
        assert refusal.value.data == {"opens_at": opens_at}
        moment = opens_at
    assert Attempt.objects.count() == 7


def test_a_course_with_a_limit_asks_for_no_pause(enrollment, posttest):
    assert [send(enrollment, posttest).number for _ in range(3)] == [1, 2, 3]


def test_the_same_page_returns_its_result_in_the_pause(free):
    key = uuid4()
    first = send(free, free.version.posttest, key=key)
    assert send(free, free.version.posttest, key=key) == first


def test_who_passed_is_told_so_and_not_of_a_pause(free):
    send(free, free.version.posttest, right=7)
    with pytest.raises(AlreadyPassed):
        send(free, free.version.posttest)


def test_after_passing_nothing_more_is_counted(enrollment, posttest):
    send(enrollment, posttest, right=7)
    with pytest.raises(AlreadyPassed):
        send(enrollment, posttest, right=10)
    assert Attempt.objects.count() == 1


def test_one_below_the_mark_may_be_tried_again(enrollment, posttest):
    send(enrollment, posttest, right=6)
    assert send(enrollment, posttest, right=7).number == 2


@pytest.fixture
def two_marks():
    """Return a course with AMA credit at 70 % and ARRT credit at 75 %, and its posttest of 15 questions."""
    course = make_course()
    make_offer(course.current_version)
    make_offer(course.current_version, "arrt-a", pass_mark=75)
    return course, make_posttest(course.current_version, questions=15)


def test_73_percent_ends_the_test_for_a_physician(two_marks):
    course, posttest = two_marks
    enrollment = make_enrollment(make_learner("alice", Profession.PHYSICIAN), course)
    assert send(enrollment, posttest, right=11).target == 70
    with pytest.raises(AlreadyPassed):
        send(enrollment, posttest, right=15)


@pytest.mark.parametrize(
    "professions",
    [[Profession.RADIOLOGIC_TECHNOLOGIST], [Profession.PHYSICIAN, Profession.RADIOLOGIC_TECHNOLOGIST]],
)
def test_73_percent_leaves_a_technologist_another_attempt(two_marks, professions):
    course, posttest = two_marks
    enrollment = make_enrollment(make_learner("bob", *professions), course)
    assert send(enrollment, posttest, right=11).target == 75
    assert send(enrollment, posttest, right=12).number == 2
    with pytest.raises(AlreadyPassed):
        send(enrollment, posttest, right=15)


def test_a_profession_added_after_passing_reopens_nothing(two_marks):
    course, posttest = two_marks
    learner = make_learner("alice", Profession.PHYSICIAN)
    enrollment = make_enrollment(learner, course)
    send(enrollment, posttest, right=11)
    make_held(learner, Profession.RADIOLOGIC_TECHNOLOGIST)
    with pytest.raises(AlreadyPassed):
        send(enrollment, posttest, right=15)


def test_a_credit_that_counts_this_attempt_no_more_asks_nothing_of_it():
    course = make_course()
    make_offer(course.current_version)
    make_offer(course.current_version, "arrt-a", pass_mark=75, attempt_limit=1)
    learner = make_learner("bob", Profession.PHYSICIAN, Profession.RADIOLOGIC_TECHNOLOGIST)
    enrollment, posttest = make_enrollment(learner, course), make_posttest(course.current_version)
    assert [send(enrollment, posttest).target, send(enrollment, posttest, right=7).target] == [75, 70]


def test_without_a_credit_for_the_profession_the_courses_mark_ends_the_test():
    course = make_course(pass_mark=60)
    make_offer(course.current_version, "arrt-a", pass_mark=75)
    enrollment, posttest = make_enrollment(make_learner(), course), make_posttest(course.current_version)
    assert send(enrollment, posttest, right=6).target == 60
    with pytest.raises(AlreadyPassed):
        send(enrollment, posttest)


# 2028-12-31 is the last day of the offers; midnight in New York is 05:00 UTC.
LAST_SECOND = dt.datetime(2029, 1, 1, 4, 59, 59, tzinfo=dt.UTC)


def test_the_last_second_of_the_last_day_in_the_providers_zone_counts(enrollment, posttest):
    assert send(enrollment, posttest, now=LAST_SECOND).number == 1


def test_the_second_after_is_refused_and_nothing_is_written(enrollment, posttest):
    with pytest.raises(Closed) as refusal:
        send(enrollment, posttest, now=LAST_SECOND + dt.timedelta(seconds=1))
    assert refusal.value.data["bar"] == "expired"
    assert (Attempt.objects.count(), Event.objects.count()) == (0, 0)


def test_each_credit_ends_in_its_own_providers_zone(enrollment, posttest):
    offer = {"provider": make_provider("honolulu", time_zone="Pacific/Honolulu")}
    make_offer(enrollment.version, "participation", **offer)
    assert send(enrollment, posttest, now=LAST_SECOND + dt.timedelta(hours=5)).number == 1
    with pytest.raises(Closed):
        send(enrollment, posttest, now=LAST_SECOND + dt.timedelta(hours=5, seconds=1))


def test_it_waits_for_a_credit_of_the_learner_that_begins_later(enrollment, posttest):
    later = {"provider": make_provider("honolulu", time_zone="Pacific/Honolulu")}
    make_held(enrollment.learner, "radiologic-technologist")
    make_offer(enrollment.version, "arrt-a", **later)
    first = dt.datetime(2026, 1, 2, 10, tzinfo=dt.UTC)
    with pytest.raises(Closed) as refusal:
        send(enrollment, posttest, now=first - dt.timedelta(seconds=1))
    assert refusal.value.data["bar"] == "not-yet"
    assert send(enrollment, posttest, now=first).number == 1


def test_it_does_not_wait_for_the_credit_of_another_profession(enrollment, posttest):
    make_offer(enrollment.version, "arrt-a", valid_from=dt.date(2026, 6, 1))
    assert send(enrollment, posttest, now=dt.datetime(2026, 2, 1, tzinfo=dt.UTC)).number == 1


def test_before_the_first_day_it_is_refused(enrollment, posttest):
    with pytest.raises(Closed) as refusal:
        send(enrollment, posttest, now=dt.datetime(2026, 1, 2, 4, 59, 59, tzinfo=dt.UTC))
    assert refusal.value.data["bar"] == "not-yet"


def test_a_course_without_offers_goes_by_its_own_dates():
    course = make_course()
    enrollment, posttest = make_enrollment(make_learner(), course), make_posttest(course.current_version)
    assert send(enrollment, posttest, now=LAST_SECOND).number == 1
    with pytest.raises(Closed):
        send(enrollment, posttest, now=LAST_SECOND + dt.timedelta(seconds=1))


def test_withdrawn_credit_closes_the_test(enrollment, posttest):
    withdraw(enrollment.course, NOW)
    with pytest.raises(Closed) as refusal:
        send(enrollment, posttest)
    assert refusal.value.data["bar"] == "withdrawn"


def test_the_test_of_another_version_is_refused(enrollment, posttest):
    other = make_posttest(make_course("sepsis").current_version)
    with pytest.raises(StaleTest):
        send(enrollment, other)
    assert Attempt.objects.count() == 0


def test_what_others_tried_does_not_count(enrollment, posttest):
    other = make_enrollment(make_learner("bob"), enrollment.course)
    for _ in range(3):
        make_attempt(other, posttest, 6)
    assert send(enrollment, posttest).number == 1


def test_another_learner_with_the_same_key_is_counted_apart(enrollment, posttest):
    key = uuid4()
    other = make_enrollment(make_learner("bob"), enrollment.course)
    assert send(enrollment, posttest, key=key).pk != send(other, posttest, key=key).pk


@pytest.mark.parametrize("change", [{"number": 1}, {"submission_key": UUID(int=1)}])
def test_the_database_refuses_the_same_number_or_key_twice(enrollment, posttest, change):
    make_attempt(enrollment, posttest, 6, submission_key=UUID(int=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_attempt(enrollment, posttest, 6, **change)


@pytest.mark.parametrize("values", [{"right": 11}, {"total": 0, "right": 0}, {"target": 0}, {"target": 101}])
def test_the_database_refuses_scores_that_cannot_be(enrollment, posttest, values):
    right = values.pop("right", 6)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_attempt(enrollment, posttest, right, **values)


def test_the_database_refuses_to_change_or_delete_an_attempt(enrollment, posttest):
    attempt = make_attempt(enrollment, posttest, 6)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(right=10)
    with pytest.raises(IntegrityError), transaction.atomic():
        attempt.delete()


@pytest.fixture
def pooled(enrollment):
    """Return a posttest that draws five of twelve questions."""
    return make_posttest(enrollment.version, questions=12, pool={enrollment.version.objectives.all()[0].key: 5})


def test_of_a_pool_what_was_drawn_is_graded_and_kept(enrollment, pooled):
    shown = list(marking_of(enrollment, pooled, 1).correct)
    attempt = send(enrollment, pooled, answers={question: ["a"] for question in shown})
    assert (attempt.asked, attempt.total, attempt.right) == (shown, 5, 5)
    assert list(attempt.answers) == shown


def test_a_question_that_was_not_drawn_is_not_on_the_test(enrollment, pooled):
    shown = list(marking_of(enrollment, pooled, 1).correct)
    other = next(f"q{n}" for n in range(1, 13) if f"q{n}" not in shown)
    with pytest.raises(AnswersUnfit) as refusal:
        send(enrollment, pooled, answers={question: ["a"] for question in (*shown, other)})
    assert refusal.value.data == {"misfits": {other: Misfit.NOT_ASKED}}


@pytest.mark.parametrize("page", [1, 3])
def test_the_page_of_another_attempt_is_refused(enrollment, posttest, page):
    send(enrollment, posttest, right=0)
    answers = answers_with(posttest, 10)
    sent = {"enrollment": enrollment, "posttest": posttest, "answers": answers, "submission_key": uuid4(), "now": NOW}
    with pytest.raises(Outdated) as refusal:
        hand_in(**sent, page=page)
    assert refusal.value.data == {"number": page}
    assert hand_in(**sent, page=2).number == 2
