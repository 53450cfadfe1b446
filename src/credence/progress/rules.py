"""When watching and reading count, and when a course has been studied (R26). Pure; times in milliseconds.

A page that plays says, every half minute, "I played from a to b, and it took so long": a beat. Nobody can prove that
a person sat before it, but time itself cannot be forged: one learner has one clock, whatever courses, tabs and devices
are open. Each moment of it is counted at most once, and each counts at most as much video as the fastest speed of the
player shows in it. Only chapters send beats: time at the posttest is no time of study (R36).

`speed` is how much study a moment of real time stands for: 1 but in a demo that hurries (`kit.clock`).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

FASTEST = 2
"""The fastest speed that the player offers, and how much faster than measured anybody reads."""

WORDS_A_MINUTE = 200
"""The pace at which the reading of a course is measured (R3)."""

ENOUGH_SEEN = 95
"""The percent of a text that was in view when it was seen to its end: what is left is its margin."""

LAPSE_MS = 45_000
"""So long may a player be silent before another one may take its place: half as long again as one that plays is."""

LONGEST_MS = 5 * 60_000
"""The most time that one beat can account for: a lost connection costs nothing, and a lost hour counts nothing."""

CARRIED_MS = 5_000
"""The most time that a beat leaves for later ones, beside what they announce: beats are delayed on the way.

The beat that begins leaves as much, unless that time was counted already: its own delay costs the learner nothing."""

MILLISECOND = dt.timedelta(milliseconds=1)
MINUTE_MS = 60_000

Interval = tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """A learner's time on one course, and the one clock of all their courses.

    `studied_ms` is of the course. The rest is the learner's: no beat counts a moment before `counted_until`, and
    `counted_ms` is all of their real time that was ever counted.
    """

    studied_ms: int = 0
    counted_until: dt.datetime | None = None
    player: str = ""
    counted_ms: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Beat:
    """What a page says it did: `player` went on for `took_ms` of real time.

    `played` is the part of the video that it showed in that time, None for a page that is read, and `seen` how much
    of that page has been in view, in percent. `page` is where in a PDF the reader is, from 1 on, and 0 elsewhere: it is
    kept for them to go on there, and counts for nothing. Playing begins with an empty beat, from which time runs;
    `stopped` says that the player now rests, so that another may begin at once. `pending_ms` is what the beats behind
    this one took, which could not be sent sooner: their time is left to them.
    """

    player: str
    took_ms: int
    played: Interval | None = None
    seen: int = 0
    page: int = 0
    stopped: bool = False
    pending_ms: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Credited:
    """What a beat came to. `counts` is False if another player is playing; then nothing has changed."""

    clock: Clock
    watched: tuple[Interval, ...]
    counts: bool
    studied_ms: int = 0
    """What it added to the time of study."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Believed:
    """From when on a learner's word is taken, and the clock as it then stands."""

    due_at: dt.datetime
    clock: Clock


