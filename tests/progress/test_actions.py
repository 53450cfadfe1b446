"""Opening chapters, watching and reading."""

import datetime as dt

import pytest

from credence.audit.models import Event
from credence.catalog.models import Chapter
from credence.enrollment.models import Enrollment
from credence.progress.actions import (
    NotOfThisCourse,
    NotToBeMarked,
    Recorded,
    TooSoon,
    finish_text,
    open_chapter,
    record_beat,
    take_word,
)
from credence.progress.models import ChapterProgress, StudyClock
from credence.progress.rules import Beat
from tests.factories.accounts import make_learner
from tests.factories.catalog import make_course
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import make_chapter

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 2, 2, 12, tzinfo=dt.UTC)


def at(seconds: float) -> dt.datetime:
    return NOON + dt.timedelta(seconds=seconds)


@pytest.fixture
def enrollment() -> Enrollment:
    return make_enrollment(make_learner(), make_course(chapters=0))


@pytest.fixture
def eighty(enrollment: Enrollment) -> Enrollment:
    """Return an enrollment in a course that asks for four fifths of each video."""
    enrollment.version.study_percent = 80
    return enrollment


@pytest.fixture
def video(enrollment: Enrollment) -> Chapter:
    return make_chapter(enrollment.version, "video")


def beat(enrollment: Enrollment, chapter: Chapter, start: int, end: int, seconds: float, **values: object) -> Recorded:
    fields = {"player": "laptop", "took_ms": end - start, "played": (start, end), **values}
    return record_beat(enrollment=enrollment, chapter=chapter, beat=Beat(**fields), now=at(seconds))  # type: ignore[arg-type]


def progress_of(enrollment: Enrollment, chapter: Chapter) -> ChapterProgress:
    return ChapterProgress.objects.get(enrollment=enrollment, chapter=chapter)


def test_opening_a_video_or_a_text_notes_when_and_finishes_nothing(enrollment: Enrollment, video: Chapter) -> None:
    for chapter in (video, make_chapter(enrollment.version, "text")):
        open_chapter(enrollment=enrollment, chapter=chapter, now=NOON)
        open_chapter(enrollment=enrollment, chapter=chapter, now=at(60))
        progress = progress_of(enrollment, chapter)
        assert (progress.opened_at, progress.finished_at) == (NOON, None)


def test_opening_a_pdf_counts_as_reading_it_once(enrollment: Enrollment) -> None:
    chapter = make_chapter(enrollment.version, "pdf")
    open_chapter(enrollment=enrollment, chapter=chapter, now=NOON)
    open_chapter(enrollment=enrollment, chapter=chapter, now=at(60))
    assert progress_of(enrollment, chapter).finished_at == NOON
    assert [(event.action, event.at, event.details) for event in Event.objects.all()] == [
        ("chapter.finished", NOON, {"chapter": "pdf-1", "version": 1})
    ]


def test_a_text_is_finished_by_saying_so_and_saying_it_again_changes_nothing(enrollment: Enrollment) -> None:
    chapter = make_chapter(enrollment.version, "text")
    finish_text(enrollment=enrollment, chapter=chapter, now=NOON)
    finish_text(enrollment=enrollment, chapter=chapter, now=at(60))
    assert progress_of(enrollment, chapter).finished_at == NOON
    assert Event.objects.count() == 1


@pytest.mark.parametrize("kind", ["video", "pdf"])
def test_only_texts_are_finished_by_saying_so(enrollment: Enrollment, kind: str) -> None:
    chapter = make_chapter(enrollment.version, kind)
    with pytest.raises(NotToBeMarked):
        finish_text(enrollment=enrollment, chapter=chapter, now=NOON)
    assert not ChapterProgress.objects.exists()


def test_chapters_of_other_courses_are_refused_and_nothing_is_written(enrollment: Enrollment) -> None:
    version = make_course("other", chapters=1).current_version
    assert version
    foreign = version.chapters.get()
    with pytest.raises(NotOfThisCourse):
        open_chapter(enrollment=enrollment, chapter=foreign, now=NOON)
    with pytest.raises(NotOfThisCourse):
        finish_text(enrollment=enrollment, chapter=foreign, now=NOON)
    with pytest.raises(NotOfThisCourse):
        beat(enrollment, foreign, 0, 0, 0)
    assert (ChapterProgress.objects.count(), StudyClock.objects.count()) == (0, 0)


def test_beats_add_up_and_keep_the_place(enrollment: Enrollment, video: Chapter) -> None:
    beat(enrollment, video, 0, 0, 0)
    beat(enrollment, video, 0, 10_000, 10)
    recorded = beat(enrollment, video, 10_000, 20_000, 20)
    progress = progress_of(enrollment, video)
    assert recorded == Recorded(
        counts=True, percent=20, finished=False, gap_ms=20_000, studied_minutes=0, milestone=False
    )
    assert (progress.watched, progress.position_ms) == ([[0, 20_000]], 20_000)
    assert enrollment.study_clock.studied_ms == 20_000


