"""How far learners are in their courses."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import strip_tags

from credence.catalog.enums import ChapterKind
from credence.catalog.models import Chapter
from credence.enrollment.models import Enrollment
from credence.kit.clock import speed
from credence.progress import rules
from credence.progress.models import ChapterProgress, LearnerClock, StudyClock


@dataclass(frozen=True, kw_only=True, slots=True)
class ChapterStudy:
    """How far a learner is in one chapter. `percent` is what was watched of a video; of others, 0 or 100."""

    chapter_id: int
    slug: str
    title: str
    kind: str
    minutes: int
    percent: int
    position_ms: int
    opened: bool
    finished: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Study:
    """How far a learner is in a course: its chapters in order, the time spent, and whether that is enough (R26)."""

    chapters: tuple[ChapterStudy, ...]
    studied_minutes: int
    required_minutes: int
    required_percent: int
    complete: bool
    finished_at: dt.datetime | None = None
    """When the last chapter was finished, None while one is not."""

    @property
    def next_chapter(self) -> ChapterStudy | None:
        """The first chapter that is not finished, None if all are."""
        return next((chapter for chapter in self.chapters if not chapter.finished), None)

    @property
    def finished_count(self) -> int:
        """How many chapters are finished."""
        return sum(chapter.finished for chapter in self.chapters)

    @property
    def started(self) -> bool:
        """Whether any chapter has been opened."""
        return any(chapter.opened for chapter in self.chapters)

    @property
    def minutes_left(self) -> int:
        """Minutes of study that are still asked for."""
        return max(0, self.required_minutes - self.studied_minutes)


def study_of(enrollment: Enrollment) -> Study:
    """Return how far one learner is; the enrollment should come with its `version`."""
    return studies_of([enrollment])[enrollment.pk]


def studies_of(enrollments: Iterable[Enrollment]) -> dict[int, Study]:
    """Return how far each enrollment is, by its primary key, in three queries for all.

    The enrollments must come with their `version`.
    """
    by_pk = {enrollment.pk: enrollment for enrollment in enrollments}
    chapters = _chapters_by_version({enrollment.version_id for enrollment in by_pk.values()})
    progress: dict[int, dict[int, ChapterProgress]] = defaultdict(dict)
    for row in ChapterProgress.objects.filter(enrollment__in=by_pk):
        progress[row.enrollment_id][row.chapter_id] = row
    studied_ms = dict(StudyClock.objects.filter(enrollment__in=by_pk).values_list("enrollment_id", "studied_ms"))
    return {
        pk: _study(enrollment, chapters[enrollment.version_id], progress[pk], studied_ms.get(pk, 0))
        for pk, enrollment in by_pk.items()
    }


def _chapters_by_version(version_ids: Iterable[int]) -> dict[int, list[Chapter]]:
    found: dict[int, list[Chapter]] = defaultdict(list)
    fields = ("version_id", "slug", "position", "title", "kind", "minutes", "file__duration_ms")
    rows = Chapter.objects.filter(version__in=version_ids).select_related("file").only(*fields)
    for chapter in rows.order_by("version_id", "position"):
        found[chapter.version_id].append(chapter)
    return found


def _study(
    enrollment: Enrollment, chapters: Sequence[Chapter], progress: dict[int, ChapterProgress], studied_ms: int
) -> Study:
    version = enrollment.version
    ends = [progress[each.pk].finished_at if each.pk in progress else None for each in chapters]
    studied = tuple(_chapter_study(chapter, progress.get(chapter.pk)) for chapter in chapters)
    return Study(
        chapters=studied,
        studied_minutes=studied_ms // rules.MINUTE_MS,
        required_minutes=version.study_minutes,
        required_percent=version.study_percent,
        complete=rules.is_studied((chapter.finished for chapter in studied), studied_ms, version.study_minutes),
        finished_at=max((end for end in ends if end), default=None) if all(ends) else None,
    )


def _chapter_study(chapter: Chapter, progress: ChapterProgress | None) -> ChapterStudy:
    finished = progress is not None and progress.finished_at is not None
    return ChapterStudy(
        chapter_id=chapter.pk,
        slug=chapter.slug,
        title=chapter.title,
        kind=chapter.kind,
        minutes=chapter.minutes,
        percent=percent_of(chapter, progress),
        position_ms=progress.position_ms if progress else 0,
        opened=progress is not None,
        finished=finished,
    )


def percent_of(chapter: Chapter, progress: ChapterProgress | None) -> int:
    """Return the share of a chapter that was studied: of a video what was watched, otherwise all or nothing."""
    if progress is None:
        return 0
    if chapter.kind == ChapterKind.VIDEO:
        return rules.watched_percent(progress.watched, duration_of(chapter))
    return 100 if progress.finished_at else 0


def word_due_at(enrollment: Enrollment, chapter: Chapter, progress: ChapterProgress, now: dt.datetime) -> dt.datetime:
    """Return from when on the learner's word is taken that a chapter was studied (R26)."""
    row = LearnerClock.objects.filter(learner=enrollment.learner_id).first() or LearnerClock()
    clock = rules.Clock(counted_until=row.counted_until, counted_ms=row.counted_ms)
    return word_on(enrollment, chapter, progress, clock, now).due_at


def word_on(
    enrollment: Enrollment, chapter: Chapter, progress: ChapterProgress, clock: rules.Clock, now: dt.datetime
) -> rules.Believed:
    """Return when the learner's word on a chapter is taken; the enrollment should come with its `version`."""
    return rules.credit_word(
        clock=clock,
        opened_at=progress.opened_at,
        counted_before_ms=progress.counted_before_ms,
        needed_ms=left_ms(enrollment, chapter, progress),
        now=now,
        speed=speed(),
    )


def left_ms(enrollment: Enrollment, chapter: Chapter, progress: ChapterProgress) -> int:
    """Return the time that a chapter still asks for: of a video at normal speed, of reading at the fastest."""
    if chapter.kind == ChapterKind.VIDEO:
        return rules.watching_left_ms(progress.watched, duration_of(chapter), enrollment.version.study_percent)
    return max(0, reading_ms(chapter) - progress.read_ms)


def reading_ms(chapter: Chapter) -> int:
    """Return the least time that reading a chapter takes: a text by its words, a PDF by what was measured of it."""
    if chapter.kind == ChapterKind.TEXT:
        return rules.least_reading_ms(len(strip_tags(chapter.html).split()))
    measured = chapter.measured_minutes or chapter.minutes - chapter.extra_minutes
    return rules.least_reading_ms(max(0, measured) * rules.WORDS_A_MINUTE)


def content_ms(chapters: Iterable[Chapter], study_percent: int) -> int:
    """Return the least time that chapters take without hurry: films at normal speed, reading at the fastest."""
    return sum(
        rules.enough_ms(duration_of(each), study_percent) if each.kind == ChapterKind.VIDEO else reading_ms(each)
        for each in chapters
    )


def clock_in(row: StudyClock) -> rules.Clock:
    """Return the clock that a row and its learner's keep."""
    learners = row.clock
    return rules.Clock(
        studied_ms=row.studied_ms,
        counted_until=learners.counted_until,
        player=learners.player,
        counted_ms=learners.counted_ms,
    )


def duration_of(chapter: Chapter) -> int:
    """Return how long the chapter's video is in milliseconds, 0 for other kinds."""
    return (chapter.file.duration_ms or 0) if chapter.file else 0
