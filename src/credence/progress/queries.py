"""How far learners are in their courses."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from credence.catalog.enums import ChapterKind
from credence.catalog.models import Chapter
from credence.enrollment.models import Enrollment
from credence.progress import rules
from credence.progress.models import ChapterProgress, StudyClock


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
    studied = tuple(_chapter_study(chapter, progress.get(chapter.pk)) for chapter in chapters)
    return Study(
        chapters=studied,
        studied_minutes=studied_ms // rules.MINUTE_MS,
        required_minutes=version.study_minutes,
        required_percent=version.study_percent,
        complete=rules.is_studied((chapter.finished for chapter in studied), studied_ms, version.study_minutes),
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


def word_due_at(enrollment: Enrollment, chapter: Chapter, progress: ChapterProgress) -> dt.datetime:
    """Return from when on the learner's word is taken that a video was watched (R26)."""
    return word_on(enrollment, chapter, progress, StudyClock.objects.filter(enrollment=enrollment).first()).due_at


def word_on(
    enrollment: Enrollment, chapter: Chapter, progress: ChapterProgress, row: StudyClock | None
) -> rules.Believed:
    """Return when the learner's word on a video is taken; the enrollment should come with its `version`."""
    return rules.credit_word(
        clock=clock_in(row),
        opened_at=progress.opened_at,
        watched=progress.watched,
        duration_ms=duration_of(chapter),
        study_percent=enrollment.version.study_percent,
    )


def clock_in(row: StudyClock | None) -> rules.Clock:
    """Return the clock that a row keeps, or one that has not begun."""
    if row is None:
        return rules.Clock()
    return rules.Clock(studied_ms=row.studied_ms, counted_until=row.counted_until, player=row.player)


def duration_of(chapter: Chapter) -> int:
    """Return how long the chapter's video is in milliseconds, 0 for other kinds."""
    return (chapter.file.duration_ms or 0) if chapter.file else 0
