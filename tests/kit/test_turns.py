"""Few threads compute at a time; who waits for somebody outside lets others pass, and nobody waits long."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from credence.kit.turns import LONGEST_WAIT, PLACES, Places, aside, turn

pytestmark = pytest.mark.same


@contextmanager
def others_at_work(*, outside: bool = False) -> Iterator[None]:
    """Let other threads have all the turns; `outside` lets them step aside."""
    over, begun = threading.Event(), threading.Barrier(PLACES + 1)

    def work() -> None:
        with turn(), ExitStack() as stack:
            if outside:
                stack.enter_context(aside())
            begun.wait()
            over.wait()

    threads = [threading.Thread(target=work) for _ in range(PLACES)]
    for each in threads:
        each.start()
    begun.wait()
    try:
        yield
    finally:
        over.set()
        for each in threads:
            each.join()


def seconds_until_a_turn() -> float:
    """Return how long this thread waited."""
    begun = time.monotonic()
    with turn():
        return time.monotonic() - begun


def test_who_finds_all_places_taken_waits_a_moment_and_no_longer() -> None:
    with others_at_work():
        waited = seconds_until_a_turn()
    assert LONGEST_WAIT <= waited < LONGEST_WAIT + 2


def test_who_waits_for_somebody_outside_lets_others_pass() -> None:
    with others_at_work(outside=True):
        assert seconds_until_a_turn() < LONGEST_WAIT


def test_every_place_is_free_again_afterwards() -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), turn(), aside():
            raise ZeroDivisionError
    begun = time.monotonic()
    with others_at_work():
        assert time.monotonic() - begun < LONGEST_WAIT


def test_to_step_aside_without_a_turn_changes_nothing() -> None:
    with aside(), others_at_work():
        assert seconds_until_a_turn() >= LONGEST_WAIT


def test_a_place_that_is_given_back_goes_to_whoever_waits_and_not_to_who_asks_next() -> None:
    places, order = Places(1), list[int]()
    places.take(0)

    def wait(number: int) -> None:
        if places.take(60):
            order.append(number)
            places.give_back()

    threads = [threading.Thread(target=wait, args=(number,)) for number in range(5)]
    for number, each in enumerate(threads):
        each.start()
        while places.waiting <= number:
            time.sleep(0.001)
    places.give_back()
    assert places.take(60)
    for each in threads:
        each.join()
    assert order == [0, 1, 2, 3, 4]


def test_who_waits_no_longer_is_not_in_the_way() -> None:
    places = Places(1)
    assert (places.take(0), places.take(0.01), places.waiting) == (True, False, 0)
    places.give_back()
    assert places.take(0)
