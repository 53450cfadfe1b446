"""Fifty claims at once: one award, one certificate, one letter, one record (R44, abuse case 6)."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection, connections, transaction

from credence.audit.models import Event
from credence.catalog.actions import withdraw_credit
from credence.credit.actions import (
    GRACE,
    AwardRefused,
    ChangeRefused,
    NotDue,
    award,
    awarding,
    complete_certificate,
    complete_missing_certificates,
    reissue,
    revoke,
)
from credence.credit.models import Award, Certificate, Revocation
from credence.enrollment.actions import holder_under_lock
from credence.enrollment.models import Enrollment
from credence.outbox.models import Letter
from tests.factories.credit import (
    CLAIMED,
    certificate_of_award,
    make_accredited_course,
    make_award,
    make_ready,
    offer_of,
)

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
TOGETHER = 50
CONSTRAINTS = {
    "credit_award_once": "learner_id, course_id, credit_type, period",
    "credit_award_once_among_twins": "learner_id, content, credit_type, period",
}


@pytest.fixture
def ready(transactional_db):
    return make_ready(make_accredited_course())


@pytest.fixture
def without_lock(monkeypatch):
    """Take the lock away, and let everybody judge before anybody writes."""
    unlock(monkeypatch, TOGETHER)


def unlock(monkeypatch, together):
    """Let `together` threads judge one enrollment without its lock before any of them writes."""
    barrier = threading.Barrier(together, timeout=30)

    def unlocked(enrollment):
        return holder_under_lock(enrollment)

    def given_together(*args, write=awarding._given):
        barrier.wait()
        return write(*args)

    monkeypatch.setattr(awarding, "_locked_with_twins", unlocked)
    monkeypatch.setattr(awarding, "_given", given_together)


@pytest.fixture
def without_constraint(transactional_db):
    """Take away the unique learner, course and credit type."""
    with connection.cursor() as cursor:
        for name in CONSTRAINTS:
            cursor.execute(f"ALTER TABLE credit_award DROP CONSTRAINT {name}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE credit_award CASCADE")
        for name, columns in CONSTRAINTS.items():
            cursor.execute(f"ALTER TABLE credit_award ADD CONSTRAINT {name} UNIQUE ({columns})")


def claim(enrollment):
    """Return a function that claims 1.25 credits and tells what came of it."""
    offer = offer_of(enrollment)

    def act() -> str:
        try:
            award(enrollment=enrollment, offer=offer, claimed=Decimal("1.25"), attested=True, by="alice", now=CLAIMED)
        except AwardRefused as refused:
            return refused.code
        return "awarded"

    return act


def ledger():
    """Return how many awards, certificates, letters and records of an award there are."""
    events = Event.objects.filter(action="award.granted")
    return (Award.objects.count(), Certificate.objects.count(), Letter.objects.count(), events.count())


def test_without_lock_and_constraint_everybody_would_be_awarded(ready, race, without_lock, without_constraint):
    assert race(claim(ready), TOGETHER) == {"awarded": TOGETHER}
    assert ledger() == (TOGETHER,) * 4


def test_the_lock_alone_lets_one_be_awarded(ready, race, without_constraint):
    assert race(claim(ready), TOGETHER) == {"awarded": 1, "already-awarded": TOGETHER - 1}
    assert ledger() == (1, 1, 1, 1)


def test_the_constraint_alone_lets_one_be_awarded(ready, race, without_lock):
    assert race(claim(ready), TOGETHER) == {"awarded": 1, "already-awarded": TOGETHER - 1}
    assert ledger() == (1, 1, 1, 1)


def test_of_fifty_claims_at_once_one_is_awarded_and_one_letter_written(ready, race):
    assert race(claim(ready), TOGETHER) == {"awarded": 1, "already-awarded": TOGETHER - 1}
    assert ledger() == (1, 1, 1, 1)


def test_a_certificate_drawn_by_many_at_once_is_stored_once(ready, race):
    certificate = certificate_of_award(make_award(ready))

    def draw() -> str:
        fresh = Certificate.objects.get(pk=certificate.pk)
        return str(complete_certificate(certificate=fresh).sha256)

    (stored,) = race(draw, 8)
    assert Certificate.objects.get().sha256 == stored


def test_many_workers_at_once_complete_what_a_crash_left_blank(ready, race):
    make_award(ready)
    later = CLAIMED + 2 * GRACE
    race(lambda: str(complete_missing_certificates(now=later)), 4)
    assert Certificate.objects.get().sha256
    assert complete_missing_certificates(now=later) == 0


def test_of_twenty_revocations_at_once_one_stands(ready, race):
    given = make_award(ready)

    def take_back() -> str:
        try:
            revoke(award=given, by="dana", reason="Error", now=CLAIMED)
        except ChangeRefused as refused:
            return refused.code
        return "revoked"

    assert race(take_back, 20) == {"revoked": 1, "already-revoked": 19}
    assert (Revocation.objects.count(), Event.objects.filter(action="award.revoked").count()) == (1, 1)


def test_of_twenty_equal_corrections_at_once_one_is_issued(ready, race):
    given = make_award(ready)

    def correct() -> str:
        try:
            reissue(award=given, name="Alice Lin", by="dana", reason="Married", now=CLAIMED)
        except ChangeRefused as refused:
            return refused.code
        return "reissued"

    assert race(correct, 20) == {"reissued": 1, "nothing-to-correct": 19}
    assert Certificate.objects.count() == 2


def test_an_award_that_waited_for_the_lock_sees_a_withdrawal_made_meanwhile(ready):
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Enrollment.objects.select_for_update().get(pk=ready.pk)
            waiting = pool.submit(_claim_alone, ready)
            _until_somebody_waits()
            with ThreadPoolExecutor(1) as other:
                other.submit(_withdraw, ready).result()
        shortfalls = waiting.result()
    assert shortfalls == ["withdrawn"]
    assert ledger() == (0, 0, 0, 0)


def _claim_alone(enrollment):
    try:
        award(
            enrollment=enrollment,
            offer=offer_of(enrollment),
            claimed=Decimal("1.25"),
            attested=True,
            by="alice",
            now=CLAIMED,
        )
    except NotDue as refused:
        return [each.code for each in refused.verdict.shortfalls]
    finally:
        connections.close_all()
    return []


def _withdraw(enrollment):
    try:
        withdraw_credit(course=enrollment.course, by="dana", reason="Error in a dose", now=CLAIMED)
    finally:
        connections.close_all()


def _until_somebody_waits():
    """Return as soon as some other connection waits for a lock."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    pytest.fail("nobody waited")
