"""Twenty submissions at once with one attempt left: exactly one counts (R32, abuse case 21)."""

import datetime as dt
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection, connections

from credence.assessment import actions
from credence.assessment.actions import HandInRefused, hand_in
from credence.assessment.models import Attempt
from credence.audit.models import Event
from credence.enrollment.models import Enrollment
from tests.factories.accounts import make_learner
from tests.factories.assessment import answers_with, make_attempt, make_posttest
from tests.factories.catalog import make_course, make_offer
from tests.factories.enrollment import make_enrollment

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
    pytest.mark.django_db(transaction=True),
]
NOW = dt.datetime(2026, 3, 1, 15, tzinfo=dt.UTC)
TOGETHER = 20


@pytest.fixture
def enrollment():
    """Return an enrollment with one of three attempts left."""
    course = make_course()
    make_offer(course.current_version)
    enrollment = make_enrollment(make_learner(), course)
    posttest = make_posttest(course.current_version)
    for _ in range(2):
        make_attempt(enrollment, posttest, 5)
    return enrollment


@pytest.fixture
def without_lock(monkeypatch):
    """Take the lock away, and let everybody count before anybody writes."""
    barrier = threading.Barrier(TOGETHER, timeout=10)

    def unlocked(enrollment):
        return Enrollment.objects.select_related("line__version__provider", "course", "learner").get(pk=enrollment.pk)

    def counted_together(attempt, *, by, write=actions._counted):
        barrier.wait()
        return write(attempt, by=by)

    monkeypatch.setattr(actions, "locked_enrollment", unlocked)
    monkeypatch.setattr(actions, "_counted", counted_together)


@pytest.fixture
def without_constraint():
    """Take away the unique number of attempts."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE assessment_attempt DROP CONSTRAINT assessment_attempt_number")
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE assessment_attempt CASCADE")
        cursor.execute(
            "ALTER TABLE assessment_attempt ADD CONSTRAINT assessment_attempt_number UNIQUE (enrollment_id, number)"
        )


@pytest.fixture
def free():
    """Return an enrollment in a course without a limit, after one attempt whose pause is over."""
    course = make_course(attempt_limit=None)
    make_offer(course.current_version)
    enrollment = make_enrollment(make_learner(), course)
    make_attempt(enrollment, make_posttest(course.current_version), 5)
    return enrollment


def race(enrollment, keys, right=10):
    """Hand in once for each key, all at once, each on its own connection; return what came of it."""
    posttest = enrollment.version.posttest
    answers = answers_with(posttest, right)
    start = threading.Barrier(len(keys), timeout=10)

    def one(key):
        try:
            start.wait()
            attempt = hand_in(enrollment=enrollment, posttest=posttest, answers=answers, submission_key=key, now=NOW)
        except HandInRefused as refusal:
            return refusal.code
        else:
            return attempt.number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(keys)) as threads:
        return Counter(threads.map(one, keys))


def test_without_lock_and_constraint_everybody_would_count(enrollment, without_lock, without_constraint):
    assert race(enrollment, [uuid4() for _ in range(TOGETHER)]) == {3: TOGETHER}


def test_the_lock_alone_lets_one_count(enrollment, without_constraint):
    assert race(enrollment, [uuid4() for _ in range(TOGETHER)]) == {3: 1, "already-passed": TOGETHER - 1}
    assert Attempt.objects.count() == 3


def test_the_constraint_alone_lets_one_count(enrollment, without_lock):
    assert race(enrollment, [uuid4() for _ in range(TOGETHER)]) == {3: 1, "overtaken": TOGETHER - 1}
    assert (Attempt.objects.count(), Event.objects.count()) == (3, 1)


def test_of_twenty_submissions_with_one_attempt_left_one_counts(enrollment):
    assert race(enrollment, [uuid4() for _ in range(TOGETHER)]) == {3: 1, "already-passed": TOGETHER - 1}
    assert (Attempt.objects.count(), Event.objects.count()) == (3, 1)


def test_the_same_page_sent_twenty_times_at_once_is_one_attempt_for_all(enrollment):
    key = uuid4()
    assert race(enrollment, [key] * TOGETHER) == {3: TOGETHER}
    assert (Attempt.objects.count(), Event.objects.count()) == (3, 1)


def test_without_lock_and_constraint_nobody_would_wait_for_the_pause(free, without_lock, without_constraint):
    assert race(free, [uuid4() for _ in range(TOGETHER)], right=5) == {2: TOGETHER}


def test_of_twenty_submissions_at_the_end_of_a_pause_one_counts_and_the_others_wait(free):
    assert race(free, [uuid4() for _ in range(TOGETHER)], right=5) == {2: 1, "paused": TOGETHER - 1}
    assert (Attempt.objects.count(), Event.objects.count()) == (2, 1)
