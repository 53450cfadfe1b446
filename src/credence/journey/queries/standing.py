"""Where a learner stands in a course, and what comes next."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from credence.catalog.queries.stamp import mark_beside
from credence.credit.queries import Coursework, OfferVerdict, known_of, verdicts_for_many
from credence.credit.rules import Missing, Shortfall
from credence.enrollment.models import Enrollment
from credence.evaluation.queries import DueForm
from credence.kit.clock import day_in


class Step(StrEnum):
    """What a learner does next, in the order of the way through a course, and how the way can end."""

    FRONT_MATTER = "front-matter"
    STUDY = "study"
    POSTTEST = "posttest"
    EVALUATION = "evaluation"
    PROFILE = "profile"
    NUMBER = "number"
    WAIT = "wait"
    CLAIM = "claim"
    DONE = "done"
    OVER = "over"
    LOCKED = "locked"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class State(StrEnum):
    """The groups of My Courses, in the order in which they want the learner's attention."""

    READY = "ready"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    EXPIRED = "expired"
    ENDED = "ended"


STATES = {
    Step.CLAIM: State.READY,
    Step.DONE: State.COMPLETED,
    Step.OVER: State.EXPIRED,
    Step.LOCKED: State.ENDED,
    Step.WITHDRAWN: State.ENDED,
    Step.CLOSED: State.ENDED,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Everything that a card of My Courses and the claim page say of one enrollment.

    `deadline` is the last day of the credit that ends first among those the learner can still earn; where there is
    none, the last day there was. `days_left` to it is negative after it. `opens_at` is when the pause before the next
    attempt at the posttest is over, None where there is none, or it is over (R30).
    """

    enrollment: Enrollment
    coursework: Coursework
    results: tuple[OfferVerdict, ...]
    step: Step
    deadline: dt.date
    days_left: int
    opens_at: dt.datetime | None = None

    @property
    def state(self) -> State:
        """The group of My Courses."""
        return STATES.get(self.step, State.IN_PROGRESS)

    @property
    def claimable(self) -> tuple[OfferVerdict, ...]:
        """The credits that can be claimed now."""
        return tuple(credit for credit in self.results if _is_claimable(credit))

    @property
    def pass_mark(self) -> int:
        """The highest mark among the learner's credits, the course's own where there is none (R27, R33)."""
        mine = (credit.terms.pass_mark for credit in self.results if credit.for_me)
        return max(mine, default=self.enrollment.version.pass_mark)

    @property
    def earned(self) -> tuple[OfferVerdict, ...]:
        """The credits that were awarded, even if they were taken back since."""
        return tuple(credit for credit in self.results if credit.award)

    @property
    def shortfalls(self) -> tuple[Shortfall, ...]:
        """What is missing for the learner's credits that were not awarded, those first that can still be earned."""
        mine = [credit for credit in self.results if credit.for_me and credit.award is None]
        nearest = sorted(mine, key=lambda each: (not each.can_be_earned, len(each.verdict.shortfalls)))
        return tuple(shortfall for credit in nearest for shortfall in credit.verdict.shortfalls)

    @property
    def open_form(self) -> DueForm | None:
        """The evaluation to fill in next: the first that a credit of the learner waits for (R37)."""
        unanswered = [form for form in self.coursework.forms if form.response is None]
        waiting = {each.terms.provider.pk for each in _open(self.results) if Missing.EVALUATION in _codes(each)}
        return next((form for form in unanswered if form.provider.pk in waiting), None)


def standing_of(enrollment: Enrollment, now: dt.datetime) -> Standing:
    """Return where one learner stands in one course."""
    return standings_of([enrollment], now)[0]


def standings_of(enrollments: Sequence[Enrollment], now: dt.datetime) -> list[Standing]:
    """Return where each enrollment stands, in their order, in two queries for all.

    The enrollments must come with their course, version and provider; where they do not bring the mark of content, it
    is one query more.
    """
    mark = mark_beside(enrollments)
    known = known_of(enrollments, mark)
    results = verdicts_for_many(enrollments, now, known, mark)
    return [_standing(each, known.coursework[each.pk], results[each.pk], now) for each in enrollments]


def _standing(
    enrollment: Enrollment, done: Coursework, results: tuple[OfferVerdict, ...], now: dt.datetime
) -> Standing:
    deadline, days_left = _deadline(enrollment, results, now)
    opens_at = done.attempts.opens_at
    return Standing(
        enrollment=enrollment,
        coursework=done,
        results=results,
        step=Step.CLOSED if enrollment.closed_at else _step(done, results, is_over=days_left < 0),
        deadline=deadline,
        days_left=days_left,
        opens_at=opens_at if opens_at and now < opens_at else None,
    )


def _deadline(enrollment: Enrollment, results: Iterable[OfferVerdict], now: dt.datetime) -> tuple[dt.date, int]:
    mine = _open(results) or [each for each in results if each.for_me]
    version = enrollment.version
    left = [(each.last, (each.last - each.terms.day_of(now)).days) for each in mine] or [
        (version.expires_on, (version.expires_on - day_in(version.provider.time_zone, now)).days)
    ]
    return min((each for each in left if each[1] >= 0), default=max(left))


def _step(done: Coursework, results: tuple[OfferVerdict, ...], *, is_over: bool) -> Step:
    if any(_is_claimable(credit) for credit in results):
        return Step.CLAIM
    mine = [credit for credit in results if credit.for_me]
    if not mine:
        return _step_without_credit(done, results, is_over=is_over)
    still_open = _open(mine)
    return _step_to_credit([_codes(credit) for credit in still_open]) if still_open else _end(mine)


def _step_to_credit(missing: Sequence[frozenset[Missing]]) -> Step:
    """Return what comes next towards credits of which so much is missing; the credit that is nearest comes first."""
    passed = [codes for codes in missing if Missing.PASS_MARK not in codes]
    ladder = (
        (any(Missing.PROFILE in codes for codes in missing), Step.PROFILE),
        (any(Missing.FRONT_MATTER in codes for codes in missing), Step.FRONT_MATTER),
        (any(Missing.STUDY in codes for codes in missing), Step.STUDY),
        (any(Missing.EVALUATION in codes for codes in passed), Step.EVALUATION),
        (any(Missing.IDENTIFIERS in codes for codes in passed), Step.CLAIM),
        (all(codes == {Missing.NUMBER} for codes in missing), Step.NUMBER),
        (all(Missing.NOT_YET not in codes for codes in missing), Step.POSTTEST),
    )
    return next((step for holds, step in ladder if holds), Step.WAIT)


def _end(mine: Iterable[OfferVerdict]) -> Step:
    """Return how the way ended: with credit, or why without."""
    mine = list(mine)
    missing = frozenset[Missing]().union(*(_codes(credit) for credit in mine))
    ladder = (
        (any(credit.award for credit in mine), Step.DONE),
        (Missing.WITHDRAWN in missing, Step.WITHDRAWN),
        (bool(missing & {Missing.EXPIRED, Missing.LATE}), Step.OVER),
    )
    return next((step for holds, step in ladder if holds), Step.LOCKED)


def _step_without_credit(done: Coursework, results: Iterable[OfferVerdict], *, is_over: bool) -> Step:
    """Return what comes next for whom no credit of the course is meant: the course itself.

    An evaluation stands before the claim of a credit, so nobody without one is asked for it (R37).
    """
    passed = done.attempts.is_settled or any(done.attempts.meets(credit.terms) for credit in results)
    ladder = (
        (passed, Step.DONE),
        (is_over, Step.OVER),
        (not done.front_matter_shown, Step.FRONT_MATTER),
        (not done.study.complete, Step.STUDY),
        (done.attempts.left == 0, Step.LOCKED),
    )
    return next((step for holds, step in ladder if holds), Step.POSTTEST)


def _open(results: Iterable[OfferVerdict]) -> list[OfferVerdict]:
    """Return the learner's credits that are not awarded and can still be earned."""
    return [each for each in results if each.can_be_earned]


def _is_claimable(credit: OfferVerdict) -> bool:
    return credit.award is None and credit.verdict.is_due


def _codes(credit: OfferVerdict) -> frozenset[Missing]:
    return frozenset(shortfall.code for shortfall in credit.verdict.shortfalls)
