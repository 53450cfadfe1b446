"""How a posttest is graded, who may try again, and when the key may be seen. Pure."""

import datetime as dt
import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

CODE_LENGTH = 12
PAUSES = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=15),
    dt.timedelta(hours=1),
    dt.timedelta(hours=4),
    dt.timedelta(hours=24),
)
"""How long the next attempt waits after the first one, the second one and so on, where any number is allowed.

Whoever looks up what they missed hardly meets the first; whoever tries out options by the score meets a day each.
"""


class Bar(StrEnum):
    """Why a posttest is closed to a learner."""

    PASSED = "passed"
    USED_UP = "used-up"
    NOT_YET = "not-yet"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Misfit(StrEnum):
    """What is wrong with the answer to one question, so that the whole submission is refused."""

    NOT_ASKED = "not-asked"
    """There is no such question on the test."""
    NOT_OFFERED = "not-offered"
    """It is no option of this question."""
    TWICE = "twice"
    """The same option was sent more than once."""
    SEVERAL = "several"
    """Several options were sent for a question with one answer."""


class Key(StrEnum):
    """How much of the key a learner may see."""

    NOTHING = "nothing"
    DRAWN = "drawn"
    """What was drawn from a pool that is large enough (R34)."""
    ALL = "all"


class Tried(Protocol):
    """What the rules need to know of an attempt."""

    @property
    def number(self) -> int:
        """1 for the first."""

    @property
    def right(self) -> int:
        """Questions answered right."""

    @property
    def total(self) -> int:
        """Questions asked."""

    @property
    def target(self) -> int:
        """Percent that ends the test."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """The days on which one credit can be earned, both included, and what day it is now in its provider's zone."""

    opens: dt.date
    closes: dt.date
    today: dt.date
    awaited: bool = False
    """Whether the learner can earn this credit, so that the test must not be passed before it begins."""
    withdrawn: bool = False
    """Whether the credit is withdrawn, which may be taken back (R18)."""

    @property
    def is_open(self) -> bool:
        """Whether the credit can be earned today."""
        return self.opens <= self.today <= self.closes

    @property
    def is_coming(self) -> bool:
        """Whether the credit can be earned from a later day on."""
        return self.today < self.opens


@dataclass(frozen=True, kw_only=True, slots=True)
class Grade:
    """The outcome of one test: how many were right, and which were not."""

    right: int
    total: int
    wrong: tuple[str, ...]


def is_right(chosen: Collection[str], correct: Collection[str]) -> bool:
    """Return whether exactly the correct options were chosen; nothing chosen is wrong."""
    return bool(chosen) and set(chosen) == set(correct)


def grade(key: Mapping[str, Collection[str]], answers: Mapping[str, Collection[str]]) -> Grade:
    """Grade `answers` by `key` (question -> correct options). What was left out is wrong (abuse case 19)."""
    wrong = tuple(question for question, correct in key.items() if not is_right(answers.get(question, ()), correct))
    return Grade(right=len(key) - len(wrong), total=len(key), wrong=wrong)


def right_by_any(
    keys: Collection[Mapping[str, Collection[str]]], asked: Iterable[str], answers: Mapping[str, Collection[str]]
) -> int:
    """Return how many of the questions `asked` are right by any of several keys (question -> correct options)."""
    found = ((answers.get(question, ()), [key[question] for key in keys if question in key]) for question in asked)
    return sum(any(is_right(chosen, correct) for correct in several) for chosen, several in found)


def misfits(
    answers: Mapping[str, Sequence[str]], offered: Mapping[str, Collection[str]], single: Collection[str]
) -> dict[str, Misfit]:
    """Return question -> what is wrong with its answer, for each that is; of none of them anything may be counted.

    Args:
        answers: question -> the options sent.
        offered: question -> its options, for each that was asked.
        single: the questions that take one option.
    """
    found = {question: _misfit(question, sent, offered, single) for question, sent in answers.items()}
    return {question: misfit for question, misfit in found.items() if misfit}


def _misfit(
    question: str, sent: Sequence[str], offered: Mapping[str, Collection[str]], single: Collection[str]
) -> Misfit | None:
    if question not in offered:
        return Misfit.NOT_ASKED
    if not set(sent) <= set(offered[question]):
        return Misfit.NOT_OFFERED
    if len(set(sent)) < len(sent):
        return Misfit.TWICE
    return Misfit.SEVERAL if question in single and len(sent) > 1 else None


