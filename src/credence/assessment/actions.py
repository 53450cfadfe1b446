"""Write posttests, and hand them in."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from credence.assessment import rules
from credence.assessment.models import Attempt, KeyRepair, Option, Posttest, Question, Regrading
from credence.assessment.queries import (
    AttemptSummary,
    CreditMark,
    attempts_of,
    bar_of,
    keys_of,
    marking_of,
    marks_for,
    posttest_as_of_now,
    target_of,
)
from credence.audit.actions import record
from credence.audit.enums import Act
from credence.catalog.models import CourseVersion
from credence.enrollment.actions import check_open, locked_enrollment
from credence.enrollment.models import Enrollment
from credence.kit.refusal import Refusal


@dataclass(frozen=True, kw_only=True)
class QuestionContent:
    """A question to be written: its columns, the keys of its objective and chapter, its options with the right ones."""

    columns: Mapping[str, Any]
    objective: str
    chapter: str | None
    options: Sequence[tuple[str, str, bool]]
    """Key, text and whether it is right."""


class HandInRefused(Refusal):
    """Nothing was counted."""

    code = "hand-in-refused"


class RepairReasonMissing(Refusal):
    """A key is not repaired without a reason."""

    code = "repair-reason-missing"


class StaleTest(HandInRefused):
    """The page belongs to another line of the course than the enrollment."""

    code = "stale-test"


class Overtaken(HandInRefused):
    """Another submission was counted at the same moment; the learner looks at that result first."""

    code = "overtaken"


class Outdated(HandInRefused):
    """The page was drawn for an attempt that has been counted from another page since (R32)."""

    code = "outdated"


class Paused(HandInRefused):
    """The pause after the last attempt is not over; `opens_at` of the data says when it is (R30)."""

    code = "paused"


class AnswersUnfit(HandInRefused):
    """Some answers are none to this test; `misfits` of the data says which, and what is wrong with each."""

    code = "answers-unfit"


class Barred(HandInRefused):
    """No attempt can be handed in now; `bar` of the data says why."""

    code = "barred"


class AlreadyPassed(Barred):
    """Every mark that matters to the learner has been met."""

    code = "already-passed"


class NoAttemptsLeft(Barred):
    """All attempts have been used (R30, R31)."""

    code = "no-attempts-left"


class Closed(Barred):
    """The course is not, or no longer, in its accreditation period, or credit was withdrawn (R18, R42)."""

    code = "closed"


_refusals = {rules.Bar.PASSED: AlreadyPassed, rules.Bar.USED_UP: NoAttemptsLeft}


@transaction.atomic
def add_posttest(
    *,
    version: CourseVersion,
    columns: Mapping[str, Any],
    questions: Sequence[QuestionContent],
    by: str,
    now: dt.datetime,
) -> Posttest:
    """Write the posttest of a version that is not published yet, and put it on record without its key (R66).

    The key goes to the options' rows and nowhere else. Objectives and chapters are those of the version.
    """
    before = Posttest.objects.filter(version__line=version.line_id).order_by("version__number").first()
    posttest = Posttest.objects.create(version=version, head=before, **columns)
    objectives = {objective.key: objective for objective in version.objectives.all()}
    chapters = {chapter.slug: chapter for chapter in version.chapters.all()}
    for position, each in enumerate(questions, 1):
        objective, chapter = objectives[each.objective], chapters[each.chapter] if each.chapter else None
        links = {"objective": objective, "chapter": chapter}
        question = Question.objects.create(posttest=posttest, position=position, **links, **each.columns)
        Option.objects.bulk_create(
            Option(question=question, position=number, key=key, text=text, correct=correct)
            for number, (key, text, correct) in enumerate(each.options, 1)
        )
    details = {"version": version.number, "questions": len(questions)}
    record(Act.POSTTEST_ADDED, by=by, subject=("course", version.course.public_id), now=now, details=details)
    return posttest


@transaction.atomic
def repair_keys(*, version: CourseVersion, by: str, reason: str, now: dt.datetime) -> list[Attempt]:
    """Grade what was handed in on a line a second time, after `version` put wrong keys right; return what has risen.

    Each attempt that asked such a question gets a second grading, in which its own key and each later one count, and
    nothing of it is changed (R35). The caller has published the version. Whoever hands in meanwhile is waited for, and
    whoever comes after is graded by the new key: their enrollments are locked.

    Raises:
        RepairReasonMissing: nothing was written.
    """
    if not reason.strip():
        raise RepairReasonMissing
    tests = list(Posttest.objects.filter(version__line=version.line_id).order_by("version__number"))
    keys = {each.pk: keys_of(each) for each in tests}
    repaired = _repairs(tests, keys, by=by, reason=reason.strip(), now=now)
    list(
        Enrollment.objects.select_for_update(no_key=True).filter(line=version.line_id).order_by("pk").values_list("pk")
    )
    risen, again = [], []
    for attempt in Attempt.objects.filter(posttest__in=tests[:-1]).order_by("pk").prefetch_related("regradings"):
        asked = attempt.asked or list(keys[attempt.posttest_id])
        if repaired.isdisjoint(asked):
            continue
        later = [keys[each.pk] for each in tests if each.pk >= attempt.posttest_id]
        right = rules.right_by_any(later, asked, attempt.answers)
        if right > max([attempt.right, *(each.right for each in attempt.regradings.all())]):
            risen.append(attempt)
        again.append(Regrading(attempt=attempt, posttest=tests[-1], right=right, at=now))
    Regrading.objects.bulk_create(again, batch_size=1_000)
    return risen


def _repairs(
    tests: Sequence[Posttest],
    keys: Mapping[int, Mapping[str, Sequence[str]]],
    *,
    by: str,
    reason: str,
    now: dt.datetime,
) -> set[str]:
    """Write which keys of the newest of some posttests are other than in the one before, and return their questions."""
    if len(tests) < 2:
        return set()
    (former, newest) = tests[-2:]
    was, now_right = keys[former.pk], keys[newest.pk]
    changed = [each for each in now_right if each in was and sorted(was[each]) != sorted(now_right[each])]
    said = {"posttest": newest, "at": now, "by": by, "reason": reason}
    KeyRepair.objects.bulk_create(
        [KeyRepair(question=each, before=was[each], after=now_right[each], **said) for each in changed]
    )
    if changed:
        subject = ("course", newest.version.course.public_id)
        details = {"version": newest.version.number, "questions": changed}
        record(Act.POSTTEST_KEY_REPAIRED, by=by, subject=subject, now=now, reason=reason, details=details)
    return set(changed)


@transaction.atomic
def hand_in(
    *,
    enrollment: Enrollment,
    posttest: Posttest,
    answers: Mapping[str, Sequence[str]],
    submission_key: UUID,
    now: dt.datetime,
    page: int | None = None,
) -> Attempt:
    """Grade `answers` (question key -> option keys) and count one attempt of the enrollment's learner (R28, R32, R35).

    The same `submission_key` again returns the first attempt and counts nothing. The enrollment is locked while
    attempts are counted, so that two tabs share what is left. `page` is the number of the attempt for which the page
    was drawn, the next one if None. What comes before the test is asked by `journey.actions.steps.hand_in`, the door
    for pages. Raises EnrollmentClosed, StaleTest, AlreadyPassed, NoAttemptsLeft, Closed, Outdated, Paused, AnswersUnfit
    or Overtaken; then nothing was written.
    """
    locked = locked_enrollment(enrollment)
    summary = attempts_of(locked)
    found = summary.counted_under(submission_key)
    return found or count_attempt(
        locked=locked,
        summary=summary,
        marks=marks_for(locked, summary),
        posttest=posttest,
        answers=answers,
        submission_key=submission_key,
        now=now,
        page=page,
    )


def count_attempt(
    *,
    locked: Enrollment,
    summary: AttemptSummary,
    marks: Collection[CreditMark],
    posttest: Posttest,
    answers: Mapping[str, Sequence[str]],
    submission_key: UUID,
    now: dt.datetime,
    page: int | None = None,
) -> Attempt:
    """Grade and count one attempt more, as `hand_in` does, of an enrollment that the caller's transaction has locked.

    `summary` is what was tried, and `marks` what each credit asks, read under the lock. What it raises undoes the whole
    transaction.
    """
    check_open(locked)
    posttest = _present(locked, posttest)
    _check_time(locked, summary, marks, page, now)
    attempt = _graded(locked, posttest, answers, marks, len(summary.attempts) + 1, now)
    attempt.submission_key = submission_key
    return _counted(attempt, by=locked.learner.username)


def _graded(
    enrollment: Enrollment,
    posttest: Posttest,
    answers: Mapping[str, Sequence[str]],
    marks: Collection[CreditMark],
    number: int,
    now: dt.datetime,
) -> Attempt:
    marking = marking_of(enrollment, posttest, number)
    if misfits := rules.misfits(answers, marking.offered, marking.single):
        raise AnswersUnfit(misfits=misfits)
    graded = rules.grade(marking.correct, answers)
    return Attempt(
        enrollment=enrollment,
        posttest=posttest,
        number=number,
        submitted_at=now,
        asked=list(marking.correct),
        answers=rules.in_order(answers, marking.offered),
        right=graded.right,
        total=graded.total,
        target=target_of(enrollment.version, marks, number),
    )


def _present(enrollment: Enrollment, posttest: Posttest) -> Posttest:
    """Return the test by which a page is graded: as its line has it now, whatever was corrected since it was drawn."""
    present = posttest_as_of_now(enrollment, posttest)
    if present is None:
        raise StaleTest
    return present


def _check_time(
    enrollment: Enrollment,
    summary: AttemptSummary,
    marks: Collection[CreditMark],
    page: int | None,
    now: dt.datetime,
) -> None:
    """Refuse what cannot be handed in now, whatever was answered."""
    if barred := bar_of(enrollment, summary, marks, now):
        raise _refusals.get(barred, Closed)(bar=barred)
    if page not in {None, len(summary.attempts) + 1}:
        raise Outdated(number=page)
    if summary.opens_at and now < summary.opens_at:
        raise Paused(opens_at=summary.opens_at)


def _counted(attempt: Attempt, *, by: str) -> Attempt:
    try:
        attempt.save(force_insert=True)
    except IntegrityError as error:
        raise Overtaken from error
    record(
        Act.ATTEMPT_HANDED_IN,
        by=by,
        subject=("attempt", attempt.public_id),
        now=attempt.submitted_at,
        details={
            "enrollment": attempt.enrollment.public_id,
            "number": attempt.number,
            "right": attempt.right,
            "total": attempt.total,
            "target": attempt.target,
        },
    )
    return attempt
