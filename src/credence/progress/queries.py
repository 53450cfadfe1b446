"""How far learners are in their courses."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from django.db.models import BigIntegerField, QuerySet, Subquery
from django.utils.html import strip_tags

from credence.catalog.enums import ChapterKind
from credence.catalog.models import Chapter
from credence.catalog.queries.kept import VersionFacts, versions_kept
from credence.catalog.queries.stamp import mark_beside
from credence.enrollment.models import Enrollment
from credence.enrollment.queries.done import Done, rows_done
from credence.kit.clock import speed
from credence.kit.statements import Asked, Statement
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


class Seen(Protocol):
    """What is known of a chapter that was opened: a row of `ChapterProgress`, or the part of one that is counted."""

    @property
    def position_ms(self) -> int: ...
    @property
    def watched(self) -> Any: ...
    @property
    def finished_at(self) -> dt.datetime | None: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    position_ms: int
    watched: Any
    finished_at: dt.datetime | None


BEGINS_ANEW = _Part(position_ms=0, watched=[], finished_at=None)
"""Opened, but what was watched is of a film of another length."""


def study_of(enrollment: Enrollment) -> Study:
    """Return how far one learner is."""
    return studies_of([enrollment])[enrollment.pk]


def studies_of(enrollments: Iterable[Enrollment]) -> dict[int, Study]:
    """Return how far each enrollment is, by its primary key, in one query for all, and one for the mark of content
    where they do not bring it.
    """
    enrollments = list(enrollments)
    facts = versions_kept({each.version_id for each in enrollments}, mark_beside(enrollments))
    done: dict[int, list[Done]] = defaultdict(list)
    for row in map(Done.read, STUDY.run(enrollments=[each.pk for each in enrollments])):
        done[row.of].append(row)
    return {each.pk: study_from(facts[each.version_id], done[each.pk]) for each in enrollments}


def rows_of_study() -> tuple[QuerySet[Any, tuple[Any, ...]], QuerySet[Any, tuple[Any, ...]]]:
    """Return what is read of study, to be read with other things in one statement; `study_from` knows its rows."""
    chapters = rows_done(
        ChapterProgress.objects.all(),
        "chapter",
        about="chapter_id",
        figures=("position_ms",),
        said="watched",
        at="finished_at",
    )
    return chapters, rows_done(StudyClock.objects.all(), "clock", figures=("studied_ms",))


def _rows() -> QuerySet[Any, tuple[Any, ...]]:
    chapters, clocks = rows_of_study()
    return chapters.union(clocks, all=True)


STUDY = Statement(_rows)


def study_from(facts: VersionFacts, done: Iterable[Done]) -> Study:
    """Return how far a learner is in a version, of what was done in the enrollment."""
    studied_ms, progress = 0, dict[int, Seen]()
    for each in done:
        if each.kind == "clock":
            (studied_ms, *_) = each.figures
        elif each.kind == "chapter":
            progress[each.about] = _Part(
                position_ms=each.figures[0], watched=json.loads(each.said), finished_at=each.at
            )
    return study_by(facts, progress, studied_ms)


def study_by(facts: VersionFacts, progress: Mapping[int, Seen], studied_ms: int) -> Study:
    """Return how far a learner is in a version, by what is known of chapters by their primary keys.

    What was done in a chapter of an earlier version of the line counts for the chapter of the same name.
    """
    version, chapters = facts.version, facts.chapters
    progress = _as_of_now(facts, progress) if facts.former else progress
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


def _as_of_now(facts: VersionFacts, progress: Mapping[int, Seen]) -> dict[int, Seen]:
    """Return what is known of chapters by the primary keys that they have now; finished stays finished."""
    present = {each.slug: each for each in facts.chapters}
    found: dict[int, Seen] = {pk: seen for pk, seen in progress.items() if pk not in facts.former}
    for pk, seen in progress.items():
        former = facts.former.get(pk)
        chapter = present.get(former.slug) if former else None
        if former and chapter and (chapter.pk not in found or seen.finished_at):
            found[chapter.pk] = seen if is_kept(former, chapter, seen.finished_at) else BEGINS_ANEW
    return found


def is_kept(former: Chapter, chapter: Chapter, finished_at: dt.datetime | None) -> bool:
    """Return whether a place in a former chapter is one in the present: it is finished, or they are as long."""
    return finished_at is not None or rules.are_as_long(duration_of(former), duration_of(chapter))


def _chapter_study(chapter: Chapter, progress: Seen | None) -> ChapterStudy:
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


def percent_of(chapter: Chapter, progress: Seen | None) -> int:
    """Return the share of a chapter that was studied: of a video what was watched, otherwise all or nothing."""
    if progress is None:
        return 0
    if chapter.kind == ChapterKind.VIDEO:
        return rules.watched_percent(progress.watched, duration_of(chapter))
    return 100 if progress.finished_at else 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What a learner has before them in a course: the chapters that were opened, by primary key, and the clocks."""

    opened: dict[int, ChapterProgress]
    clock: LearnerClock
    studied_ms: int


OPENED = Statement(lambda: ChapterProgress.objects.filter(enrollment=Asked("enrollment", BigIntegerField())))


def _clocks() -> QuerySet[LearnerClock]:
    here = StudyClock.objects.filter(enrollment=Asked("enrollment", BigIntegerField()))
    studied_ms = Subquery(here.values("studied_ms")[:1])
    return LearnerClock.objects.filter(learner=Asked("learner", BigIntegerField())).annotate(studied_ms=studied_ms)


CLOCKS = Statement(_clocks)


def desk_of(enrollment: Enrollment) -> Desk:
    """Return what a page with one chapter of a course needs to know, in two queries."""
    opened = {each.chapter_id: each for each in OPENED.run(enrollment=enrollment.pk)}
    clock = CLOCKS.first(enrollment=enrollment.pk, learner=enrollment.learner_id) or LearnerClock()
    return Desk(opened=opened, clock=clock, studied_ms=getattr(clock, "studied_ms", None) or 0)


def word_due_at(
    enrollment: Enrollment, chapter: Chapter, progress: ChapterProgress, row: LearnerClock, now: dt.datetime
) -> dt.datetime:
    """Return from when on the learner's word is taken that a chapter was studied (R26), by the clock in `row`."""
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
        return rules.least_reading_ms(_words_in(chapter.html))
    measured = chapter.measured_minutes or chapter.minutes - chapter.extra_minutes
    return rules.least_reading_ms(max(0, measured) * rules.WORDS_A_MINUTE)


@lru_cache(maxsize=500)
def _words_in(html: str) -> int:
    return len(strip_tags(html).split())


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


def pages_of(chapter: Chapter) -> int:
    """Return how many pages the chapter's PDF has, 0 for other kinds."""
    return (chapter.file.pages or 0) if chapter.file else 0
