"""Beats that arrive together are counted one after the other: time is counted once."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from credence.catalog.models import Chapter
from credence.enrollment.models import Enrollment
from credence.progress import actions, rules
from credence.progress.actions import studying
from credence.progress.models import ChapterProgress, LearnerClock, StudyClock
from tests.factories.accounts import make_learner
from tests.factories.catalog import make_course
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import make_chapter, make_clock

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
    pytest.mark.django_db(transaction=True),
]
NOON = dt.datetime(2026, 2, 2, 12, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(seconds=10)
TABS = 20


@pytest.fixture
def enrollment() -> Enrollment:
    return make_enrollment(make_learner(), make_course(chapters=0))


@pytest.fixture
def chapters(enrollment: Enrollment) -> list[Chapter]:
    """Return twenty videos, all opened, with a clock that runs since noon."""
    chapters = [make_chapter(enrollment.version, "video") for _ in range(TABS)]
    for chapter in chapters:
        actions.open_chapter(enrollment=enrollment, chapter=chapter, now=NOON)
    make_clock(enrollment, counted_until=NOON, player="script")
    return chapters


def at_once(films: list[tuple[Enrollment, Chapter]], player: Callable[[int], str]) -> None:
    """Send one beat of ten seconds for each of the films, all at the same moment."""
    barrier = threading.Barrier(len(films), timeout=60)

    def send(number: int, film: tuple[Enrollment, Chapter]) -> None:
        beat = rules.Beat(player=player(number), took_ms=10_000, played=(0, 20_000))
        try:
            barrier.wait()
            actions.record_beat(enrollment=film[0], chapter=film[1], beat=beat, now=LATER)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(films)) as pool:
        list(pool.map(send, range(len(films)), films))


def watched_ms() -> int:
    return sum(rules.total_ms(row.watched) for row in ChapterProgress.objects.all())


def clock() -> tuple[int, dt.datetime | None]:
    """Return what the one clock there is has counted, and until when."""
    row = LearnerClock.objects.get()
    return row.counted_ms, row.counted_until


def studied_ms() -> int:
    return sum(StudyClock.objects.values_list("studied_ms", flat=True))


@pytest.fixture
def courses() -> list[tuple[Enrollment, Chapter]]:
    """Return a film in each of twenty courses of one learner, whose clock runs since noon."""
    learner = make_learner()
    enrollments = [make_enrollment(learner, make_course(f"course-{n}", chapters=0)) for n in range(TABS)]
    films = [(each, make_chapter(each.version, "video")) for each in enrollments]
    for enrollment, film in films:
        actions.open_chapter(enrollment=enrollment, chapter=film, now=NOON)
        make_clock(enrollment, counted_until=NOON, player="script")
    return films


def test_twenty_identical_beats_count_once(enrollment: Enrollment, chapters: list[Chapter]) -> None:
    at_once([(enrollment, chapters[0])] * TABS, lambda _: "script")
    assert (clock(), studied_ms(), watched_ms()) == ((10_000, LATER), 10_000, 20_000)


def test_twenty_videos_at_once_count_as_one(enrollment: Enrollment, chapters: list[Chapter]) -> None:
    at_once([(enrollment, each) for each in chapters], lambda _: "script")
    assert (clock(), studied_ms(), watched_ms()) == ((10_000, LATER), 10_000, 20_000)


def test_twenty_courses_at_once_count_as_one(courses: list[tuple[Enrollment, Chapter]]) -> None:
    at_once(courses, lambda _: "script")
    assert (clock(), studied_ms(), watched_ms()) == ((10_000, LATER), 10_000, 20_000)


def test_twenty_next_beats_at_once_count_as_one_beside_words_that_wait(
    courses: list[tuple[Enrollment, Chapter]],
) -> None:
    """The long way, the short way and a word lock the same rows in the same order."""
    barrier = threading.Barrier(TABS, timeout=60)
    beat = rules.Beat(player="script", took_ms=10_000, played=(0, 20_000))

    def send(number: int) -> None:
        enrollment, chapter = courses[number % 2]
        place = {"learner": enrollment.learner, "course": enrollment.course.slug, "chapter": chapter.slug}
        try:
            barrier.wait()
            if number % 4 < 2:
                assert actions.record_next_beat(**place, beat=beat, now=LATER) is not None
            elif number % 8 < 4:
                actions.record_beat(enrollment=enrollment, chapter=chapter, beat=beat, now=LATER)
            else:
                actions.take_word(enrollment=enrollment, chapter=chapter, now=LATER)
        except actions.TooSoon:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(TABS) as pool:
        list(pool.map(send, range(TABS)))
    assert (clock(), studied_ms(), watched_ms()) == ((10_000, LATER), 10_000, 20_000)


def test_twenty_devices_that_begin_at_once_become_one(enrollment: Enrollment) -> None:
    chapter = make_chapter(enrollment.version, "video")
    at_once([(enrollment, chapter)] * TABS, lambda number: f"device {number}")
    player = LearnerClock.objects.get().player
    assert (studied_ms(), player.startswith("device "), watched_ms()) == (0, True, 0)


def test_twenty_first_beats_of_a_learner_in_twenty_courses_make_one_clock() -> None:
    learner = make_learner()
    enrollments = [make_enrollment(learner, make_course(f"course-{n}", chapters=0)) for n in range(TABS)]
    at_once([(each, make_chapter(each.version, "video")) for each in enrollments], lambda _: "script")
    assert (LearnerClock.objects.count(), StudyClock.objects.count()) == (1, TABS)


def test_words_on_twenty_chapters_at_once_take_the_time_of_one(enrollment: Enrollment) -> None:
    texts = [make_chapter(enrollment.version, "text", html=f"<p>{'word ' * 60}</p>") for _ in range(TABS)]
    for text in texts:
        actions.open_chapter(enrollment=enrollment, chapter=text, now=NOON)
    make_clock(enrollment)
    barrier = threading.Barrier(TABS, timeout=60)

    def say(text: Chapter) -> bool:
        try:
            barrier.wait()
            actions.take_word(enrollment=enrollment, chapter=text, now=LATER)
        except actions.TooSoon:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(TABS) as pool:
        assert sum(pool.map(say, texts)) == 1
    assert clock() == (9_000, NOON + dt.timedelta(seconds=9))


def test_two_learners_do_not_wait_for_each_other(enrollment: Enrollment, chapters: list[Chapter]) -> None:
    other = make_enrollment(make_learner("bob"), enrollment.course)
    beat = rules.Beat(player="script", took_ms=10_000, played=(0, 20_000))

    def send() -> None:
        try:
            actions.record_beat(enrollment=other, chapter=chapters[0], beat=beat, now=LATER)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        actions.record_beat(enrollment=enrollment, chapter=chapters[0], beat=beat, now=LATER)
        pool.submit(send).result(timeout=20)
    assert LearnerClock.objects.count() == 2


def test_without_the_lock_films_of_twenty_courses_at_once_would_count_several_times(
    courses: list[tuple[Enrollment, Chapter]], monkeypatch: pytest.MonkeyPatch
) -> None:
    read_by_all = threading.Barrier(TABS, timeout=60)

    def unlocked(enrollment: Enrollment) -> StudyClock:
        row = StudyClock.objects.select_related("clock").get(enrollment=enrollment)
        read_by_all.wait()
        return row

    monkeypatch.setattr(studying, "locked_clock", unlocked)
    at_once(courses, lambda _: "script")
    assert watched_ms() == TABS * 20_000
