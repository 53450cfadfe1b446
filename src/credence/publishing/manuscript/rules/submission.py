"""What the rules of publication judge: a course, its posttest, its surroundings and the day."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from credence.catalog.rules.credit_types import CreditType
from credence.publishing.manuscript.document import Files
from credence.publishing.manuscript.flaws import Place
from credence.publishing.manuscript.known import Known, Term
from credence.publishing.manuscript.shape.course import CourseDocument
from credence.publishing.manuscript.shape.credit import Offer
from credence.publishing.manuscript.shape.people import FacultyMember, Relationship
from credence.publishing.manuscript.shape.posttest import PosttestDocument
from credence.publishing.manuscript.shape.provider import StatementText


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A course about to be published; `posttest` is None where it does not fit its shape."""

    course: CourseDocument
    posttest: PosttestDocument | None
    files: Files
    known: Known
    today: dt.date

    @property
    def reviewed(self) -> dt.date:
        """The day of release or of the last review, the later."""
        dates = self.course.dates
        return max(dates.released, dates.reviewed or dates.released)

    @property
    def previous(self) -> Term | None:
        """The dates of the version published before."""
        return self.known.terms.get(self.course.slug)


@dataclass(frozen=True, kw_only=True)
class Placed:
    """An offer, its kind of credit, the provider that answers for it, and its place in the course."""

    offer: Offer
    type: CreditType
    provider: str
    at: Place

    @property
    def minutes(self) -> Decimal | None:
        """How long a course for so much credit is (R3), None where the amount says nothing of time."""
        each = self.type.minutes_a_credit
        return None if each is None else self.offer.amount * each


def ties_of(course: CourseDocument) -> Iterator[tuple[Place, FacultyMember, Relationship]]:
    """Yield each disclosed relationship with its place and whose it is."""
    for index, person in enumerate(course.faculty):
        for number, tie in enumerate(person.disclosures):
            yield ("faculty", index, "disclosures", number), person, tie


def texts_for(submission: Submission, placed: Placed) -> list[StatementText]:
    """Return the texts of the offer's provider that can stand on its certificate."""
    mine = submission.known.statements.get(placed.provider, ())
    return [each for each in mine if each.credit_type in (placed.offer.type, "")]
