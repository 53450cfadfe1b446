"""What was tried, what each credit asks of it, and what stands in the way of another try."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast
from uuid import UUID

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from credence.accounts.queries import professions_of
from credence.assessment import rules
from credence.assessment.models import Attempt, Posttest, Regrading
from credence.assessment.queries.kept import posttests_kept
from credence.catalog.models import CourseVersion
from credence.catalog.queries.stamp import mark_beside
from credence.catalog.queries.terms import Terms
from credence.catalog.queries.withdrawals import withdrawn_since
from credence.enrollment.models import Enrollment
from credence.enrollment.queries import terms_for
from credence.enrollment.queries.done import Done, rows_done
from credence.kit.clock import after, day_in
from credence.kit.statements import Among, AskedKeys, Statement


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptSummary:
    """All attempts of one enrollment, first to last, and what they amount to."""

    attempts: tuple[Attempt, ...]
    limit: int | None

    @property
    def left(self) -> int | None:
        """Attempts that remain; None if there is no limit."""
        return rules.attempts_left(len(self.attempts), self.limit)

    @property
    def best(self) -> Attempt | None:
        """The attempt with the highest score, the earliest of equals."""
        return max(self.attempts, key=lambda attempt: Fraction(attempt.right, attempt.total), default=None)

    @property
    def latest(self) -> Attempt | None:
        """The last attempt handed in."""
        return self.attempts[-1] if self.attempts else None

    @property
    def is_settled(self) -> bool:
        """Whether every mark that mattered to the learner has been met, so that the test is over."""
        return rules.is_settled(self.attempts)

    @property
    def opens_at(self) -> dt.datetime | None:
        """From when the next attempt can be handed in; None if there is no pause before it (R30)."""
        if self.limit is not None or self.latest is None:
            return None
        return after(self.latest.submitted_at, rules.pause_after(len(self.attempts)))

    def counted_under(self, submission_key: UUID) -> Attempt | None:
        """Return the attempt that was counted for the page with this key, if it has been handed in."""
        return next((each for each in self.attempts if each.submission_key == submission_key), None)

    def has_counted(self, submission_key: UUID) -> bool:
        """Return whether the page with this key has been handed in."""
        return self.counted_under(submission_key) is not None

    def meets(self, terms: Terms) -> bool:
        """Return whether the mark of a credit was reached within its own attempt limit (R31, R33)."""
        return rules.meets(self.attempts, terms.pass_mark, terms.attempt_limit)


@dataclass(frozen=True, kw_only=True, slots=True)
class CreditMark:
    """What one credit asks of the posttest, whether it is for the learner's professions, and whether it was met."""

    terms: Terms
    for_me: bool
    met: bool


ATTEMPTS = Statement(
    lambda: with_grading(
        Attempt.objects.filter(Among("enrollment_id", AskedKeys("enrollments", BigIntegerField())))
    ).order_by("number")
)


def attempts_of_many(enrollments: Iterable[Enrollment]) -> dict[int, AttemptSummary]:
    """Return the attempts of each enrollment by its primary key, in one query for all, and one for the mark of content
    where there are some and it is not brought.

    The enrollments must come with their `version`.
    """
    by_pk = {enrollment.pk: enrollment for enrollment in enrollments}
    found = [as_graded(each) for each in ATTEMPTS.run(enrollments=by_pk)]
    posttests = posttests_kept({each.posttest_id for each in found}, mark_beside(by_pk.values())) if found else {}
    grouped = defaultdict(list)
    for attempt in found:
        attempt.posttest = posttests[attempt.posttest_id]
        grouped[attempt.enrollment_id].append(attempt)
    return {
        pk: AttemptSummary(attempts=tuple(grouped[pk]), limit=enrollment.version.attempt_limit)
        for pk, enrollment in by_pk.items()
    }


def rows_of_attempts() -> QuerySet[Any, tuple[Any, ...]]:
    """Return what is read of attempts, to be read with other things in one statement; `summary_from` knows its rows."""
    figures = ("number", "best_right", "total", "target")
    rows = with_grading(Attempt.objects.all())
    return rows_done(
        rows, "attempt", about="posttest_id", figures=figures, said="public_id", at="submitted_at", until="risen_at"
    )