def in_order(answers: Mapping[str, Collection[str]], offered: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return answers without misfit in the order of the test, and without the questions left out."""
    return {
        question: [option for option in options if option in answers[question]]
        for question, options in offered.items()
        if answers.get(question)
    }


def percent(right: int, total: int) -> int:
    """Return the score in whole percent, rounded down, so that what is shown never flatters (abuse case 28)."""
    return right * 100 // total


def passes(right: int, total: int, mark: int) -> bool:
    """Return whether `right` of `total` reaches `mark` percent, in integers, never rounded up (R28); of none, never."""
    return total > 0 and right * 100 >= mark * total


def meets(attempts: Iterable[Tried], mark: int, limit: int | None) -> bool:
    """Return whether an attempt within `limit` (None: any) reached `mark`: each credit by its own (R31, R33)."""
    return any(passes(a.right, a.total, mark) for a in attempts if limit is None or a.number <= limit)


def is_settled(attempts: Iterable[Tried]) -> bool:
    """Return whether some attempt reached the target it was handed in under.

    The target is stored with the attempt, so that a profession added later opens no second try to someone who
    has seen the key.
    """
    return any(passes(a.right, a.total, a.target) for a in attempts)


def attempts_left(used: int, limit: int | None) -> int | None:
    """Return how many attempts remain; None if there is no limit (R30)."""
    return None if limit is None else max(limit - used, 0)


def bar(attempts: Sequence[Tried], *, limit: int | None, windows: Sequence[Window]) -> Bar | None:
    """Return why no attempt may be handed in, the first reason in the order below, or None (R30, R42, R18).

    The test is open while any credit of the course can be earned. But while a credit of the learner's own is still to
    begin it stays closed: what is passed before a credit's first day does not earn it (R7), and nobody passes twice.
    """
    standing = [window for window in windows if not window.withdrawn]
    is_open = any(window.is_open for window in standing)
    is_awaited = any(window.is_coming and window.awaited for window in standing)
    reasons = (
        (Bar.PASSED, is_settled(attempts)),
        (Bar.USED_UP, attempts_left(len(attempts), limit) == 0),
        (Bar.EXPIRED, not _has_time(windows)),
        (Bar.WITHDRAWN, not _has_time(standing)),
        (Bar.NOT_YET, is_awaited or not is_open),
    )
    return next((reason for reason, holds in reasons if holds), None)


def _has_time(windows: Iterable[Window]) -> bool:
    """Return whether one of them is open or still to begin."""
    return any(window.is_open or window.is_coming for window in windows)


def key_for(barred: Bar | None, *, passed: bool, feedback_due: bool) -> Key:
    """Return how much of the key and its explanations may be shown to somebody who tried (R34).

    All of it after a pass, to those who can never try again. A withdrawal may be taken back and a first day comes, so
    neither opens it. Failing opens nothing, by any number of attempts and for ever: an account costs nothing, and what
    one is shown, all can read. `feedback_due` says that a credit of the learner needs feedback on the result [MOC-1]:
    after the last attempt they see what a pool drew for them, which is not what it draws for others.
    """
    if passed and barred in {Bar.PASSED, Bar.USED_UP, Bar.EXPIRED}:
        return Key.ALL
    return Key.DRAWN if feedback_due and barred is Bar.USED_UP else Key.NOTHING


def is_ample(drawn: int | None, there: int) -> bool:
    """Return whether so many questions `drawn` of those `there` (None: no pool) keep the key from others.

    Somebody else is asked at least as many that were not shown as were, on average.
    """
    return drawn is not None and 2 * drawn <= there


def pause_after(used: int) -> dt.timedelta:
    """Return how long the next attempt waits after `used` ones, at least one, where any number is allowed (R30)."""
    return PAUSES[min(used, len(PAUSES)) - 1]


def target(marks: Iterable[int], fallback: int) -> int:
    """Return the mark that ends the test: the highest that matters to the learner, else the course's own."""
    return max(marks, default=fallback)


def disguise(options: Sequence[str], *, seed: str, shuffle: bool) -> dict[str, str]:
    """Return code -> option in the order to show, the same for the same `seed`.

    Codes stand in for option keys in the page: keys as authors write them (a, b, c) tell the order of writing, in
    which the right one often comes first (abuse case 13). `seed` must hold a secret, so that no code can be undone.
    """
    coded = {_code(seed, option): option for option in options}
    return dict(sorted(coded.items())) if shuffle else coded


def drawn(questions: Sequence[tuple[str, str]], pool: Mapping[str, int], *, seed: str) -> tuple[str, ...]:
    """Return which of `questions` (key and objective of each) are asked, in their order, the same for the same `seed`.

    Of an objective in `pool` so many are asked; of every other one all. `seed` must hold a secret.
    """
    asked: set[str] = set()
    for objective in {objective for _, objective in questions}:
        keys = sorted((key for key, its in questions if its == objective), key=lambda key: _code(seed, key))
        asked |= set(keys[: pool.get(objective, len(keys))])
    return tuple(key for key, _ in questions if key in asked)


def _code(seed: str, option: str) -> str:
    return hmac.new(seed.encode(), option.encode(), hashlib.sha256).hexdigest()[:CODE_LENGTH]
