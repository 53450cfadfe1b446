"""The steps of a learner after which credit may be due: each is taken whole, and then what it earned is awarded.

They refuse by themselves what the page before them refuses; no face goes around them (tests/house/test_doors.py).
Call them outside of transactions: a step is committed before its credit is judged, so that no award can undo it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet

from credence.accounts import actions as accounts
from credence.accounts.actions import Numbered, ProfileData
from credence.accounts.models import Profile, User
from credence.assessment import actions as assessment
from credence.assessment.models import Attempt, Posttest
from credence.assessment.queries import counted_before, is_passed, marks_for
from credence.catalog.models import FrontMatter
from credence.credit.actions.numbering import note_numbers
from credence.credit.actions.stepping import note_step, note_steps
from credence.credit.models import Award
from credence.credit.queries import Coursework, known_of
from credence.enrollment import actions as enrolling
from credence.enrollment.actions import locked_enrollment
from credence.enrollment.models import Enrollment, FrontMatterShowing
from credence.evaluation import actions as evaluation
from credence.evaluation.models import EvaluationForm, EvaluationResponse
from credence.journey.actions.awarding import gives_unasked, settle
from credence.journey.queries.gates import Gate, gate_after
from credence.kit.refusal import Refusal

T = TypeVar("T")


class GateClosed(Refusal):
    """The posttest is not open to the learner yet; `gate` says what comes first (R20, R26)."""

    code = "gate-closed"

    def __init__(self, gate: Gate) -> None:
        super().__init__(unmet=gate.unmet.value)
        self.gate = gate


class NotPassed(Refusal):
    """The evaluation comes after the posttest (R37)."""

    code = "not-passed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken(Generic[T]):
    """What a step wrote, and the credit whose last requirement it met."""

    fact: T
    awards: tuple[Award, ...]


def hand_in(
    *,
    enrollment: Enrollment,
    posttest: Posttest,
    answers: Mapping[str, Sequence[str]],
    submission_key: UUID,
    now: dt.datetime,
    page: int | None = None,
) -> Taken[Attempt]:
    """Count one attempt, as `assessment.actions.hand_in` does, behind the gates; award what it earned.

    Raises:
        GateClosed, and what assessment's `hand_in` raises: nothing was written.
    """
    with transaction.atomic():
        locked = locked_enrollment(enrollment)
        done, professions = _known_of(locked)
        if found := counted_before(done.attempts, submission_key):
            return Taken(fact=found, awards=())
        if gate := gate_after(done):
            raise GateClosed(gate)
        attempt = assessment.count_attempt(
            locked=locked,
            summary=done.attempts,
            marks=marks_for(locked, done.attempts, professions),
            posttest=posttest,
            answers=answers,
            submission_key=submission_key,
            now=now,
            page=page,
        )
        steps = note_step(enrollment=locked, now=now) if gives_unasked(locked) else []
    return Taken(fact=attempt, awards=settle(steps, by=locked.learner.username, now=now))


def respond(
    *, enrollment: Enrollment, form: EvaluationForm, answers: Mapping[str, Any], now: dt.datetime
) -> Taken[EvaluationResponse]:
    """Store the answers to a form, as `evaluation.actions.respond` does, after the posttest; award what was earned.

    Raises:
        NotPassed, and what evaluation's `respond` raises: nothing was written.
    """
    with transaction.atomic():
        locked = locked_enrollment(enrollment)
        done, professions = _known_of(locked)
        if not is_passed(done.attempts, marks_for(locked, done.attempts, professions)):
            raise NotPassed
        response = evaluation.store_answers(locked=locked, forms=done.forms, form=form, answers=answers, now=now)
        steps = note_step(enrollment=locked, now=now) if gives_unasked(locked) else []
    return Taken(fact=response, awards=settle(steps, by=locked.learner.username, now=now))


def _known_of(locked: Enrollment) -> tuple[Coursework, frozenset[str]]:
    """Return what was done in an enrollment, and what professions its learner holds, in one query."""
    known = known_of([locked])
    return known.coursework[locked.pk], known.people[locked.learner_id].professions


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnPassword:
    """A password that somebody chose, and the key of the session that goes on under it."""

    password: str
    session: str | None


def save_profile(
    *, user: User, data: ProfileData, by: str, now: dt.datetime, own: OwnPassword | None = None
) -> Taken[Profile]:
    """Store the profile, and with it the password that replaces the mailed one: both or neither.

    What waited for a profession or a number is awarded, in whichever course.

    Raises:
        NumberTakenBack, and what accounts' `save_profile` raises: nothing was written.
    """
    hashed = make_password(own.password) if own else ""
    with transaction.atomic():
        if own:
            accounts.replace_password(user=user, hashed=hashed, session=own.session, by=by, now=now)
        profile = accounts.save_profile(user=user, data=data, by=by, now=now)
        note_numbers(learner=user, by=by, now=now)
        steps = note_steps(enrollments=Enrollment.objects.filter(learner=user), now=now)
    return Taken(fact=profile, awards=settle(steps, by=by, now=now))


def add_identifiers(
    *, user: User, identifiers: Iterable[Numbered], birthday: tuple[int, int] | None, by: str, now: dt.datetime
) -> Taken[Profile]:
    """Add to the profile what a credit is filed under; award what waited for it, in whichever course (R45 to R47).

    Raises:
        NumberTakenBack, and what accounts' `add_identifiers` raises: nothing was written.
    """
    with transaction.atomic():
        profile = accounts.add_identifiers(user=user, identifiers=identifiers, birthday=birthday, by=by, now=now)
        note_numbers(learner=user, by=by, now=now)
        steps = note_steps(enrollments=Enrollment.objects.filter(learner=user), now=now)
    return Taken(fact=profile, awards=settle(steps, by=by, now=now))


def show_front_matter(
    *, enrollment: Enrollment, front_matter: FrontMatter, now: dt.datetime
) -> Taken[FrontMatterShowing]:
    """Record that the front matter was shown; award what waited for a new one (R21).

    Raises:
        FrontMatterChanged: the course shows another one at present.
    """
    with transaction.atomic():
        showing = enrolling.show_front_matter(enrollment=enrollment, front_matter=front_matter, now=now)
        steps = note_steps(enrollments=_if_tried(enrollment), now=now)
    return Taken(fact=showing, awards=settle(steps, by=enrollment.learner.username, now=now))


def _if_tried(enrollment: Enrollment) -> QuerySet[Enrollment]:
    """Return the enrollment if it has an attempt: the row of the showing has waited for whoever hands one in."""
    return Enrollment.objects.filter(pk=enrollment.pk, attempts__isnull=False).distinct()