def credit_beat(
    beat: Beat, *, clock: Clock, watched: Iterable[Interval], duration_ms: int, now: dt.datetime, speed: int = 1
) -> Credited:
    """Count what is plausible of `beat`, received at `now`: never more than the clock allows (R26)."""
    before = merged(watched)
    if not may_play(beat.player, clock, now):
        return Credited(clock=clock, watched=before, counts=False)
    begins = clock.player != beat.player
    free_ms = 0 if begins else _free_ms(clock, now)
    shown = _clipped(beat.played, duration_ms, longest_ms=free_ms * FASTEST * speed)
    used_ms = min(free_ms, max(beat.took_ms, -(-_length(shown) // (FASTEST * speed)), 0))
    left = CARRIED_MS if begins else min(free_ms - used_ms, CARRIED_MS + beat.pending_ms)
    after = Clock(
        studied_ms=clock.studied_ms + used_ms * speed,
        counted_until=_later(clock.counted_until, now - left * MILLISECOND),
        player="" if beat.stopped and not beat.pending_ms else beat.player,
        counted_ms=clock.counted_ms + used_ms,
    )
    return Credited(clock=after, watched=merged([*before, shown]), counts=True, studied_ms=used_ms * speed)


def credit_word(
    *, clock: Clock, opened_at: dt.datetime, counted_before_ms: int, needed_ms: int, now: dt.datetime, speed: int = 1
) -> Believed:
    """Return when a learner is believed to have studied what no page could follow (R26).

    Without scripts, in print and after a download there are no beats, and the learner's word takes their place. It
    needs the time that they would take: after the chapter was opened and after all that was counted, or before that,
    out of what is left of the time since it was opened. `counted_before_ms` is what had been counted of the learner's
    time by then. That time is then counted, so that no other chapter can have it, and no beat counts what lies before.
    """
    took_ms = -(-needed_ms // speed)
    taken_ms = max(0, clock.counted_ms - counted_before_ms)
    after_all = _later(clock.counted_until, opened_at) + took_ms * MILLISECOND
    within = opened_at + (taken_ms + took_ms) * MILLISECOND
    after = Clock(
        studied_ms=clock.studied_ms + needed_ms,
        counted_until=after_all if after_all <= now else _later(clock.counted_until, now),
        player=clock.player,
        counted_ms=clock.counted_ms + took_ms,
    )
    return Believed(due_at=min(after_all, within), clock=after)


def watching_left_ms(watched: Iterable[Sequence[int]], duration_ms: int, study_percent: int) -> int:
    """Return what is left of the share of a video that a course asks for, at normal speed."""
    return max(0, -(-study_percent * duration_ms // 100) - total_ms(watched))


def least_reading_ms(words: int) -> int:
    """Return the least time in which anybody reads so many words: twice as fast as reading is measured.

    >>> least_reading_ms(400)
    60000
    """
    return words * MINUTE_MS // (WORDS_A_MINUTE * FASTEST)


def least_study_minutes(designated: Iterable[Decimal], share: Decimal, content_ms: int) -> int:
    """Return the least time of study of a course in whole minutes (R3, R26).

    It is its provider's share of the time that the largest of its credits stands for, but never more than its content
    takes: nobody who watched every film at normal speed, and read, is asked to sit and wait.

    Args:
        designated: the minutes that each of its credits stands for.
        share: the provider's, from 0 to 1.
        content_ms: what the content takes, films at normal speed and reading at the fastest.

    >>> least_study_minutes([Decimal(60), Decimal(50)], Decimal("0.5"), 45 * MINUTE_MS)
    30
    """
    return min(int(max(designated, default=Decimal(0)) * share * MINUTE_MS), content_ms) // MINUTE_MS


def may_play(player: str, clock: Clock, now: dt.datetime) -> bool:
    """Return whether beats of `player` count at `now`: one player at a time, until it stops or falls silent."""
    if clock.player in ("", player) or clock.counted_until is None:
        return True
    return now - clock.counted_until >= LAPSE_MS * MILLISECOND


def merged(intervals: Iterable[Sequence[int]]) -> tuple[Interval, ...]:
    """Return the same parts of the video, sorted, disjoint and without empty ones."""
    result: list[Interval] = []
    for start, end in sorted((start, end) for start, end in intervals if start < end):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def watched_percent(watched: Iterable[Sequence[int]], duration_ms: int) -> int:
    """Return the share of the video that was watched, in whole percent, rounded down."""
    return min(100, total_ms(watched) * 100 // duration_ms) if duration_ms else 0


def total_ms(watched: Iterable[Sequence[int]]) -> int:
    """Return how much of the video was watched; what was watched twice counts once."""
    return sum(_length(part) for part in merged(watched))


def is_watched(watched: Iterable[Sequence[int]], duration_ms: int, study_percent: int) -> bool:
    """Return whether enough of a video was watched to finish its chapter (R26).

    Browsers and the probe at import disagree on where a video ends by some frames: a second, or a fiftieth of a very
    short video, is not held against anyone.
    """
    return duration_ms > 0 and total_ms(watched) >= enough_ms(duration_ms, study_percent)


def enough_ms(duration_ms: int, study_percent: int) -> int:
    """Return how much of a video is enough."""
    return max(0, -(-study_percent * duration_ms // 100) - min(1000, duration_ms // 50))


def are_as_long(former_ms: int, duration_ms: int) -> bool:
    """Return whether a film that took the place of another is as long, to one in a hundred: places in it are kept."""
    return abs(former_ms - duration_ms) * 100 <= former_ms


def first_gap_ms(watched: Iterable[Sequence[int]], duration_ms: int) -> int | None:
    """Return where the first part begins that was not watched, longer than a second; None if there is none."""
    reached = 0
    for start, end in [*merged(watched), (duration_ms, duration_ms)]:
        if start - reached > 1000:
            return reached
        reached = max(reached, end)
    return None


def is_studied(chapters_finished: Iterable[bool], studied_ms: int, required_minutes: int) -> bool:
    """Return whether a course has been studied: every chapter finished, and long enough (R26)."""
    return all(chapters_finished) and studied_ms >= required_minutes * MINUTE_MS


def _free_ms(clock: Clock, now: dt.datetime) -> int:
    """Return the time up to `now` that nothing has been counted for."""
    if clock.counted_until is None:
        return 0
    return min(LONGEST_MS, max(0, (now - clock.counted_until) // MILLISECOND))


def _clipped(played: Interval | None, duration_ms: int, *, longest_ms: int) -> Interval:
    if played is None:
        return (0, 0)
    start = max(0, played[0])
    return (start, max(start, min(played[1], duration_ms, start + longest_ms)))


def _length(interval: Sequence[int]) -> int:
    return interval[1] - interval[0]


def _later(one: dt.datetime | None, other: dt.datetime) -> dt.datetime:
    return other if one is None else max(one, other)
