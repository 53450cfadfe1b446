"""Opening chapters, watching and reading."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from credence.audit.models import Event
from credence.catalog.models import Chapter, Course, FrontMatter
from credence.enrollment.models import Enrollment
from credence.progress.actions import (
    NotOfThisCourse,
    Recorded,
    TooSoon,
    open_chapter,
    record_beat,
    record_next_beat,
    take_word,
)
from credence.progress.models import ChapterProgress, LearnerClock, StudyClock
from credence.progress.rules import Beat
from tests.factories.accounts import make_learner
from tests.factories.catalog import make_course
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import make_asset, make_chapter, make_clock

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


@pytest.mark.parametrize("kind", ["video", "pdf", "text"])
def test_opening_a_chapter_notes_when_and_finishes_nothing(enrollment: Enrollment, kind: str) -> None:
    chapter = make_chapter(enrollment.version, kind)
    make_clock(enrollment, counted_ms=7_000)
    open_chapter(enrollment=enrollment, chapter=chapter, now=NOON)
    LearnerClock.objects.update(counted_ms=9_000)
    open_chapter(enrollment=enrollment, chapter=chapter, now=at(60))
    progress = progress_of(enrollment, chapter)
    assert (progress.opened_at, progress.counted_before_ms, progress.finished_at) == (NOON, 7_000, None)


@pytest.mark.parametrize(
    ("kind", "least", "values"),
    [
        ("text", 60, {"html": f"<p>{'word ' * 400}</p>"}),
        ("text", 0.6, {"html": "<ul>\n<li>One</li>\n<li>or <b>two</b> words</li>\n</ul>"}),
        ("pdf", 120, {"measured_minutes": 4, "minutes": 9, "extra_minutes": 5, "extra_reason": "think"}),
        ("pdf", 90, {"measured_minutes": None, "minutes": 5, "extra_minutes": 2, "extra_reason": "think"}),
    ],
    ids=["a text by its words", "marks are no words", "a PDF as measured", "a PDF from before it was measured"],
)
def test_reading_is_believed_when_the_fastest_reader_could_have_read_it_and_not_a_moment_before(
    enrollment: Enrollment, kind: str, least: float, values: dict[str, Any]
) -> None:
    chapter = make_chapter(enrollment.version, kind, **values)
    open_chapter(enrollment=enrollment, chapter=chapter, now=NOON)
    with pytest.raises(TooSoon) as refusal:
        take_word(enrollment=enrollment, chapter=chapter, now=at(least - 0.001))
    assert (refusal.value.data["due_at"], progress_of(enrollment, chapter).finished_at) == (at(least), None)
    for seconds in (least, least + 60):
        take_word(enrollment=enrollment, chapter=chapter, now=at(seconds))
    assert progress_of(enrollment, chapter).finished_at == at(least)
    assert [(each.action, each.at, each.details) for each in Event.objects.all()] == [
        ("chapter.finished", at(least), {"chapter": f"{kind}-1", "version": 1})
    ]


def read(enrollment: Enrollment, chapter: Chapter, seconds: float, **values: Any) -> Recorded:
    fields = {"player": "laptop", "took_ms": 10_000, **values}
    return record_beat(enrollment=enrollment, chapter=chapter, beat=Beat(**fields), now=at(seconds))


@pytest.fixture
def text(enrollment: Enrollment) -> Chapter:
    """Return a text of a hundred and thirty-four words: fast readers need twenty seconds."""
    return make_chapter(enrollment.version, "text", html=f"<p>{'word ' * 133}end</p>")


def test_a_text_is_finished_by_itself_when_it_was_seen_to_its_end_for_its_time(
    enrollment: Enrollment, text: Chapter
) -> None:
    read(enrollment, text, 0, took_ms=0)
    recorded = [read(enrollment, text, seconds, seen=seen) for seconds, seen in ((10, 100), (20, 30), (30, 30))]
    assert [(each.finished, each.milestone) for each in recorded] == [(False, False), (False, False), (True, True)]
    progress = progress_of(enrollment, text)
    assert (progress.read_ms, progress.seen_percent, progress.finished_at) == (30_000, 100, at(30))


def test_a_text_whose_end_was_not_seen_waits_for_it_or_for_a_word(enrollment: Enrollment, text: Chapter) -> None:
    read(enrollment, text, 0, took_ms=0)
    assert [read(enrollment, text, seconds, seen=94).finished for seconds in (10, 20, 30)] == [False] * 3
    assert read(enrollment, text, 40, seen=95).finished is True


def test_a_pdf_that_was_in_view_for_its_time_waits_for_a_word(enrollment: Enrollment) -> None:
    pdf = make_chapter(enrollment.version, "pdf", measured_minutes=1)
    read(enrollment, pdf, 0, took_ms=0)
    assert [read(enrollment, pdf, seconds, seen=100).finished for seconds in (10, 20, 30)] == [False] * 3
    take_word(enrollment=enrollment, chapter=pdf, now=at(30))
    assert (progress_of(enrollment, pdf).finished_at, LearnerClock.objects.get().counted_ms) == (at(30), 30_000)


def test_the_page_of_a_pdf_is_kept_whether_a_beat_counts_or_not_and_finishes_nothing(enrollment: Enrollment) -> None:
    pdf = make_chapter(enrollment.version, "pdf", measured_minutes=1, file=make_asset(b"", "application/pdf", pages=12))
    pages = []
    for player, page in (("laptop", 0), ("laptop", 7), ("phone", 9), ("laptop", 0), ("laptop", 2_000)):
        recorded = read(enrollment, pdf, 60 + len(pages), player=player, page=page, took_ms=1_000)
        pages.append((recorded.counts, recorded.finished, progress_of(enrollment, pdf).page))
    assert pages == [(True, False, 0), (True, False, 7), (False, False, 9), (True, False, 9), (True, False, 12)]


def test_the_last_page_of_a_pdf_makes_no_word_come_sooner(enrollment: Enrollment) -> None:
    pdf = make_chapter(enrollment.version, "pdf", measured_minutes=1, file=make_asset(b"", "application/pdf", pages=12))
    read(enrollment, pdf, 0, took_ms=0, page=12)
    with pytest.raises(TooSoon) as refused:
        take_word(enrollment=enrollment, chapter=pdf, now=at(29))
    assert refused.value.data == {"due_at": at(30)}


def test_claimed_hours_of_reading_count_as_the_seconds_that_passed(enrollment: Enrollment, text: Chapter) -> None:
    read(enrollment, text, 0, took_ms=0)
    assert read(enrollment, text, 10, took_ms=9**9, seen=100).finished is False
    assert (progress_of(enrollment, text).read_ms, LearnerClock.objects.get().counted_ms) == (15_000, 15_000)


def test_chapters_of_other_courses_are_refused_and_nothing_is_written(enrollment: Enrollment) -> None:
    version = make_course("other", chapters=1).current_version
    assert version
    foreign = version.chapters.get()
    with pytest.raises(NotOfThisCourse):
        open_chapter(enrollment=enrollment, chapter=foreign, now=NOON)
    with pytest.raises(NotOfThisCourse):
        take_word(enrollment=enrollment, chapter=foreign, now=NOON)
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


@pytest.fixture
def elsewhere(enrollment: Enrollment) -> Enrollment:
    """Return the same learner's enrollment in another course."""
    return make_enrollment(enrollment.learner, make_course("elsewhere", chapters=0))


