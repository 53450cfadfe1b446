"""Study: open chapters, watch and read."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from credence.audit.actions import record
from credence.audit.enums import Act
from credence.catalog.enums import ChapterKind
from credence.catalog.models import Chapter
from credence.enrollment.models import Enrollment
from credence.kit.refusal import Refusal
from credence.progress import rules
from credence.progress.models import ChapterProgress, StudyClock
from credence.progress.queries import clock_in, duration_of, percent_of, word_on


class StudyRefused(Refusal):
    """Nothing was written."""

    code = "study-refused"


class NotOfThisCourse(StudyRefused):
    """The chapter does not belong to the version of the course that the learner is on."""

    code = "not-of-this-course"


class NotToBeMarked(StudyRefused):
    """This is not how a chapter of this kind is finished: PDFs are opened, texts marked, videos watched."""

    code = "not-to-be-marked"


class TooSoon(StudyRefused):
    """A video cannot have been watched yet; `due_at` of the data is when it can."""

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
    """Note that the learner has opened `chapter`. A PDF is read by opening it (R26).

    Raises:
        NotOfThisCourse: the chapter is not in the enrollment's version.
    """
    progress = _progress(enrollment, chapter, now)
    if chapter.kind == ChapterKind.PDF:
        _finish(progress, enrollment, chapter, now)
    return progress


@transaction.atomic
def finish_text(*, enrollment: Enrollment, chapter: Chapter, now: dt.datetime) -> ChapterProgress:
    """Note that the learner says to have read a text; saying it again changes nothing (R26).

    Raises:
        NotOfThisCourse: the chapter is not in the enrollment's version.
        NotToBeMarked: the chapter is not a text.
    """
    if chapter.kind != ChapterKind.TEXT:
        raise NotToBeMarked
    progress = _progress(enrollment, chapter, now)
    _finish(progress, enrollment, chapter, now)
    return progress


@transaction.atomic
def take_word(*, enrollment: Enrollment, chapter: Chapter, now: dt.datetime) -> ChapterProgress:
    """Note that the learner says to have watched a video whose page could not follow it: without scripts (R26).

    The learner's clock is locked first, so that the same time is not taken for two chapters.

    Raises:
        NotOfThisCourse: the chapter is not in the enrollment's version.
        NotToBeMarked: the chapter is not a video.
        TooSoon: less time than the course asks for has passed since the chapter was opened, or since the last moment
            that was counted.
    """
    if chapter.kind != ChapterKind.VIDEO:
        raise NotToBeMarked
    row = _locked_clock(enrollment)
    progress = _progress(enrollment, chapter, now)
    if progress.finished_at:
        return progress
    believed = word_on(enrollment, chapter, progress, row)
    if now < believed.due_at:
        raise TooSoon(due_at=believed.due_at)
    _keep_clock(row, believed.clock)
    _finish(progress, enrollment, chapter, now)
    return progress


@transaction.atomic
def record_beat(*, enrollment: Enrollment, chapter: Chapter, beat: rules.Beat, now: dt.datetime) -> Recorded:
    """Count what is plausible of `beat`, and keep where the learner is, whether it counts or not (R26).

    The learner's clock is locked first, so that beats that arrive together are counted one after the other.

    Raises:
        NotOfThisCourse: the chapter is not in the enrollment's version.
    """
    clock = _locked_clock(enrollment)
    progress = _progress(enrollment, chapter, now)
    credited = rules.credit_beat(
        beat,
        clock=clock_in(clock),
        watched=progress.watched,
        duration_ms=duration_of(chapter),
        now=now,
    )
    minutes_before = _keep_clock(clock, credited.clock)
    _keep_watched(progress, chapter, credited, beat)
    enough = rules.is_watched(progress.watched, duration_of(chapter), enrollment.version.study_percent)
    just_finished = enough and _finish(progress, enrollment, chapter, now)
    minutes = credited.clock.studied_ms // rules.MINUTE_MS
    return Recorded(
        counts=credited.counts,
        percent=percent_of(chapter, progress),
        finished=progress.finished_at is not None,
        gap_ms=rules.first_gap_ms(progress.watched, duration_of(chapter)),
        studied_minutes=minutes,
        milestone=just_finished or minutes_before < min(minutes, enrollment.version.study_minutes),
    )


def _locked_clock(enrollment: Enrollment) -> StudyClock:
    return StudyClock.objects.select_for_update().get_or_create(enrollment_id=enrollment.pk)[0]


def _keep_clock(row: StudyClock, clock: rules.Clock) -> int:
    """Write the clock and return the whole minutes that it showed before."""
    before = row.studied_ms // rules.MINUTE_MS
    row.studied_ms, row.counted_until, row.player = clock.studied_ms, clock.counted_until, clock.player
    row.save(update_fields=["studied_ms", "counted_until", "player"])
    return before


def _keep_watched(progress: ChapterProgress, chapter: Chapter, credited: rules.Credited, beat: rules.Beat) -> None:
    progress.watched = [list(part) for part in credited.watched]
    if beat.played:
        progress.position_ms = max(0, min(beat.played[1], duration_of(chapter)))
    progress.save(update_fields=["watched", "position_ms"])


def _progress(enrollment: Enrollment, chapter: Chapter, now: dt.datetime) -> ChapterProgress:
    if chapter.version_id != enrollment.version_id:
        raise NotOfThisCourse
    return ChapterProgress.objects.get_or_create(enrollment=enrollment, chapter=chapter, defaults={"opened_at": now})[0]


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
