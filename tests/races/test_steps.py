"""Attempt, evaluation and the worker award the same whole credit at the same moment: it is given once (R44)."""

import datetime as dt
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from credence.accounts.enums import Profession
from credence.assessment.actions import HandInRefused
from credence.assessment.models import Attempt
from credence.audit.models import Event
from credence.credit.actions.stepping import note_step, note_steps
from credence.credit.models import Award, Certificate, StepTaken
from credence.evaluation.models import EvaluationResponse
from credence.journey.actions import steps
from credence.journey.actions.awarding import award_what_was_missed
from credence.journey.actions.steps import hand_in, respond, save_profile
from credence.outbox.models import Letter
from tests.factories.accounts import make_held, make_learner, profile_with
from tests.factories.assessment import HANDED_IN, answers_with
from tests.factories.credit import ARRT, CLAIMED, make_accredited_course, make_ready, posttest_of, settled
from tests.factories.enrollment import ENROLLED, make_enrollment
from tests.factories.evaluation import ANSWERS
from tests.factories.progress import finish_all
from tests.races.test_awards import ledger, unlock, without_constraint

__all__ = ["without_constraint"]
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
TOGETHER = 6
TECHNOLOGIST = Profession.RADIOLOGIC_TECHNOLOGIST


@pytest.fixture
def ready(transactional_db):
    """Return the enrollment of a technologist who has done everything, with two steps that wait for the worker."""
    course = make_accredited_course(arrt={**ARRT, "evaluation_required": True})
    enrollment = make_ready(course, "tess", TECHNOLOGIST)
    for _ in range(2):
        StepTaken.objects.create(enrollment=enrollment, at=CLAIMED, next_try_at=CLAIMED)
    return enrollment


@pytest.fixture
def without_lock(monkeypatch):
    """Take the lock away, and let everybody judge before anybody writes."""
    unlock(monkeypatch, TOGETHER)


def award_now(enrollment):
    """Return a function that awards what is due and tells how much that was."""
    return lambda: str(len(settled(enrollment, now=CLAIMED)))


def test_without_lock_and_constraint_each_would_award_it(ready, race, without_lock, without_constraint):
    assert race(award_now(ready), TOGETHER) == {"1": TOGETHER}
    assert ledger() == (TOGETHER,) * 4


def test_awarded_by_many_at_once_it_is_given_once(ready, race):
    assert race(award_now(ready), TOGETHER) == {"1": 1, "0": TOGETHER - 1}
    assert ledger() == (1, 1, 1, 1)


def test_two_workers_at_once_make_up_for_it_once(ready, race):
    outcomes = race(lambda: str(award_what_was_missed(now=CLAIMED + dt.timedelta(minutes=1))), 2)
    assert sum(int(each) * count for each, count in outcomes.items()) == 1
    assert (*ledger(), StepTaken.objects.count()) == (1, 1, 1, 1, 0)


class Meanwhile:
    """A number is added while an attempt is handed in: it looks for attempts before that one is committed, and is
    committed after that one was judged.
    """

    def __init__(self, monkeypatch, note=note_steps):
        self.is_written, self.is_noted, self.is_judged = (threading.Event() for _ in range(3))
        self.note = note
        monkeypatch.setattr(steps, "note_step", self.of_the_attempt)
        monkeypatch.setattr(steps, "note_steps", self.of_the_number)

    def of_the_attempt(self, **step):
        noted = note_step(**step)
        self.is_written.set()
        assert self.is_noted.wait(30)
        return noted

    def of_the_number(self, **step):
        assert self.is_written.wait(30)
        noted = self.note(**step)
        self.is_noted.set()
        assert self.is_judged.wait(30)
        return noted

    def happen(self, enrollment):
        """Let both be done, and return what is awarded."""
        proved = profile_with(enrollment.learner, ("npi", "", "1234567893"))
        with ThreadPoolExecutor(2) as threads:
            attempt = threads.submit(self.hand_in, enrollment)
            number = threads.submit(closed, lambda: save_profile(user=enrollment.learner, data=proved, **BY_TESS))
            assert (attempt.result().awards, bool(number.result())) == ((), True)
        return Award.objects.count()

    def hand_in(self, enrollment):
        posttest, key = posttest_of(enrollment), uuid.uuid4()
        answers = answers_with(posttest, 10)
        sent = {"posttest": posttest, "answers": answers, "submission_key": key, "now": CLAIMED}
        try:
            return closed(lambda: hand_in(enrollment=enrollment, **sent))
        finally:
            self.is_judged.set()


BY_TESS = {"by": "tess", "now": CLAIMED}


def closed(act):
    """Return what an act returns, and leave no connection of its thread open."""
    try:
        return act()
    finally:
        connections.close_all()


@pytest.fixture
def unproved(transactional_db):
    """Return the enrollment of somebody whose profession counts by a number that is not in the profile yet."""
    enrollment = make_enrollment(make_learner("tess", Profession.NURSE), make_accredited_course())
    make_held(enrollment.learner, TECHNOLOGIST, since=ENROLLED + dt.timedelta(hours=1))
    finish_all(enrollment)
    return enrollment


def of_the_tried(*, enrollments, now):
    return note_steps(enrollments=enrollments.filter(attempts__isnull=False).distinct(), now=now)


def test_noted_of_tried_enrollments_alone_the_credit_of_an_attempt_at_the_same_moment_is_lost(unproved, monkeypatch):
    assert Meanwhile(monkeypatch, of_the_tried).happen(unproved) == 0


def test_a_number_and_an_attempt_at_the_same_moment_bring_the_credit_of_both(unproved, monkeypatch):
    assert Meanwhile(monkeypatch).happen(unproved) == 1
    assert StepTaken.objects.count() == 0


def test_attempt_evaluation_and_worker_at_the_same_moment_give_one_award(ready):
    """A second attempt comes too late, the evaluation was sent, and the worker sweeps: all look at the same credit."""
    posttest, form = posttest_of(ready), ready.version.evaluations.get().form
    start = threading.Barrier(3, timeout=30)

    def at_once(act):
        try:
            start.wait()
            act()
        except HandInRefused:
            pass
        finally:
            connections.close_all()

    acts = (
        lambda: hand_in(
            enrollment=ready,
            posttest=posttest,
            answers=answers_with(posttest, 10),
            submission_key=uuid.uuid4(),
            now=CLAIMED,
        ),
        lambda: respond(enrollment=ready, form=form, answers=ANSWERS, now=CLAIMED),
        lambda: award_what_was_missed(now=CLAIMED),
    )
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(at_once, acts))
    assert (*ledger(), StepTaken.objects.count()) == (1, 1, 1, 1, 0)


def test_an_attempt_sent_by_many_tabs_at_once_brings_one_attempt_and_one_award(transactional_db, race):
    enrollment = make_enrollment(make_learner("tess", TECHNOLOGIST), make_accredited_course())
    finish_all(enrollment)
    posttest, key = posttest_of(enrollment), uuid.uuid4()

    def send() -> str:
        taken = hand_in(
            enrollment=enrollment,
            posttest=posttest,
            answers=answers_with(posttest, 8),
            submission_key=key,
            now=HANDED_IN,
        )
        return str(len(taken.awards))

    assert race(send, TOGETHER) == {"1": 1, "0": TOGETHER - 1}
    assert (Attempt.objects.count(), Award.objects.count(), Certificate.objects.count()) == (1, 1, 1)
    assert (EvaluationResponse.objects.count(), Letter.objects.count()) == (0, 1)
    assert Event.objects.filter(action="award.granted").count() == 1
