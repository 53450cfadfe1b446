"""The same wrong answers of two learners within an hour are a sign, unless many people err so."""

import datetime as dt

import pytest

from credence.assessment.queries.alike import Alike, alike_to
from tests.factories.accounts import make_learner
from tests.factories.assessment import HANDED_IN, make_attempt, make_posttest
from tests.factories.catalog import make_course
from tests.factories.enrollment import make_enrollment

pytestmark = pytest.mark.django_db
WRONG = {"q8": "b", "q9": "c", "q10": "d"}
"""Three wrong answers of ten."""


class Test:
    """A posttest of ten questions, and who took it."""

    __test__ = False

    def __init__(self) -> None:
        self.mine = make_enrollment(make_learner("alice"), make_course())
        self.posttest = make_posttest(self.mine.version)

    def taken(self, enrollment, wrong=WRONG, *, minutes=0, asked=()):
        """Hand in with these wrong answers, so many minutes after the first."""
        answers = {f"q{place}": [wrong.get(f"q{place}", "a")] for place in range(1, 11)}
        at = HANDED_IN + dt.timedelta(minutes=minutes)
        said = {"answers": answers, "submitted_at": at, "asked": list(asked)}
        return make_attempt(enrollment, self.posttest, 10 - len(wrong), **said)

    def by(self, name, wrong=WRONG, **how):
        """Let another learner hand in."""
        return self.taken(make_enrollment(make_learner(name), self.mine.course), wrong, **how)


@pytest.fixture
def test():
    test = Test()
    test.taken(test.mine)
    return test


@pytest.mark.parametrize("minutes", [-60, -59, 0, 59, 60])
def test_the_same_three_errors_within_an_hour_are_a_sign_whoever_was_first(test, minutes):
    other = test.by("bob", minutes=minutes)
    found = Alike(attempt=other.public_id, wrong=3, minutes=abs(minutes), among=1, elsewhere=0)
    assert alike_to(test.mine) == found


@pytest.mark.parametrize("minutes", [-61, 61])
def test_more_than_an_hour_apart_is_none(test, minutes):
    test.by("bob", minutes=minutes)
    assert alike_to(test.mine) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"q8": "b", "q9": "c", "q10": "b"},
        {"q8": "b", "q9": "c", "q7": "d"},
        {"q8": "b", "q9": "c"},
        {"q8": "b", "q9": "c", "q10": "d", "q7": "b"},
    ],
)
def test_one_answer_that_differs_makes_it_none(test, wrong):
    test.by("bob", wrong)
    assert alike_to(test.mine) is None


def test_two_errors_tell_nothing():
    test, two = Test(), {"q9": "c", "q10": "d"}
    test.taken(test.mine, two)
    test.by("bob", two)
    assert alike_to(test.mine) is None


def test_an_attempt_of_ones_own_is_no_sign(test):
    test.taken(test.mine, minutes=30)
    assert alike_to(test.mine) is None


def test_other_questions_are_not_compared(test):
    test.by("bob", asked=["q1", "q2"])
    assert alike_to(test.mine) is None


def test_a_failed_attempt_counts_as_well():
    test, many = Test(), {f"q{place}": "b" for place in range(1, 8)}
    test.taken(test.mine, many)
    test.taken(test.mine, {}, minutes=20)
    other = test.by("bob", many, minutes=10)
    assert alike_to(test.mine) == Alike(attempt=other.public_id, wrong=7, minutes=10, among=1, elsewhere=0)


@pytest.mark.parametrize(("elsewhere", "is_common"), [(1, False), (2, True)])
def test_an_error_of_more_than_one_in_twenty_is_common(test, elsewhere, is_common):
    test.by("bob", minutes=5)
    for place in range(elsewhere):
        test.by(f"earlier{place}", minutes=-10_000)
    for place in range(25 - 1 - elsewhere):
        test.by(f"other{place}", {"q1": "b", "q2": "b", "q3": "b"}, minutes=-10_000)
    found = alike_to(test.mine)
    assert (found is None, found and (found.among, found.elsewhere)) == (is_common, None if is_common else (25, 1))


def test_it_takes_two_queries_however_many_took_the_test(test, django_assert_num_queries):
    for place in range(3):
        test.by(f"other{place}")
    with django_assert_num_queries(2):
        alike_to(test.mine)
