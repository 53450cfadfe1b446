"""Where a learner stands in a course, and what comes next."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from credence.assessment.queries import AttemptSummary, attempts_of_many
from credence.credit.queries import OfferVerdict, verdicts_for_many
from credence.enrollment.models import Enrollment, FrontMatterShowing
from credence.evaluation.queries import DueForm, forms_for_many
from credence.kit.clock import day_in
from credence.progress.queries import Study, studies_of


class Step(StrEnum):
    """What a learner does next, in the order of the way through a course."""

    FRONT_MATTER = "front-matter"
    STUDY = "study"
    POSTTEST = "posttest"
    EVALUATION = "evaluation"
    CLAIM = "claim"
    DONE = "done"
    OVER = "over"


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Everything that a card of My Courses and the claim page say of one enrollment."""

    enrollment: Enrollment
    study: Study
    attempts: AttemptSummary
    forms: tuple[DueForm, ...]
    results: tuple[OfferVerdict, ...]
    step: Step
    days_left: int

    @property
    def claimable(self) -> tuple[OfferVerdict, ...]:
        """The credits that can be claimed now."""
        return tuple(credit for credit in self.results if credit.award is None and not credit.verdict.shortfalls)

    @property
    def earned(self) -> tuple[OfferVerdict, ...]:
        """The credits that were awarded."""
        return tuple(credit for credit in self.results if credit.award)

    @property
    def open_form(self) -> DueForm | None:
        """The first evaluation that is not filled in."""
        return next((form for form in self.forms if form.response is None), None)


def standing_of(enrollment: Enrollment, now: dt.datetime) -> Standing:
    """Return where one learner stands in one course."""
    return standings_of([enrollment], now)[0]


def standings_of(enrollments: Sequence[Enrollment], now: dt.datetime) -> list[Standing]:
    """Return where each enrollment stands, in their order, in a fixed number of queries.

    The enrollments must come with their course, version and provider.
    """
    studies, attempts = studies_of(enrollments), attempts_of_many(enrollments)
    forms, results = forms_for_many(enrollments), verdicts_for_many(enrollments, now)
    shown = set(
        FrontMatterShowing.objects.filter(enrollment__in=enrollments).values_list("enrollment_id", "front_matter_id")
    )
    return [
        _standing(
            each,
            studies[each.pk],
            attempts[each.pk],
            forms[each.pk],
            results[each.pk],
            is_shown=(each.pk, each.course.current_front_matter_id) in shown,
            today=day_in(each.version.provider.time_zone, now),
        )
        for each in enrollments
    ]


def _standing(
    enrollment: Enrollment,
    study: Study,
    attempts: AttemptSummary,
    forms: tuple[DueForm, ...],
    results: tuple[OfferVerdict, ...],
    *,
    is_shown: bool,
    today: dt.date,
) -> Standing:
    days_left = (enrollment.version.expires_on - today).days
    open_form = any(form.response is None for form in forms)
    step = _step(study, attempts, results, is_shown=is_shown, is_over=days_left < 0, open_form=open_form)
    return Standing(
        enrollment=enrollment,
        study=study,
        attempts=attempts,
        forms=forms,
        results=results,
        step=step,
        days_left=days_left,
    )


def _step(
    study: Study,
    attempts: AttemptSummary,
    results: tuple[OfferVerdict, ...],
    *,
    is_shown: bool,
    is_over: bool,
    open_form: bool,
) -> Step:
    mine = [credit for credit in results if credit.for_me]
    passed = any(attempts.meets(credit.offer) for credit in mine or results)
    if any(credit.award is None and not credit.verdict.shortfalls for credit in results):
        return Step.CLAIM
    ladder = (
        (bool(mine) and all(credit.award for credit in mine), Step.DONE),
        (is_over, Step.OVER),
        (not is_shown, Step.FRONT_MATTER),
        (not study.complete, Step.STUDY),
        (passed and open_form, Step.EVALUATION),
        (attempts.left == 0 or passed, Step.DONE),
    )
    return next((step for holds, step in ladder if holds), Step.POSTTEST)
