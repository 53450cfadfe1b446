"""What must hold when a fault is over, by the judge of `soak-learning` and the books of `soak-orders`. Needs Django."""

import time

from django.db import connection
from soak.books import differences
from soak.learning import facts, judge
from soak.learning.browser import Tally

from faults.site import Site

SETTLING = 240.0
"""Seconds in which letters are sent, certificates drawn, steps judged, payments led to their end."""

HELD = (
    judge.no_credit_is_given_twice,
    judge.front_matter_comes_first,
    judge.study_comes_first,
    judge.a_passed_attempt_comes_first,
    judge.attempts_stay_within_the_limit,
    judge.each_award_has_one_certificate,
    judge.each_award_has_one_letter,
    judge.nothing_acknowledged_is_lost,
)
PASSED = """
SELECT u.username, c.slug FROM assessment_attempt t
JOIN enrollment_enrollment e ON e.id = t.enrollment_id
JOIN accounts_user u ON u.id = e.learner_id JOIN catalog_course c ON c.id = e.course_id
WHERE t."right" = t.total AND NOT EXISTS (SELECT 1 FROM credit_award a WHERE a.enrollment_id = e.id)
"""


def lost(site: Site, tally: Tally) -> list[str]:
    """Return what is not as it must be: what is lost, doubled, or was given without cause."""
    case = judge.Case(facts=facts.read(), tally=tally, letters=site.post.counts())
    found = [f"{each.__name__.replace('_', ' ')}: {line}" for each in HELD for line in each(case)]
    return [*found, *_without_credit(), *differences(site.gateway.book["transactions"], is_over=False)]


def _without_credit() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(PASSED)
        return [f"whoever passed has credit: {name} has none of {slug}" for name, slug in cursor.fetchall()]


def settled_after(moment: float) -> float | None:
    """Wait until nothing is left half done; return the seconds from a moment until then, None if it never is."""
    until = time.monotonic() + SETTLING
    while time.monotonic() < until:
        if facts.is_settled():
            return time.monotonic() - moment
        time.sleep(0.5)
    return None