def test_the_last_beat_that_is_needed_finishes_the_chapter_once(enrollment: Enrollment, video: Chapter) -> None:
    beat(enrollment, video, 0, 0, 0)
    before = beat(enrollment, video, 0, 88_000, 88)
    last = beat(enrollment, video, 88_000, 89_000, 89)
    after = beat(enrollment, video, 89_000, 99_000, 99)
    assert [each.finished for each in (before, last, after)] == [False, True, True]
    assert [each.milestone for each in (before, last, after)] == [False, True, False]
    assert progress_of(enrollment, video).finished_at == at(89)
    assert Event.objects.get().details == {"chapter": "video-1", "version": 1}


def test_a_second_device_keeps_its_place_but_does_not_count(enrollment: Enrollment, video: Chapter) -> None:
    beat(enrollment, video, 0, 0, 0)
    beat(enrollment, video, 0, 10_000, 10)
    second = beat(enrollment, video, 50_000, 60_000, 15, player="phone")
    progress = progress_of(enrollment, video)
    assert (second.counts, progress.watched, progress.position_ms) == (False, [[0, 10_000]], 60_000)
    assert enrollment.study_clock.studied_ms == 10_000


def test_a_second_tab_on_another_chapter_does_not_count(enrollment: Enrollment, video: Chapter) -> None:
    other = make_chapter(enrollment.version, "video")
    beat(enrollment, video, 0, 0, 0)
    beat(enrollment, other, 0, 0, 5, player="second")
    assert beat(enrollment, other, 0, 5_000, 10, player="second").counts is False
    assert progress_of(enrollment, other).watched == []


def test_a_place_beyond_the_end_is_the_end(enrollment: Enrollment, video: Chapter) -> None:
    beat(enrollment, video, 0, 10**8, 0)
    assert progress_of(enrollment, video).position_ms == 100_000


def test_reading_fills_the_time_of_study_minute_by_minute(enrollment: Enrollment) -> None:
    chapter = make_chapter(enrollment.version, "text")
    enrollment.version.study_minutes = 1
    read = {"played": None, "took_ms": 30_000}
    beat(enrollment, chapter, 0, 0, 0, **{**read, "took_ms": 0})
    recorded = [beat(enrollment, chapter, 0, 0, seconds, **read) for seconds in (30, 60, 90, 120)]
    assert [each.studied_minutes for each in recorded] == [0, 1, 1, 2]
    assert [each.milestone for each in recorded] == [False, True, False, False]
    assert progress_of(enrollment, chapter).finished_at is None


def test_a_word_is_refused_a_moment_before_its_time_and_taken_at_it(eighty: Enrollment, video: Chapter) -> None:
    open_chapter(enrollment=eighty, chapter=video, now=NOON)
    with pytest.raises(TooSoon) as refusal:
        take_word(enrollment=eighty, chapter=video, now=at(79.999))
    assert (refusal.value.data["due_at"], progress_of(eighty, video).finished_at) == (at(80), None)
    take_word(enrollment=eighty, chapter=video, now=at(80))
    assert progress_of(eighty, video).finished_at == at(80)
    assert StudyClock.objects.get().studied_ms == 80_000
    assert [(event.action, event.at) for event in Event.objects.all()] == [("chapter.finished", at(80))]


def test_time_that_was_taken_for_one_video_is_not_there_for_another(eighty: Enrollment, video: Chapter) -> None:
    other = make_chapter(eighty.version, "video")
    for chapter in (video, other):
        open_chapter(enrollment=eighty, chapter=chapter, now=NOON)
    take_word(enrollment=eighty, chapter=video, now=at(100))
    with pytest.raises(TooSoon):
        take_word(enrollment=eighty, chapter=other, now=at(159))
    take_word(enrollment=eighty, chapter=other, now=at(160))
    assert StudyClock.objects.get().studied_ms == 160_000


def test_a_word_on_a_video_never_opened_comes_too_soon_and_one_said_twice_counts_once(
    eighty: Enrollment, video: Chapter
) -> None:
    with pytest.raises(TooSoon):
        take_word(enrollment=eighty, chapter=video, now=at(500))
    open_chapter(enrollment=eighty, chapter=video, now=at(500))
    for seconds in (580, 900):
        take_word(enrollment=eighty, chapter=video, now=at(seconds))
    assert (progress_of(eighty, video).finished_at, StudyClock.objects.get().studied_ms) == (at(580), 80_000)


@pytest.mark.parametrize("kind", ["pdf", "text"])
def test_a_word_of_watching_is_taken_for_videos_only(eighty: Enrollment, kind: str) -> None:
    with pytest.raises(NotToBeMarked):
        take_word(enrollment=eighty, chapter=make_chapter(eighty.version, kind), now=NOON)
