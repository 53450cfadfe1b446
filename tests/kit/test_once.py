"""Made once, whoever asks at the same time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from credence.kit.once import once


def test_of_eight_who_ask_at_once_the_first_makes_it() -> None:
    asked, start = [], Barrier(8, timeout=10)

    @once
    def make(name: str) -> object:
        asked.append(name)
        Event().wait(0.05)  # long enough that all the others come meanwhile
        return object()

    def ask(_: int) -> object:
        start.wait()
        return make("it")

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(ask, range(8)))
    assert (asked, len(found)) == (["it"], 1)


def test_each_arguments_have_their_own() -> None:
    made = once(lambda *numbers, **named: [*numbers, *named.items()])
    assert made(1, b=2) is made(1, b=2)
    assert (made(1, b=2), made(2, b=2), made(1, b=3)) == ([1, ("b", 2)], [2, ("b", 2)], [1, ("b", 3)])


def test_a_failure_is_not_kept() -> None:
    answers = [LookupError("not there yet"), "there"]

    @once
    def find() -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(LookupError):
        find()
    assert (find(), find()) == ("there", "there")
