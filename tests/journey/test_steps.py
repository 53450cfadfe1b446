"""Each step of a learner refuses what its page refuses, and awards the whole credit that it completes."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError

from credence.accounts.actions import ProfileData
from credence.accounts.enums import Profession
from credence.assessment.actions import AlreadyPassed
from credence.assessment.models import Attempt
from credence.catalog.models import FrontMatter
from credence.credit.actions import awarding, drawing
from credence.credit.models import Award, Certificate, StepTaken
from credence.enrollment.actions import EnrollmentClosed, close
from credence.evaluation.models import EvaluationResponse
from credence.journey.actions import closing
from credence.journey.actions.awarding import award_what_was_missed
from credence.journey.actions.steps import GateClosed, NotPassed, hand_in, respond, save_profile, show_front_matter
from credence.journey.queries.gates import Unmet
from credence.outbox.models import Letter
from tests.factories.accounts import make_held, make_learner
from tests.factories.assessment import HANDED_IN, answers_with, make_attempt
from tests.factories.credit import ARRT, CLAIMED, make_accredited_course, make_ready, posttest_of, settled
from tests.factories.enrollment import ENROLLED, make_enrollment
from tests.factories.evaluation import ANSWERS, EVALUATED
from tests.factories.progress import finish_all

pytestmark = pytest.mark.django_db
TECHNOLOGIST = Profession.RADIOLOGIC_TECHNOLOGIST
LATER = HANDED_IN + dt.timedelta(minutes=5)
FIELDS = {"given_name": "Tess", "family_name": "Example", "city": "Boston", "region": "MA"}


def studied(course, username="tess", *professions):
    """Return an enrollment whose learner has finished every chapter."""
    enrollment = make_enrollment(make_learner(username, *(professions or (TECHNOLOGIST,))), course)
    finish_all(enrollment)
    return enrollment


def send(enrollment, right=8, now=HANDED_IN, key=None):
    posttest = posttest_of(enrollment)
    return hand_in(
        enrollment=enrollment,
        posttest=posttest,
        answers=answers_with(posttest, right),
        submission_key=key or uuid.uuid4(),
        now=now,
    )


def evaluate(enrollment, now=EVALUATED):
    (use,) = enrollment.version.evaluations.all()
    return respond(enrollment=enrollment, form=use.form, answers=ANSWERS, now=now)


def given():
    """Return what was awarded, with the moment, and whether the certificate is drawn."""
    return [
        (each.award.credit_type, str(each.award.amount), each.award.awarded_at, each.sha256 is not None)
        for each in Certificate.objects.select_related("award")
    ]


def renew(course):
    """Let the course show another front matter."""
    course.current_front_matter = FrontMatter.objects.create(
        course=course, number=2, sha256="1" * 64, document={}, created_at=LATER
    )
    course.save()


# Whole credit is awarded in the step that met its last requirement


def test_the_attempt_that_passes_brings_the_credit_and_its_certificate():
    taken = send(studied(make_accredited_course()))
    assert given() == [("arrt-a", "1.00", HANDED_IN, True)]
    assert [each.credit_type for each in taken.awards] == ["arrt-a"]
    assert (Letter.objects.count(), StepTaken.objects.count()) == (1, 0)


def test_an_attempt_below_the_mark_brings_nothing_and_leaves_no_work():
    assert send(studied(make_accredited_course()), right=7).awards == ()
    assert (Award.objects.count(), StepTaken.objects.count()) == (0, 0)


def test_credit_that_waits_for_the_evaluation_comes_with_it():
    enrollment = studied(make_accredited_course(arrt={**ARRT, "evaluation_required": True}))
    assert send(enrollment).awards == ()
    assert [each.credit_type for each in evaluate(enrollment).awards] == ["arrt-a"]
    assert given() == [("arrt-a", "1.00", EVALUATED, True)]


def test_self_claimed_credit_waits_for_the_claim():
    enrollment = studied(make_accredited_course(), "alice", Profession.PHYSICIAN)
    assert (send(enrollment).awards, evaluate(enrollment).awards) == ((), ())
    assert Award.objects.count() == 0


def test_of_two_professions_the_whole_credit_comes_and_the_other_waits():
    send(studied(make_accredited_course(), "both", Profession.PHYSICIAN, TECHNOLOGIST))
    assert [each[0] for each in given()] == ["arrt-a"]


def test_a_profession_added_after_completion_brings_nothing():
    enrollment = make_ready(make_accredited_course(), "alice")
    data = ProfileData(fields=FIELDS, professions=["physician", TECHNOLOGIST.value])
    assert save_profile(user=enrollment.learner, data=data, by="alice", now=CLAIMED).awards == ()


def test_a_number_added_to_the_profile_brings_what_waited_for_it():
    enrollment = make_ready(make_accredited_course(), "alice", Profession.NURSE)
    make_held(enrollment.learner, TECHNOLOGIST, since=ENROLLED + dt.timedelta(hours=1))
    professions = ["nurse", TECHNOLOGIST.value]
    data = ProfileData(fields=FIELDS, professions=professions)
    assert save_profile(user=enrollment.learner, data=data, by="alice", now=CLAIMED).awards == ()
    proved = ProfileData(fields=FIELDS, professions=professions, identifiers=[("npi", "", "1234567893")])
    taken = save_profile(user=enrollment.learner, data=proved, by="alice", now=CLAIMED)
    assert [each.credit_type for each in taken.awards] == ["arrt-a"]
    assert given() == [("arrt-a", "1.00", CLAIMED, True)]


def test_a_new_front_matter_shown_brings_what_waited_for_it():
    enrollment = make_ready(make_accredited_course(), "tess", TECHNOLOGIST)
    renew(enrollment.course)
    assert settled(enrollment, now=LATER) == ()
    shown = show_front_matter(enrollment=enrollment, front_matter=enrollment.course.current_front_matter, now=CLAIMED)
    assert [each.credit_type for each in shown.awards] == ["arrt-a"]


def test_what_was_awarded_is_not_awarded_again():
    enrollment = studied(make_accredited_course())
    send(enrollment)
    assert settled(enrollment, now=CLAIMED) == ()
    assert Award.objects.count() == 1


# No failure of an award loses the step, or the award


def fail(*_args, **_kwargs):
    raise OSError("no room")


def test_the_attempt_stands_though_the_award_fails_and_the_worker_makes_up_for_it(monkeypatch, caplog):
    enrollment = studied(make_accredited_course())
    with monkeypatch.context() as broken:
        broken.setattr(awarding, "_given", fail)
        taken = send(enrollment)
        assert (Attempt.objects.get(), taken.awards) == (taken.fact, ())
    assert "could not be awarded" in caplog.text
    assert award_what_was_missed(now=HANDED_IN + dt.timedelta(seconds=59)) == 0
    assert award_what_was_missed(now=HANDED_IN + dt.timedelta(seconds=60)) == 1
    assert given() == [("arrt-a", "1.00", HANDED_IN, True)]
    assert StepTaken.objects.count() == 0


def test_what_was_earned_on_the_last_day_is_awarded_though_the_worker_comes_after_it(monkeypatch):
    enrollment = studied(make_accredited_course(arrt={**ARRT, "valid_to": HANDED_IN.date()}))
    with monkeypatch.context() as broken:
        broken.setattr(awarding, "_given", fail)
        send(enrollment)
    assert award_what_was_missed(now=HANDED_IN + dt.timedelta(days=2)) == 1
    assert given() == [("arrt-a", "1.00", HANDED_IN, True)]


def test_a_process_that_dies_after_the_step_leaves_the_award_to_the_worker(monkeypatch):
    enrollment = studied(make_accredited_course())

    def die(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(awarding, "_given", die)
        with pytest.raises(KeyboardInterrupt):
            send(enrollment)
    assert award_what_was_missed(now=HANDED_IN + dt.timedelta(seconds=9)) == 0
    assert award_what_was_missed(now=HANDED_IN + dt.timedelta(seconds=10)) == 1


def test_the_pauses_between_tries_grow(monkeypatch):
    monkeypatch.setattr(awarding, "_given", fail)
    send(studied(make_accredited_course()))
    tries = []
    for _ in range(3):
        step = StepTaken.objects.get()
        tries.append(step.next_try_at - HANDED_IN)
        award_what_was_missed(now=step.next_try_at)
    assert tries == [dt.timedelta(minutes=1), dt.timedelta(minutes=3), dt.timedelta(minutes=7)]


def test_one_award_that_fails_holds_up_no_other(monkeypatch):
    first = studied(make_accredited_course())
    second = studied(first.course, "tom")
    real = awarding._given

    def fail_for_tess(enrollment, *rest):
        return fail() if enrollment.learner.username == "tess" else real(enrollment, *rest)

    monkeypatch.setattr(awarding, "_given", fail)
    send(first)
    send(second)
    monkeypatch.setattr(awarding, "_given", fail_for_tess)
    assert award_what_was_missed(now=CLAIMED) == 1
    assert Award.objects.get().learner.username == "tom"


def test_a_drawing_that_fails_undoes_neither_step_nor_award(monkeypatch):
    monkeypatch.setattr(drawing, "issue", fail)
    send(studied(make_accredited_course()))
    assert given() == [("arrt-a", "1.00", HANDED_IN, False)]


# The doors refuse by themselves


def test_the_posttest_takes_nothing_before_the_front_matter_was_shown():
    enrollment = make_enrollment(make_learner(), make_accredited_course(), front_matter_shown=False)
    finish_all(enrollment)
    with pytest.raises(GateClosed) as refused:
        send(enrollment)
    assert (refused.value.gate.unmet, Attempt.objects.count()) == (Unmet.FRONT_MATTER, 0)
    show_front_matter(enrollment=enrollment, front_matter=enrollment.course.current_front_matter, now=HANDED_IN)
    assert send(enrollment).fact.number == 1


def test_the_posttest_takes_nothing_before_the_course_was_studied():
    enrollment = make_enrollment(make_learner(), make_accredited_course())
    with pytest.raises(GateClosed) as refused:
        send(enrollment)
    assert (refused.value.data, Attempt.objects.count()) == ({"unmet": "study"}, 0)
    finish_all(enrollment)
    assert send(enrollment).fact.number == 1


def test_the_same_page_sent_again_is_the_first_attempt_though_the_gate_closed_since():
    enrollment, key = studied(make_accredited_course()), uuid.uuid4()
    first = send(enrollment, right=5, key=key)
    renew(enrollment.course)
    assert send(enrollment, now=LATER, key=key).fact == first.fact
    assert Attempt.objects.count() == 1


def test_who_passed_hands_in_nothing_more():
    enrollment = studied(make_accredited_course())
    send(enrollment)
    with pytest.raises(AlreadyPassed):
        send(enrollment, now=LATER)


def test_the_evaluation_takes_nothing_before_the_posttest_is_passed():
    enrollment = studied(make_accredited_course())
    make_attempt(enrollment, posttest_of(enrollment), 6)
    with pytest.raises(NotPassed):
        evaluate(enrollment)
    make_attempt(enrollment, posttest_of(enrollment), 7)
    assert evaluate(enrollment).fact == EvaluationResponse.objects.get()


def test_a_closed_course_takes_neither_posttest_nor_evaluation():
    enrollment = studied(make_accredited_course(), "alice", Profession.PHYSICIAN)
    other = make_ready(enrollment.course, "bob", evaluated=False)
    for each in (enrollment, other):
        close(enrollment=each, reason="Refunded", by="finn", now=HANDED_IN)
    with pytest.raises(EnrollmentClosed):
        send(enrollment)
    with pytest.raises(EnrollmentClosed):
        evaluate(other)
    assert (enrollment.attempts.count(), EvaluationResponse.objects.count()) == (0, 0)


def test_a_closed_account_takes_neither_posttest_nor_evaluation():
    enrollment = studied(make_accredited_course(), "alice", Profession.PHYSICIAN)
    other = make_ready(enrollment.course, "bob", evaluated=False)
    for each in (enrollment, other):
        closing.close(user=each.learner, by="dana", now=HANDED_IN)
    with pytest.raises(EnrollmentClosed):
        send(enrollment)
    with pytest.raises(EnrollmentClosed):
        evaluate(other)
    assert (enrollment.attempts.count(), EvaluationResponse.objects.count()) == (0, 0)


def test_a_step_that_is_refused_by_the_database_leaves_nothing(monkeypatch):
    enrollment = studied(make_accredited_course())
    with monkeypatch.context() as broken:
        broken.setattr("credence.journey.actions.steps.note_step", _breach)
        with pytest.raises(IntegrityError):
            send(enrollment)
    assert (Attempt.objects.count(), StepTaken.objects.count()) == (0, 0)


def _breach(**_kwargs):
    raise IntegrityError
