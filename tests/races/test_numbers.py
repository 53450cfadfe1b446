"""Two accounts with one number claim one credit at the same moment: one gets it (R44)."""

import threading

import pytest
from django.db import connection

from credence.credit.actions import AwardRefused, awarding
from credence.credit.models import Award, AwardNumber, CaseParty, Number, NumberCase
from credence.enrollment.models import Enrollment
from credence.journey.actions.steps import save_profile
from tests.factories.accounts import make_learner, profile_with
from tests.factories.credit import CLAIMED, do_everything, make_accredited_course, make_award
from tests.factories.enrollment import make_enrollment

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
TOGETHER = 6
NPI = "1234567893"
HOLDER = "credit_awardnumber_one_holder"


def save(learner):
    """Save the profile with the number."""
    data = profile_with(learner, ("npi", "", NPI))
    save_profile(user=learner, data=data, by=learner.username, now=CLAIMED)


@pytest.fixture
def ready(transactional_db):
    """Return what each of some accounts with one number did in one course."""
    course = make_accredited_course()
    enrollments = [do_everything(make_enrollment(make_learner(f"alice{n}"), course)) for n in range(TOGETHER)]
    for each in enrollments:
        save(each.learner)
    return enrollments


@pytest.fixture
def without_lock(monkeypatch):
    """Take the lock of the number away, and let everybody judge before anybody writes."""
    barrier = threading.Barrier(TOGETHER, timeout=30)

    def unlocked(asked):
        return {(each.kind, each.region, each.key): each for each in Number.objects.all()}

    def given_together(*args, write=awarding._given):
        barrier.wait()
        return write(*args)

    monkeypatch.setattr(awarding, "locked_numbers", unlocked)
    monkeypatch.setattr(awarding, "_given", given_together)


@pytest.fixture
def without_constraint(transactional_db):
    """Take away what lets one account hold a credit under a number."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {HOLDER}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE credit_award CASCADE")
        cursor.execute(
            f"CREATE UNIQUE INDEX {HOLDER} ON credit_awardnumber (number_id, content, credit_type, period) WHERE holds"
        )


def claims(enrollments):
    """Return a function by which each thread claims for the next account and tells what came of it."""
    remaining, lock = [each.pk for each in enrollments], threading.Lock()

    def act() -> str:
        with lock:
            pk = remaining.pop()
        try:
            make_award(Enrollment.objects.select_related("learner").get(pk=pk))
        except AwardRefused as refused:
            return refused.code
        return "awarded"

    return act


def test_without_lock_and_constraint_every_account_would_get_it(ready, race, without_lock, without_constraint):
    assert race(claims(ready), TOGETHER) == {"awarded": TOGETHER}
    assert AwardNumber.objects.filter(holds=True).count() == TOGETHER


def test_the_lock_alone_lets_one_account_get_it(ready, race, without_constraint):
    assert race(claims(ready), TOGETHER) == {"awarded": 1, "not-due": TOGETHER - 1}
    assert Award.objects.count() == 1


def test_the_constraint_alone_lets_one_account_get_it(ready, race, without_lock):
    assert race(claims(ready), TOGETHER) == {"awarded": 1, "number-held": TOGETHER - 1}
    assert Award.objects.count() == 1


def test_of_accounts_with_one_number_one_gets_the_credit(ready, race):
    assert race(claims(ready), TOGETHER) == {"awarded": 1, "not-due": TOGETHER - 1}
    assert (Award.objects.count(), AwardNumber.objects.filter(holds=True).count()) == (1, 1)


def test_profiles_that_get_one_number_at_once_are_one_case_with_all_of_them(transactional_db, race):
    learners = [make_learner(f"alice{n}") for n in range(TOGETHER)]
    remaining, lock = list(learners), threading.Lock()

    def act() -> str:
        with lock:
            learner = remaining.pop()
        save(learner)
        return "saved"

    assert race(act, TOGETHER) == {"saved": TOGETHER}
    assert (NumberCase.objects.count(), CaseParty.objects.count()) == (1, TOGETHER)
