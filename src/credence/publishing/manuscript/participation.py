"""The document of participation that every course gives unless its author says otherwise."""

from decimal import ROUND_HALF_UP, Decimal

from credence.catalog.rules.credit_types import CreditType, newest_types
from credence.publishing.manuscript.shape.course import CourseDocument
from credence.publishing.manuscript.shape.credit import Offer, Validity

MINUTES_AN_HOUR = 60


def offers_of(course: CourseDocument) -> tuple[Offer, ...]:
    """Return what a course offers: the credit that it names, and participation for whoever gets none of it (R40).

    Participation counts the estimated hours, is valid as long as the course, and asks for the evaluation where the
    course's provider has one. A course that names it, or says that it gives none, keeps what it says.
    """
    named = {offer.type for offer in course.credit}
    given = [
        _participation(kind, course)
        for kind in newest_types().values()
        if kind.fallback and kind.code not in named and kind.valid_from <= course.dates.released
    ]
    return (*course.credit, *given) if course.participation else course.credit


def hours(minutes: int, step: Decimal) -> Decimal:
    """Return minutes as hours to the nearest step, at least one.

    >>> hours(10, Decimal("0.25")), hours(35, Decimal("0.25"))
    (Decimal('0.25'), Decimal('0.50'))
    """
    steps = (Decimal(minutes) / MINUTES_AN_HOUR / step).to_integral_value(ROUND_HALF_UP)
    return max(steps, Decimal(1)) * step


def _participation(kind: CreditType, course: CourseDocument) -> Offer:
    dates = course.dates
    return Offer(
        type=kind.code,
        amount=hours(course.estimated_minutes, kind.step),
        certified_on=dates.released,
        valid=Validity(**{"from": dates.released, "to": dates.expires}),
        evaluation_required=any(each.provider == course.provider for each in course.evaluations),
    )