def with_grading(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    """Return attempts with the better of their gradings: `best_right`, and `risen_at`, when it rose by a repair."""
    better = Regrading.objects.filter(attempt=OuterRef("pk"), right__gt=OuterRef("right")).order_by("-right", "at")
    return attempts.annotate(
        best_right=Coalesce(Subquery(better.values("right")[:1]), F("right")),
        risen_at=Subquery(better.values("at")[:1]),
    )


def as_graded(attempt: Any) -> Attempt:
    """Return an attempt from `with_grading` whose `right` is the better of its gradings; it is never written back."""
    attempt.right = attempt.best_right
    return cast("Attempt", attempt)


def summary_from(done: Iterable[Done], posttests: Mapping[int, Posttest], limit: int | None) -> AttemptSummary:
    """Return the attempts of one enrollment, of what was done in it; their answers are read only if asked for."""
    found = [_attempt(each, posttests[each.about]) for each in done if each.kind == "attempt"]
    return AttemptSummary(attempts=tuple(sorted(found, key=lambda each: each.number)), limit=limit)


COLUMNS = "id", "public_id", "enrollment_id", "posttest_id", "number", "submitted_at", "right", "total", "target"


def _attempt(row: Done, posttest: Posttest) -> Attempt:
    number, *score = row.figures
    values = row.pk, row.said, row.of, row.about, number, row.at, *score
    attempt = Attempt.from_db("default", COLUMNS, values)
    attempt.posttest = posttest
    attempt.risen_at = row.until  # type: ignore[attr-defined]
    return attempt


def attempts_of(enrollment: Enrollment) -> AttemptSummary:
    """Return the attempts of one enrollment."""
    return attempts_of_many([enrollment])[enrollment.pk]


def counted_before(summary: AttemptSummary, submission_key: UUID) -> Attempt | None:
    """Return what `counted_under` does of attempts whose keys were not read: in no query where there is none yet."""
    tried = {each.pk: each for each in summary.attempts}
    found = Attempt.objects.filter(pk__in=tried, submission_key=submission_key).values_list("pk", flat=True)
    return next((tried[pk] for pk in found), None) if tried else None


def marks_for(
    enrollment: Enrollment, summary: AttemptSummary, professions: Collection[str] | None = None
) -> tuple[CreditMark, ...]:
    """Return the mark of each credit that the enrollment can earn, the lowest first, and how the learner stands to it.

    The enrollment must come with its `version` and `learner`; what `professions` the learner holds is read where it is
    not given.
    """
    professions = professions_of(enrollment.learner) if professions is None else professions
    found = sorted(terms_for(enrollment), key=lambda each: (each.pass_mark, each.type.code))
    return tuple(
        CreditMark(terms=terms, for_me=terms.is_open_to(professions), met=summary.meets(terms)) for terms in found
    )


def bar_of(
    enrollment: Enrollment, summary: AttemptSummary, marks: Collection[CreditMark], now: dt.datetime
) -> rules.Bar | None:
    """Return why `enrollment` can hand in nothing at `now`, or None if it can."""
    return rules.bar(
        summary.attempts,
        limit=summary.limit,
        windows=_windows(enrollment.version, marks, now),
    )


def _windows(version: CourseVersion, marks: Collection[CreditMark], now: dt.datetime) -> list[rules.Window]:
    if not marks:
        today = day_in(version.provider.time_zone, now)
        is_withdrawn = withdrawn_since(version) is not None
        window = rules.Window(opens=version.released_on, closes=version.expires_on, today=today, withdrawn=is_withdrawn)
        return [window]
    under_way = {
        mark.terms.type.code for mark in marks if mark.terms.first <= mark.terms.day_of(now) <= mark.terms.last
    }
    return [
        rules.Window(
            opens=mark.terms.first,
            closes=mark.terms.last,
            today=mark.terms.day_of(now),
            awaited=mark.for_me and mark.terms.type.code not in under_way,
            withdrawn=mark.terms.withdrawn_at is not None,
        )
        for mark in marks
    ]


def is_passed(summary: AttemptSummary, marks: Iterable[CreditMark]) -> bool:
    """Return whether the test is over by passing, or the mark of any credit of the course was met (R33)."""
    return summary.is_settled or any(mark.met for mark in marks)


def target_of(version: CourseVersion, marks: Iterable[CreditMark], number: int) -> int:
    """Return the mark that ends the test if attempt `number` reaches it.

    It is the highest among the credits that the learner's professions may earn and that still count this attempt;
    the course's own mark where there is none.
    """
    mine = [mark.terms for mark in marks if mark.for_me]
    counting = [terms for terms in mine if terms.attempt_limit is None or number <= terms.attempt_limit]
    return rules.target((terms.pass_mark for terms in counting), version.pass_mark)


def key_of(summary: AttemptSummary, marks: Iterable[CreditMark], barred: rules.Bar | None) -> rules.Key:
    """Return how much of the key the learner of these attempts may see now (R34)."""
    mine = [mark for mark in marks if mark.for_me]
    return rules.key_for(
        barred,
        passed=summary.is_settled or any(mark.met for mark in mine),
        feedback_due=any(mark.terms.type.feedback_after_last_attempt for mark in mine),
    )
