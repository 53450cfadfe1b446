"""What is kept is asked for once, under the mark that stood, and no more than so much of it."""

from collections.abc import Collection

from credence.kit.kept import Kept


class Shelf:
    """A place to read from, which remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def read(self, keys: Collection[int]) -> dict[int, str]:
        """Return the number of each even key in words."""
        self.asked.append(sorted(keys))
        return {each: f"number {each}" for each in keys if not each % 2}


def test_only_what_is_not_kept_is_read_and_all_of_it_at_once() -> None:
    kept, shelf = Kept[int, str](9), Shelf()
    assert kept.get("a", [2], shelf.read) == {2: "number 2"}
    assert kept.get("a", [2, 4, 6], shelf.read) == {2: "number 2", 4: "number 4", 6: "number 6"}
    assert shelf.asked == [[2], [4, 6]]


def test_under_another_mark_all_is_read_again() -> None:
    kept, shelf = Kept[int, str](9), Shelf()
    for mark in ("a", "b", "a"):
        kept.get(mark, [2], shelf.read)
    assert shelf.asked == [[2], [2]]


def test_without_a_mark_nothing_is_kept() -> None:
    kept, shelf = Kept[int, str](9), Shelf()
    for _ in range(2):
        kept.get("", [2], shelf.read)
    assert shelf.asked == [[2], [2]]


def test_what_was_not_there_is_asked_for_again() -> None:
    kept, shelf = Kept[int, str](9), Shelf()
    assert [kept.get("a", [3], shelf.read) for _ in range(2)] == [{}, {}]
    assert shelf.asked == [[3], [3]]


def test_what_was_asked_for_last_is_kept_and_no_more_than_so_much() -> None:
    kept, shelf = Kept[int, str](2), Shelf()
    for key in (2, 4, 2, 6, 2, 4):
        kept.get("a", [key], shelf.read)
    assert shelf.asked == [[2], [4], [6], [4]]
