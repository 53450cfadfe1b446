"""Take a learner through a demo course, as far as asked, by the actions that pages use. Each takes some minutes."""

import datetime as dt
import uuid
from typing import Any

from credence.accounts.models import User
from credence.assessment.queries import marking_of, posttest_of
from credence.catalog.enums import ChapterKind
from credence.catalog.models import Chapter, Course
from credence.catalog.rules.credit_types import Claim
from credence.credit.actions import award
from credence.credit.queries import OfferVerdict, verdicts_for
from credence.enrollment.actions import enroll
from credence.enrollment.models import Enrollment
from credence.evaluation.queries import form_asked, forms_for
from credence.evaluation.rules import BIAS_ITEM, Item
from credence.journey.actions.steps import hand_in, respond, show_front_matter
from credence.progress.actions import open_chapter, record_beat, take_word
from credence.progress.queries import desk_of, duration_of, word_due_at
from credence.progress.rules import Beat

MINUTE = dt.timedelta(minutes=1)
LONG_BEFORE_EXPIRY = dt.timedelta(days=20)
REMARK = "I shall go through the steps with my team."


def start(learner: User, slug: str, then: dt.datetime) -> None:
    """Enroll, and study the first chapter."""
    enrollment = _enrolled(learner, slug, then)
    _study(enrollment, _chapters(enrollment)[0], then + MINUTE)


def peek(learner: User, slug: str, then: dt.datetime) -> None:  # noqa: ARG001 - the expiry says when, not `then`
    """Start a course that has expired in the meantime."""
    expires_on = Course.objects.values_list("current_version__expires_on", flat=True).get(slug=slug)
    start(learner, slug, dt.datetime.combine(expires_on, dt.time(15), dt.UTC) - LONG_BEFORE_EXPIRY)


def prepare(learner: User, slug: str, then: dt.datetime) -> Enrollment:
    """Do everything up to the claim: study, pass the posttest, evaluate. Whole credit is awarded on the way."""
    enrollment = _enrolled(learner, slug, then)
    for chapter in _chapters(enrollment):
        _study(enrollment, chapter, then)
        then += chapter.minutes * MINUTE
    _pass(enrollment, then + 8 * MINUTE)
    _evaluate(enrollment, then + 11 * MINUTE)
    return enrollment


def finish(learner: User, slug: str, then: dt.datetime) -> None:
    """Do everything, and claim every credit that is due."""
    enrollment = prepare(learner, slug, then)
    claimed_at = then + (enrollment.version.facts.minutes + 15) * MINUTE
    for found in verdicts_for(enrollment, claimed_at):
        if found.verdict.is_due:
            _claim(enrollment, found, claimed_at)


def _enrolled(learner: User, slug: str, then: dt.datetime) -> Enrollment:
    course = Course.objects.select_related("current_version__provider", "current_front_matter").get(slug=slug)
    enrollment = enroll(learner=learner, course=course, by=learner.username, now=then)
    if course.current_front_matter:
        show_front_matter(enrollment=enrollment, front_matter=course.current_front_matter, now=then)
    return enrollment


def _chapters(enrollment: Enrollment) -> list[Chapter]:
    return list(enrollment.version.chapters.select_related("file").order_by("position"))


def _study(enrollment: Enrollment, chapter: Chapter, then: dt.datetime) -> None:
    """Read a PDF or a text and say so as soon as that counts, or watch a film from its beginning to its end."""
    progress = open_chapter(enrollment=enrollment, chapter=chapter, now=then)
    if chapter.kind == ChapterKind.VIDEO:
        _watch(enrollment, chapter, then)
    else:
        due_at = word_due_at(enrollment, chapter, progress, desk_of(enrollment).clock, then)
        take_word(enrollment=enrollment, chapter=chapter, now=due_at)


def _watch(enrollment: Enrollment, chapter: Chapter, then: dt.datetime) -> None:
    length = duration_of(chapter)
    empty, whole = (
        Beat(player="demo", took_ms=0, played=(0, 0)),
        Beat(player="demo", took_ms=length, played=(0, length), stopped=True),
    )
    record_beat(enrollment=enrollment, chapter=chapter, beat=empty, now=then)
    ended = then + dt.timedelta(milliseconds=length)
    record_beat(enrollment=enrollment, chapter=chapter, beat=whole, now=ended)


def _pass(enrollment: Enrollment, then: dt.datetime) -> None:
    posttest = posttest_of(enrollment.version)
    if posttest is None:
        raise LookupError(f"the course {enrollment.course.slug} has no posttest")
    answers = marking_of(enrollment, posttest, 1).correct
    hand_in(enrollment=enrollment, posttest=posttest, answers=answers, submission_key=uuid.uuid4(), now=then)


def _evaluate(enrollment: Enrollment, then: dt.datetime) -> None:
    for due in forms_for(enrollment):
        items = form_asked(due.form, enrollment.version).items
        answers = {item.key: _answer(item) for item in items if item.required and item.key != f"{BIAS_ITEM}-text"}
        respond(enrollment=enrollment, form=due.form, answers=answers, now=then)


def _answer(item: Item) -> Any:
    """Return a friendly answer: the best on a scale, the first option, and no bias."""
    if item.kind == "grid":
        return {row.key: len(item.scale) for row in item.rows}
    if item.kind == "scale":
        return len(item.scale)
    if item.kind == "single":
        return "no" if item.key == BIAS_ITEM else item.options[0].key
    return [item.options[0].key] if item.kind == "multiple" else REMARK


def _claim(enrollment: Enrollment, found: OfferVerdict, then: dt.datetime) -> None:
    learner, is_chosen = enrollment.learner, found.type.claim == Claim.SELF_CLAIMED
    claimed = found.verdict.due if is_chosen else None
    award(enrollment=enrollment, offer=found.offer, claimed=claimed, attested=is_chosen, by=learner.username, now=then)