def test_two_films_of_two_courses_at_once_take_the_time_of_both(
    enrollment: Enrollment, elsewhere: Enrollment, video: Chapter
) -> None:
    other = make_chapter(elsewhere.version, "video")
    for seconds in range(0, 101, 10):
        part = {"played": (max(0, seconds - 10) * 1000, seconds * 1000), "took_ms": 10_000}
        beat(enrollment, video, 0, 0, seconds, **part)
        beat(elsewhere, other, 0, 0, seconds, **part)
    watched = [progress_of(enrollment, video).watched, progress_of(elsewhere, other).watched]
    assert sum(end - start for parts in watched for start, end in parts) <= 2 * 105_000
    assert LearnerClock.objects.get().counted_ms == 105_000  # what came with the first beat, too
    assert sum(StudyClock.objects.values_list("studied_ms", flat=True)) == 105_000


def test_a_second_device_in_another_course_does_not_count_until_the_first_rests(
    enrollment: Enrollment, elsewhere: Enrollment, video: Chapter
) -> None:
    other = make_chapter(elsewhere.version, "video")
    beat(enrollment, video, 0, 0, 0)
    beat(enrollment, video, 0, 10_000, 10)
    assert beat(elsewhere, other, 0, 10_000, 12, player="phone").counts is False
    beat(enrollment, video, 10_000, 15_000, 15, stopped=True)
    beat(elsewhere, other, 0, 0, 16, player="phone")
    assert beat(elsewhere, other, 0, 10_000, 26, player="phone").counts is True
    assert (progress_of(elsewhere, other).watched, elsewhere.study_clock.studied_ms) == ([[0, 10_000]], 10_000)
    assert LearnerClock.objects.get().counted_ms == 25_000


