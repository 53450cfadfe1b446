"""What an attack is: a function that does first what is allowed, then what is not, one change away."""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attack.site import Site


class Hole(Exception):
    """The attack got through."""


class NoPremise(Exception):
    """What is allowed did not work, so that the attack would show nothing."""


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack: its name as `subject.name`, what it tries, and the function that tries it."""

    name: str
    tries: str
    run: "Callable[[Site], None]"


ATTACKS: list[Attack] = []


def attack(run: "Callable[[Site], None]") -> "Callable[[Site], None]":
    """Take a function among the attacks; the first line of its docstring says what it tries."""
    subject = run.__module__.rpartition(".")[2]
    tries = (run.__doc__ or "").strip().splitlines()[0].rstrip(".")
    ATTACKS.append(Attack(f"{subject}.{run.__name__}", tries, run))
    return run


def chosen(patterns: list[str]) -> list[Attack]:
    """Return the attacks whose name fits any of the patterns (`*` stands for anything), all of them without one."""
    return [each for each in ATTACKS if not patterns or any(fnmatch(each.name, pattern) for pattern in patterns)]


def honest(is_so: object, what: str) -> None:
    """Go on if what is allowed works.

    Raises:
        NoPremise: it does not.
    """
    if not is_so:
        raise NoPremise(what)


def held(is_so: object, what: str) -> None:
    """Go on if the site held; `what` tells what it let happen where it did not.

    Raises:
        Hole: it did not.
    """
    if not is_so:
        raise Hole(what)
