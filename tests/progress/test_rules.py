"""When watching and reading count (R26)."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credence.progress import rules
from credence.progress.rules import Beat, Believed, Clock, Credited, Interval, credit_beat, credit_word

NOON = dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC)
HOUR_MS = 3_600_000


def at(seconds: float) -> dt.datetime:
    return NOON + dt.timedelta(seconds=seconds)


def playing(**values: object) -> Clock:
    return Clock(**{"counted_until": NOON, "player": "laptop", **values})  # type: ignore[arg-type]


def played(start: int, end: int, *, took: int | None = None, player: str = "laptop", **values: Any) -> Beat:
    return Beat(player=player, took_ms=end - start if took is None else took, played=(start, end), **values)


def credited(beat: Beat, clock: Clock, now: dt.datetime, watched: tuple[Interval, ...] = ()) -> Credited:
    return credit_beat(beat, clock=clock, watched=watched, duration_ms=HOUR_MS, now=now)


def test_ten_seconds_of_play_count_as_ten_seconds_of_video_and_of_study() -> None:
    assert credited(played(0, 10_000), playing(), at(10)) == Credited(
        clock=Clock(studied_ms=10_000, counted_until=at(10), player="laptop", counted_ms=10_000),
        watched=((0, 10_000),),
        counts=True,
        studied_ms=10_000,
    )


def test_double_speed_counts_the_whole_video_and_half_of_its_length_as_study() -> None:
    result = credited(played(0, 20_000, took=10_000), playing(), at(10))
    assert (result.watched, result.clock.studied_ms) == (((0, 20_000),), 10_000)


def test_slow_play_counts_the_time_that_it_took() -> None:
    result = credited(played(0, 7_500, took=10_000), playing(), at(10))
    assert (result.watched, result.clock.studied_ms) == (((0, 7_500),), 10_000)


def test_faster_than_the_player_can_play_counts_only_what_fits_into_the_time() -> None:
    result = credited(played(0, 40_000, took=10_000), playing(), at(10))
    assert (result.watched, result.clock.studied_ms) == (((0, 20_000),), 10_000)


def test_claiming_no_time_at_all_still_spends_the_time_that_the_video_needs() -> None:
    first = credited(played(0, 20_000, took=0), playing(), at(10))
    second = credited(played(20_000, 40_000, took=0), first.clock, at(10), first.watched)
    assert (first.clock.studied_ms, second.watched) == (10_000, ((0, 20_000),))


def test_the_same_beat_again_counts_nothing() -> None:
    first = credited(played(0, 10_000), playing(), at(10))
    again = credited(played(0, 10_000), first.clock, at(10), first.watched)
    assert (again.clock, again.watched, again.studied_ms) == (first.clock, first.watched, 0)


def test_a_player_begins_with_nothing_however_long_ago_the_last_beat_was() -> None:
    result = credited(played(0, 10_000), playing(player=""), at(600))
    assert result == Credited(clock=Clock(counted_until=at(595), player="laptop"), watched=(), counts=True)


def test_the_first_beat_of_all_only_starts_the_clock() -> None:
    result = credited(played(0, 10_000), Clock(), at(0))
    assert result == Credited(clock=Clock(counted_until=at(-5), player="laptop"), watched=(), counts=True)


def test_a_beginning_that_was_delayed_on_the_way_costs_nothing() -> None:
    begun = credited(played(0, 0), playing(player=""), at(604))
    result = credited(played(0, 10_000), begun.clock, at(610), begun.watched)
    assert (result.watched, result.clock.studied_ms) == (((0, 10_000),), 10_000)


def test_a_beginning_does_not_count_again_what_was_counted() -> None:
    begun = credited(played(10_000, 10_000), playing(player=""), at(3))
    result = credited(played(10_000, 20_000), begun.clock, at(6), ((0, 10_000),))
    assert (result.watched, result.clock.studied_ms) == (((0, 20_000),), 6_000)


def test_a_second_device_does_not_count_while_the_first_is_playing() -> None:
    clock = playing(studied_ms=5)
    result = credited(played(0, 10_000, player="phone"), clock, at(44.999))
    assert result == Credited(clock=clock, watched=(), counts=False)


def test_a_second_device_takes_over_when_the_first_has_been_silent() -> None:
    result = credited(played(0, 10_000, player="phone"), playing(), at(45))
    assert result == Credited(clock=Clock(counted_until=at(40), player="phone"), watched=(), counts=True)


def test_a_second_device_takes_over_at_once_when_the_first_stopped() -> None:
    stopped = credited(played(0, 10_000, stopped=True), playing(), at(10))
    begun = credited(played(10_000, 10_000, player="phone"), stopped.clock, at(10))
    going_on = credited(played(10_000, 20_000, player="phone"), begun.clock, at(20), stopped.watched)
    assert (going_on.watched, going_on.clock.studied_ms) == (((0, 20_000),), 20_000)


def test_beats_that_arrive_in_the_wrong_order_lose_at_most_what_cannot_be_carried() -> None:
    later = credited(played(5_000, 10_000), playing(), at(10))
    earlier = credited(played(0, 5_000), later.clock, at(10), later.watched)
    assert (earlier.watched, earlier.clock.studied_ms) == (((0, 10_000),), 10_000)


def test_a_lost_connection_of_some_minutes_costs_nothing() -> None:
    result = credited(played(0, 300_000), playing(), at(300))
    assert (result.watched, result.clock.studied_ms) == (((0, 300_000),), 300_000)


def test_parts_that_waited_for_each_other_all_count() -> None:
    first = credited(played(0, 2_000, pending_ms=28_000), playing(), at(30))
    second = credited(played(2_000, 10_000, stopped=True, pending_ms=20_000), first.clock, at(30), first.watched)
    begun = credited(played(10_000, 10_000, pending_ms=20_000), second.clock, at(30), second.watched)
    last = credited(played(10_000, 30_000, stopped=True), begun.clock, at(30), begun.watched)
    assert last == Credited(
        clock=Clock(studied_ms=30_000, counted_until=at(30), counted_ms=30_000),
        watched=((0, 30_000),),
        counts=True,
        studied_ms=20_000,
    )


def test_parts_that_are_not_announced_count_only_what_is_carried() -> None:
    first = credited(played(0, 2_000), playing(), at(30))
    second = credited(played(2_000, 30_000), first.clock, at(30), first.watched)
    assert (second.watched, second.clock.studied_ms) == (((0, 12_000),), 7_000)


def test_an_announcement_makes_no_time() -> None:
    first = credited(played(0, 10_000, pending_ms=HOUR_MS), playing(), at(10))
    second = credited(played(10_000, 20_000), first.clock, at(10), first.watched)
    assert (second.watched, second.clock.studied_ms) == (((0, 10_000),), 10_000)


def test_one_beat_never_counts_more_than_five_minutes() -> None:
    result = credited(played(0, HOUR_MS), playing(), at(7200))
    assert (result.watched, result.clock.studied_ms) == (((0, 600_000),), 300_000)


def test_a_clock_that_runs_backward_counts_nothing() -> None:
    result = credited(played(0, 10_000), playing(), at(-60))
    assert (result.watched, result.clock.counted_until) == ((), NOON)


@pytest.mark.parametrize("part", [(-10_000, 0), (HOUR_MS, HOUR_MS + 9_000), (9_000, 1_000), (10**18, 10**18 + 9)])
def test_parts_outside_the_video_or_turned_around_are_not_watched(part: Interval) -> None:
    assert credited(Beat(player="laptop", took_ms=0, played=part), playing(), at(10)).watched == ()


def test_what_lies_over_the_end_of_the_video_is_cut_off() -> None:
    assert credited(played(HOUR_MS - 4_000, HOUR_MS + 5_000), playing(), at(10)).watched == (
        (HOUR_MS - 4_000, HOUR_MS),
    )


def test_reading_counts_time_and_no_video() -> None:
    result = credited(Beat(player="laptop", took_ms=10_000), playing(), at(10))
    assert (result.watched, result.clock.studied_ms) == ((), 10_000)


def test_merging_joins_what_overlaps_or_touches_and_drops_what_is_empty() -> None:
    assert rules.merged([(20, 30), (0, 10), (10, 12), (25, 40), (50, 50), (70, 60)]) == ((0, 12), (20, 40))


@pytest.mark.parametrize(("watched", "enough"), [(88_999, False), (89_000, True), (90_000, True)])
def test_a_video_is_watched_at_its_percentage_less_a_second(watched: int, enough: bool) -> None:
    assert rules.is_watched([(0, watched)], 100_000, 90) is enough


def test_a_very_short_video_is_not_watched_by_opening_it() -> None:
    assert not rules.is_watched([], 900, 90)


def test_a_video_of_no_length_is_never_watched() -> None:
    assert not rules.is_watched([], 0, 1)


@pytest.mark.parametrize(("watched", "percent"), [(0, 0), (999, 0), (99_999, 99), (100_000, 100)])
def test_percent_is_rounded_down(watched: int, percent: int) -> None:
    assert rules.watched_percent([(0, watched)], 100_000) == percent


@pytest.mark.parametrize(
    ("watched", "gap"),
    [([], 0), ([(0, 100_000)], None), ([(0, 60_000), (61_000, 100_000)], None), ([(0, 60_000)], 60_000)],
)
def test_the_first_gap_is_the_first_part_longer_than_a_second(watched: list[Interval], gap: int | None) -> None:
    assert rules.first_gap_ms(watched, 100_000) == gap


@pytest.mark.parametrize(
    ("finished", "studied_ms", "studied"),
    [([True, True], 600_000, True), ([True, False], 600_000, False), ([True, True], 599_999, False)],
)
def test_a_course_is_studied_when_all_is_finished_and_the_time_is_full(
    finished: list[bool], studied_ms: int, studied: bool
) -> None:
    assert rules.is_studied(finished, studied_ms, 10) is studied


players = st.sampled_from(["laptop", "phone", "script"])
parts = st.tuples(st.integers(-50_000, HOUR_MS + 50_000), st.integers(-50_000, HOUR_MS + 50_000))
beats = st.builds(
    Beat,
    player=players,
    took_ms=st.integers(0, 600_000),
    played=st.none() | parts,
    stopped=st.booleans(),
    pending_ms=st.integers(0, 600_000),
)
stories = st.lists(st.tuples(beats, st.integers(-5_000, 400_000)), max_size=30)


@given(stories)
def test_no_story_counts_more_than_the_time_that_passed(story: list[tuple[Beat, int]]) -> None:
    clock, watched, now, times = Clock(), (), NOON, []
    for beat, pause_ms in story:
        now += dt.timedelta(milliseconds=pause_ms)
        times.append(now)
        before = rules.total_ms(watched)
        result = credited(beat, clock, now, watched)
        spent = result.clock.studied_ms - clock.studied_ms
        assert 0 <= rules.total_ms(result.watched) - before <= spent * rules.FASTEST
        assert clock.counted_until is None or (result.clock.counted_until or NOON) >= clock.counted_until
        clock, watched = result.clock, result.watched
    passed = max(times, default=NOON) - min(times, default=NOON)
    assert clock.studied_ms * rules.MILLISECOND <= passed + rules.CARRIED_MS * rules.MILLISECOND
    assert watched == rules.merged(watched)
    assert all(0 <= start < end <= HOUR_MS for start, end in watched)


@given(st.lists(parts), st.randoms())
def test_merging_does_not_depend_on_the_order_and_happens_once(intervals: list[Interval], random: object) -> None:
    shuffled = list(intervals)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rules.merged(shuffled) == rules.merged(rules.merged(intervals))


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60))))
def test_merging_covers_exactly_the_same_moments(intervals: list[Interval]) -> None:
    moments = {moment for start, end in intervals for moment in range(start, end)}
    assert {moment for start, end in rules.merged(intervals) for moment in range(start, end)} == moments


def test_in_a_demo_that_hurries_a_second_counts_for_a_minute_of_film_and_of_study() -> None:
    beat = played(0, 60_000, took=1_000)
    hurried = credit_beat(beat, clock=playing(), watched=(), duration_ms=HOUR_MS, now=at(1), speed=60)
    assert (hurried.watched, hurried.clock.studied_ms, hurried.clock.counted_ms) == (((0, 60_000),), 60_000, 1_000)
    assert credited(beat, playing(), at(1)).watched == ((0, 2_000),)


def word(clock: Clock, *, opened: int = 0, before: int = 0, needed: int = 80, now: int = 200) -> Believed:
    return credit_word(
        clock=clock, opened_at=at(opened), counted_before_ms=before * 1000, needed_ms=needed * 1000, now=at(now)
    )


@pytest.mark.parametrize(
    ("counted", "until", "before", "opened", "needed", "due"),
    [
        (0, -9, 0, 0, 80, 80),
        (500, -9, 500, 0, 80, 80),
        (530, 30, 500, 0, 80, 110),
        (0, -9, 0, 30, 80, 110),
        (50, 50, 0, 0, 30, 80),
        (40, 40, 0, 30, 80, 120),
        (0, -9, 0, 0, 0, 0),
    ],
    ids=[
        "alone",
        "counted before",
        "counted for another since",
        "opened later",
        "half was followed",
        "opened while another was counted",
        "all was followed",
    ],
)
def test_a_word_is_taken_when_the_time_that_a_chapter_needs_has_passed_uncounted(
    counted: int, until: int, before: int, opened: int, needed: int, due: int
) -> None:
    clock = Clock(studied_ms=7_000, counted_until=at(until), player="laptop", counted_ms=counted * 1000)
    assert word(clock, opened=opened, before=before, needed=needed) == Believed(
        due_at=at(due),
        clock=Clock(
            studied_ms=7_000 + needed * 1000,
            counted_until=at(due),
            player="laptop",
            counted_ms=(counted + needed) * 1000,
        ),
    )


def test_the_same_time_is_not_taken_for_two_chapters() -> None:
    first = word(Clock())
    assert word(first.clock).due_at == at(160)


def test_what_was_read_on_paper_counts_though_another_chapter_was_watched_since() -> None:
    hour_later = Clock(counted_until=at(3600), counted_ms=600_000)
    assert word(hour_later, now=3600).due_at == at(680)


def test_no_beat_counts_a_moment_that_a_word_took() -> None:
    after = word(playing(), needed=10, now=10).clock
    assert credited(played(0, 10_000), after, at(10)).clock.studied_ms == after.studied_ms


def test_in_a_demo_that_hurries_a_word_is_taken_sooner() -> None:
    hurried = credit_word(clock=Clock(), opened_at=NOON, counted_before_ms=0, needed_ms=60_001, now=at(60), speed=60)
    assert (hurried.due_at, hurried.clock.studied_ms) == (at(1.001), 60_001)


@pytest.mark.parametrize(
    ("watched", "duration_ms", "share", "left"),
    [
        ((), 100_000, 80, 80_000),
        (((0, 50_000),), 100_000, 80, 30_000),
        (((0, 90_000),), 100_000, 80, 0),
        ((), 99_999, 33, 33_000),
    ],
)
def test_a_word_on_a_video_needs_every_millisecond_that_is_left_of_the_share(
    watched: tuple[Interval, ...], duration_ms: int, share: int, left: int
) -> None:
    assert rules.watching_left_ms(watched, duration_ms, share) == left


@pytest.mark.parametrize(("words", "least"), [(0, 0), (2, 300), (400, 60_000), (4_000, 600_000)])
def test_nobody_reads_more_than_four_hundred_words_a_minute(words: int, least: int) -> None:
    assert rules.least_reading_ms(words) == least


@pytest.mark.parametrize(
    ("designated", "share", "content", "least"),
    [
        (["60"], "0.5", 60, 30),
        (["50", "60"], "0.5", 60, 30),
        (["60"], "0.75", 60, 45),
        (["60"], "1", 45, 45),
        (["60"], "0.5", 12, 12),
        (["60"], "0", 60, 0),
        ([], "0.5", 60, 0),
        (["15"], "0.5", 60, 7),
    ],
    ids=[
        "half",
        "the largest credit",
        "three quarters",
        "no more than the content",
        "short",
        "none",
        "no time",
        "whole",
    ],
)
def test_the_least_time_is_the_providers_share_of_the_credit_and_never_more_than_the_content(
    designated: list[str], share: str, content: int, least: int
) -> None:
    minutes = [Decimal(each) for each in designated]
    assert rules.least_study_minutes(minutes, Decimal(share), content * rules.MINUTE_MS) == least


@given(st.lists(st.tuples(st.sampled_from(["open", "word", "beat"]), st.integers(0, 3), beats, st.integers(0, 90_000))))
def test_no_story_of_beats_and_words_in_many_chapters_counts_more_than_the_time_that_passed(
    story: list[tuple[str, int, Beat, int]],
) -> None:
    clock, now, opened = Clock(), NOON, {}
    for deed, chapter, beat, pause_ms in story:
        now += dt.timedelta(milliseconds=pause_ms)
        opened_at, before = opened.setdefault(chapter, (now, clock.counted_ms))
        if deed == "beat":
            clock = credited(beat, clock, now).clock
        if deed == "word":
            said = credit_word(
                clock=clock, opened_at=opened_at, counted_before_ms=before, needed_ms=beat.took_ms, now=now
            )
            clock = said.clock if said.due_at <= now else clock
        assert clock.counted_ms * rules.MILLISECOND <= now - NOON + rules.CARRIED_MS * rules.MILLISECOND
        assert clock.studied_ms == clock.counted_ms


@given(st.lists(st.integers(1, 600), min_size=1, max_size=6), st.integers(1, 100))
def test_who_watches_every_film_at_normal_speed_has_the_least_time(films: list[int], share: int) -> None:
    clock, now, content_ms = Clock(), NOON, 0
    for seconds in films:
        duration_ms, watched = seconds * 1000, ()
        content_ms += rules.enough_ms(duration_ms, share)
        clock = credit_beat(played(0, 0), clock=clock, watched=(), duration_ms=duration_ms, now=now).clock
        for start in range(0, duration_ms, 10_000):
            if rules.is_watched(watched, duration_ms, share):
                break
            end = min(start + 10_000, duration_ms)
            now += dt.timedelta(milliseconds=end - start)
            result = credit_beat(played(start, end), clock=clock, watched=watched, duration_ms=duration_ms, now=now)
            clock, watched = result.clock, result.watched
    least = rules.least_study_minutes([Decimal(6000)], Decimal(1), content_ms)
    assert rules.is_studied([True], clock.studied_ms, least)
