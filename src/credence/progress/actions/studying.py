"""Study: open chapters, watch and read."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from credence.accounts.models import User
from credence.audit.actions import record
from credence.audit.enums import Act
from credence.catalog.enums import ChapterKind
from credence.catalog.models import Chapter
from credence.catalog.queries.kept import version_kept
from credence.catalog.queries.stamp import mark_beside
from credence.enrollment.models import Enrollment
from credence.kit.clock import speed
from credence.kit.refusal import Refusal
from credence.progress import rules
from credence.progress.actions.rows import locked_clock, locked_progress, write_beat
from credence.progress.models import ChapterProgress, LearnerClock, StudyClock
from credence.progress.queries import clock_in, duration_of, is_kept, left_ms, pages_of, percent_of, word_on


class StudyRefused(Refusal):
    """Nothing was written."""

    code = "study-refused"


class NotOfThisCourse(StudyRefused):
    """The chapter does not belong to the version of the course that the learner is on."""

    code = "not-of-this-course"


class TooSoon(StudyRefused):
    """A chapter cannot have been studied yet; `due_at` of the data is when it can."""

    code = "too-soon"


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """What a beat came to.

    `counts` is False while another player plays. `gap_ms` is where the first part begins that was not watched.
    `milestone` says that this beat finished the chapter or filled a minute that the course still asked for.
    """

    counts: bool
    percent: int
    finished: bool
    gap_ms: int | None
    studied_minutes: int
    milestone: bool


@transaction.atomic
def open_chapter(*, enrollment: Enrollment, chapter: Chapter, now: dt.datetime) -> ChapterProgress:
    """Note that the learner has opened `chapter`: from now on its time can count (R26).

    Raises:
        NotOfThisCourse: the chapter is not in the enrollment's version.
    """
    return _progress(enrollment, chapter, now)


@transaction.atomic
def take_word(*, enrollment: Enrollment, chapter: Chapter, now: dt.datetime) -> ChapterProgress:
    """Note that the learner says to have studied a chapter: without scripts, in print, or because it is a PDF (R26).

    The learner's clock is locked first, so that the same time is not taken for two chapters.

    Raises:
        NotOfThisCourse: the chapter is not in the enrollment's version.
        TooSoon: less time than the chapter takes at least was left for it since it was opened.
    """
    row = locked_clock(enrollment)
    progress = _progress(enrollment, chapter, now)
    if progress.finished_at:
        return progress
    believed = word_on(enrollment, chapter, progress, clock_in(row), now)
    if now < believed.due_at:
        raise TooSoon(due_at=believed.due_at)
    _note_clock(row, believed.clock)
    write_beat(progress, row)
    _finish(progress, enrollment, chapter, now)
    return progress


@transaction.atomic
def record_beat(*, enrollment: Enrollment, chapter: Chapter, beat: rules.Beat, now: dt.datetime) -> Recorded:
    """Count what is plausible of `beat`, and keep where the learner is, whether it counts or not (R26).

    The learner's clock is locked first, so that beats that arrive together are counted one after the other, of
    whatever courses they are.

    Raises:
        NotOfThisCourse: the chapter is not in the enrollment's version.
    """
    row = locked_clock(enrollment)
    return _counted(_progress(enrollment, chapter, now), row, enrollment, chapter, beat, now)


@transaction.atomic
def record_next_beat(
    *, learner: User, course: str, chapter: str, beat: rules.Beat, now: dt.datetime
) -> Recorded | None:
    """Count a beat as `record_beat` does, in one locked reading and one writing.

    `course` and `chapter` are slugs. Returns None, and writes nothing, where a chapter of the learner's course was not
    opened and played before, the course is closed, or its front matter of today was not shown: then it must be looked
    at more closely.
    """
    progress = locked_progress(learner, course, chapter)
    if progress is None:
        return None
    enrollment, facts = progress.enrollment, version_kept(progress.enrollment.version_id, mark_beside([progress]))
    enrollment.learner, enrollment.version = learner, facts.version
    opened = next(each for each in facts.chapters if each.pk == progress.chapter_id)
    return _counted(progress, enrollment.study_clock, enrollment, opened, beat, now)


def _counted(
    progress: ChapterProgress,
    row: StudyClock,
    enrollment: Enrollment,
    chapter: Chapter,
    beat: rules.Beat,
    now: dt.datetime,
) -> Recorded:
    """Count a beat on locked rows."""
    minutes_before = row.studied_ms // rules.MINUTE_MS
    credited = rules.credit_beat(
        beat,
        clock=clock_in(row),
        watched=progress.watched,
        duration_ms=duration_of(chapter),
        now=now,
        speed=speed(),
    )
    _note_studied(progress, chapter, credited, beat)
    _note_clock(row, credited.clock)
    write_beat(progress, row)
    just_finished = _is_enough(enrollment, chapter, progress) and _finish(progress, enrollment, chapter, now)
    minutes = credited.clock.studied_ms // rules.MINUTE_MS
    return Recorded(
        counts=credited.counts,
        percent=percent_of(chapter, progress),
        finished=progress.finished_at is not None,
        gap_ms=rules.first_gap_ms(progress.watched, duration_of(chapter)),
        studied_minutes=minutes,
        milestone=just_finished or minutes_before < min(minutes, enrollment.version.study_minutes),
    )


def _note_clock(row: StudyClock, clock: rules.Clock) -> None:
    row.studied_ms, learners = clock.studied_ms, row.clock
    learners.counted_until, learners.counted_ms, learners.player = clock.counted_until, clock.counted_ms, clock.player


def _is_enough(enrollment: Enrollment, chapter: Chapter, progress: ChapterProgress) -> bool:
    """Return whether a chapter is finished by itself: a video that was watched, a text that was seen for its time.

    A PDF is shown by the browser, which tells no page how much of it was seen: its reader says so.
    """
    if chapter.kind == ChapterKind.VIDEO:
        return rules.is_watched(progress.watched, duration_of(chapter), enrollment.version.study_percent)
    is_seen = chapter.kind == ChapterKind.TEXT and progress.seen_percent >= rules.ENOUGH_SEEN
    return is_seen and not left_ms(enrollment, chapter, progress)


def _note_studied(progress: ChapterProgress, chapter: Chapter, credited: rules.Credited, beat: rules.Beat) -> None:
    if beat.played:
        progress.watched = [list(part) for part in credited.watched]
        progress.position_ms = max(0, min(beat.played[1], duration_of(chapter)))
    else:
        progress.read_ms += credited.studied_ms
        progress.seen_percent = max(progress.seen_percent, beat.seen)
        progress.page = min(beat.page, pages_of(chapter)) or progress.page


def _progress(enrollment: Enrollment, chapter: Chapter, now: dt.datetime) -> ChapterProgress:
    if chapter.version_id != enrollment.version_id:
        raise NotOfThisCourse

    if enrollment.version_id != enrollment.began_with_id:
        _carry(enrollment, chapter)

    def counted_ms() -> int:
        found = LearnerClock.objects.filter(learner=enrollment.learner_id).values_list("counted_ms", flat=True)
        return found.first() or 0

    opened = {"opened_at": now, "counted_before_ms": counted_ms}
    return ChapterProgress.objects.get_or_create(enrollment=enrollment, chapter=chapter, defaults=opened)[0]


def _carry(enrollment: Enrollment, chapter: Chapter) -> None:
    """Go on in a chapter where the learner was in it in an earlier version of the line, if that is the same place."""
    opened = ChapterProgress.objects.select_related("chapter__file").filter(
        enrollment=enrollment, chapter__slug=chapter.slug, chapter__version__line=enrollment.line_id
    )
    former = {each.chapter_id: each for each in opened}
    if former and chapter.pk not in former:
        progress = max(former.values(), key=lambda each: (each.finished_at is not None, each.chapter_id))
        anew = {} if is_kept(progress.chapter, chapter, progress.finished_at) else {"watched": [], "position_ms": 0}
        ChapterProgress.objects.filter(pk=progress.pk, chapter=progress.chapter_id).update(chapter=chapter, **anew)


def _finish(progress: ChapterProgress, enrollment: Enrollment, chapter: Chapter, now: dt.datetime) -> bool:
    """Finish the chapter unless it is finished, and return whether that happened now, whoever else tries."""
    if progress.finished_at:
        return False
    open_rows = ChapterProgress.objects.filter(pk=progress.pk, finished_at=None)
    if not open_rows.update(finished_at=now):
        progress.refresh_from_db(fields=["finished_at"])
        return False
    progress.finished_at = now
    record(
        Act.CHAPTER_FINISHED,
        by=enrollment.learner.username,
        subject=("enrollment", enrollment.public_id),
        now=now,
        details={"chapter": chapter.slug, "version": enrollment.version.number},
    )
    return True