def test_time_that_a_word_took_in_one_course_is_not_there_in_another(
    enrollment: Enrollment, elsewhere: Enrollment, video: Chapter
) -> None:
    other = make_chapter(elsewhere.version, "video")
    open_chapter(enrollment=enrollment, chapter=video, now=NOON)
    open_chapter(enrollment=elsewhere, chapter=other, now=NOON)
    take_word(enrollment=enrollment, chapter=video, now=at(90))
    with pytest.raises(TooSoon) as refusal:
        take_word(enrollment=elsewhere, chapter=other, now=at(179))
    assert refusal.value.data["due_at"] == at(180)


def test_what_was_read_on_paper_counts_though_a_film_was_watched_since(enrollment: Enrollment, video: Chapter) -> None:
    pdf = make_chapter(enrollment.version, "pdf", measured_minutes=2)
    open_chapter(enrollment=enrollment, chapter=pdf, now=NOON)
    beat(enrollment, video, 0, 0, 3600)
    beat(enrollment, video, 0, 60_000, 3660)
    take_word(enrollment=enrollment, chapter=pdf, now=at(3661))
    assert progress_of(enrollment, pdf).finished_at == at(3661)


def test_two_learners_have_a_clock_each(enrollment: Enrollment, video: Chapter) -> None:
    other = make_enrollment(make_learner("bob"), enrollment.course)
    for of in (enrollment, other):
        beat(of, video, 0, 0, 0)
        beat(of, video, 0, 10_000, 10)
    assert list(LearnerClock.objects.values_list("counted_ms", flat=True)) == [10_000, 10_000]


def test_in_a_demo_that_hurries_a_film_and_a_text_take_seconds(
    enrollment: Enrollment, video: Chapter, text: Chapter, settings: Any
) -> None:
    settings.CLOCK_SPEED = 60
    open_chapter(enrollment=enrollment, chapter=text, now=NOON)
    beat(enrollment, video, 0, 0, 0)
    assert beat(enrollment, video, 0, 100_000, 1, took_ms=1_000).finished is True
    take_word(enrollment=enrollment, chapter=text, now=at(1.4))
    assert progress_of(enrollment, text).finished_at == at(1.4)
    assert LearnerClock.objects.get().counted_ms == 1_335


# The next beat of a chapter that is open, in one reading and one writing


def next_beat(
    enrollment: Enrollment, chapter: Chapter, start: int, end: int, seconds: float, **values: object
) -> Recorded | None:
    fields = {"player": "laptop", "took_ms": end - start, "played": (start, end), **values}
    place = {"learner": enrollment.learner, "course": enrollment.course.slug, "chapter": chapter.slug}
    return record_next_beat(**place, beat=Beat(**fields), now=at(seconds))  # type: ignore[arg-type]


BEATS = [(0, 0, 0, "laptop"), (0, 30_000, 31, "laptop"), (30_000, 40_000, 40, "phone"), (30_000, 90_000, 90, "laptop")]


