"""Beats that arrive together are counted one after the other: time is counted once."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from credence.catalog.models import Chapter
from credence.enrollment.models import Enrollment
from credence.progress import actions, rules
from credence.progress.models import ChapterProgress, StudyClock
from tests.factories.accounts import make_learner
from tests.factories.catalog import make_course
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import make_chapter

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
    StudyClock.objects.create(enrollment=enrollment, counted_until=NOON, player="script")
    return chapters


def at_once(enrollment: Enrollment, chapters: list[Chapter], player: Callable[[int], str]) -> None:
    """Send one beat of ten seconds for each of the chapters, all at the same moment."""
    barrier = threading.Barrier(len(chapters), timeout=60)

    def send(number: int, chapter: Chapter) -> None:
        beat = rules.Beat(player=player(number), took_ms=10_000, played=(0, 20_000))
        try:
            barrier.wait()
            actions.record_beat(enrollment=enrollment, chapter=chapter, beat=beat, now=LATER)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(chapters)) as pool:
        list(pool.map(send, range(len(chapters)), chapters))


def watched_ms(enrollment: Enrollment) -> int:
    return sum(rules.total_ms(row.watched) for row in ChapterProgress.objects.filter(enrollment=enrollment))


def test_twenty_identical_beats_count_once(enrollment: Enrollment, chapters: list[Chapter]) -> None:
    at_once(enrollment, [chapters[0]] * TABS, lambda _: "script")
    clock = StudyClock.objects.get(enrollment=enrollment)
    assert (clock.studied_ms, clock.counted_until, watched_ms(enrollment)) == (10_000, LATER, 20_000)


def test_twenty_videos_at_once_count_as_one(enrollment: Enrollment, chapters: list[Chapter]) -> None:
    at_once(enrollment, chapters, lambda _: "script")
    assert (StudyClock.objects.get(enrollment=enrollment).studied_ms, watched_ms(enrollment)) == (10_000, 20_000)


def test_twenty_devices_that_begin_at_once_become_one(enrollment: Enrollment) -> None:
    chapter = make_chapter(enrollment.version, "video")
    at_once(enrollment, [chapter] * TABS, lambda number: f"device {number}")
    clock = StudyClock.objects.get(enrollment=enrollment)
    assert (clock.studied_ms, clock.player.startswith("device "), watched_ms(enrollment)) == (0, True, 0)


def test_without_the_lock_twenty_videos_at_once_would_count_several_times(
    enrollment: Enrollment, chapters: list[Chapter], monkeypatch: pytest.MonkeyPatch
) -> None:
    read_by_all = threading.Barrier(TABS, timeout=60)

    def unlocked(enrollment: Enrollment) -> StudyClock:
        clock = StudyClock.objects.get(enrollment=enrollment)
        read_by_all.wait()
        return clock

    monkeypatch.setattr(actions, "_locked_clock", unlocked)
    at_once(enrollment, chapters, lambda _: "script")
    assert watched_ms(enrollment) == TABS * 20_000