@pytest.mark.parametrize("kind", ["video", "text", "pdf"])
def test_a_next_beat_comes_to_what_any_beat_comes_to(enrollment: Enrollment, kind: str) -> None:
    chapter = make_chapter(enrollment.version, kind, **({"html": f"<p>{'word ' * 240}</p>"} if kind == "text" else {}))
    other = make_enrollment(make_learner("bob"), enrollment.course)
    parts = [(*each, {} if kind == "video" else {"played": None, "seen": 96}) for each in BEATS]
    for each in (enrollment, other):
        beat(each, chapter, 0, 0, -1)
    came_to = [beat(enrollment, chapter, a, b, s, player=p, **of) for a, b, s, p, of in parts]
    assert [next_beat(other, chapter, a, b, s, player=p, **of) for a, b, s, p, of in parts] == came_to
    assert all_of(other, chapter) == all_of(enrollment, chapter)
    assert Event.objects.filter(action="chapter.finished").count() == (0 if kind == "pdf" else 2)


def all_of(enrollment: Enrollment, chapter: Chapter) -> tuple[object, ...]:
    progress, clock = progress_of(enrollment, chapter), StudyClock.objects.get(enrollment=enrollment)
    learners = (clock.clock.counted_until, clock.clock.counted_ms, clock.clock.player)
    read = (progress.watched, progress.position_ms, progress.read_ms, progress.seen_percent, progress.finished_at)
    return (*read, clock.studied_ms, *learners)


def close_it(enrollment: Enrollment) -> None:
    Enrollment.objects.update(closed_at=NOON)


def show_another_front_matter(enrollment: Enrollment) -> None:
    course = Course.objects.get(pk=enrollment.course_id)
    values = {"sha256": "1" * 64, "document": {}, "created_at": NOON}
    course.current_front_matter = FrontMatter.objects.create(course=course, number=2, **values)
    course.save(update_fields=["current_front_matter"])


def forget_the_chapter(enrollment: Enrollment) -> None:
    ChapterProgress.objects.all().delete()


def forget_the_time(enrollment: Enrollment) -> None:
    StudyClock.objects.all().delete()


@pytest.mark.parametrize("change", [close_it, show_another_front_matter, forget_the_chapter, forget_the_time])
def test_a_next_beat_is_left_to_a_closer_look_where_something_changed(
    enrollment: Enrollment, video: Chapter, change: Callable[[Enrollment], None]
) -> None:
    beat(enrollment, video, 0, 0, 0)
    assert next_beat(enrollment, video, 0, 5_000, 5) is not None
    change(enrollment)
    before = list(ChapterProgress.objects.values()), list(LearnerClock.objects.values())
    assert next_beat(enrollment, video, 5_000, 10_000, 10) is None
    assert (list(ChapterProgress.objects.values()), list(LearnerClock.objects.values())) == before


def test_a_next_beat_of_nobodys_chapter_is_left_to_a_closer_look(enrollment: Enrollment, video: Chapter) -> None:
    beat(enrollment, video, 0, 0, 0)
    place = {"learner": enrollment.learner, "course": enrollment.course.slug, "chapter": video.slug}
    sent = Beat(player="laptop", took_ms=0, played=(0, 0))
    assert record_next_beat(**place, beat=sent, now=at(1)) is not None  # type: ignore[arg-type]
    for other in ({"learner": make_learner("bob")}, {"course": "another"}, {"chapter": "another"}):
        assert record_next_beat(**{**place, **other}, beat=sent, now=at(1)) is None  # type: ignore[arg-type]


def test_a_next_beat_is_one_reading_and_one_writing(
    enrollment: Enrollment, video: Chapter, django_assert_num_queries: Any
) -> None:
    beat(enrollment, video, 0, 0, 0)
    next_beat(enrollment, video, 0, 5_000, 5)
    of_the_test = 2  # a savepoint and its end
    with django_assert_num_queries(of_the_test + 1 + {"postgresql": 1, "sqlite": 3}[connection.vendor]):
        next_beat(enrollment, video, 5_000, 10_000, 10)
