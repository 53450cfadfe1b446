"""Whose an award is: name and numbers as of the award, what came beside them since, and nothing of today's profile."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from credence.accounts.rules.identifiers import tokens
from credence.credit.models import Award, AwardNumber, Identity


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbered:
    """A number by which a body knows a learner; a license with its state.

    `since` is None where the award was given under it, else when it came into the profile.
    """

    kind: str
    region: str
    value: str
    since: dt.datetime | None = None
    taken_back_at: dt.datetime | None = None
    is_beside: bool = False
    """Whether the award had another of its kind and place already."""

    def __str__(self) -> str:
        return f"{self.region} {self.value}".strip()

    @property
    def tokens(self) -> frozenset[str]:
        """The tokens that the number stands for."""
        return tokens(self.kind, self.region)


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbers:
    """The numbers of an award.

    `own` are those that it was given under, and the first that came later of each kind and place of which it had none.
    `beside` are those that came where it had one already, and those that staff took back: facts that replace nothing.
    """

    own: tuple[Numbered, ...] = ()
    beside: tuple[Numbered, ...] = ()


def numbers_of(rows: Iterable[AwardNumber], awarded_at: dt.datetime) -> Numbers:
    """Return the numbers of an award that was given at `awarded_at`."""
    told = sorted((_numbered(row, awarded_at) for row in rows), key=_in_time)
    had = {(each.kind, each.region) for each in told if not each.since}
    own, beside = list[Numbered](), list[Numbered]()
    for each in told:
        is_new = each.since is not None and (each.kind, each.region) not in had
        is_own = not each.taken_back_at and (not each.since or is_new)
        if is_own:
            own.append(each)
        else:
            beside.append(replace(each, is_beside=True))
        had.add((each.kind, each.region))
    return Numbers(own=tuple(sorted(own, key=in_order)), beside=tuple(beside))


def _numbered(row: AwardNumber, awarded_at: dt.datetime) -> Numbered:
    of = {name: getattr(row, name) for name in ("kind", "region", "value", "taken_back_at")}
    return Numbered(**of, since=row.given_at if row.given_at > awarded_at else None)


def _in_time(each: Numbered) -> tuple[str, tuple[str, str, str]]:
    return each.since.isoformat() if each.since else "", in_order(each)


def in_order(each: Numbered) -> tuple[str, str, str]:
    """Return by what numbers are put in order."""
    return each.kind, each.region, each.value


def numbers_of_many(awards: Collection[Award]) -> dict[int, Numbers]:
    """Return the numbers of each award by its primary key, in one query for all."""
    rows: dict[int, list[AwardNumber]] = defaultdict(list)
    for row in AwardNumber.objects.filter(award__in=[each.pk for each in awards]).exclude(value=""):
        rows[row.award_id].append(row)
    return {each.pk: numbers_of(rows[each.pk], each.awarded_at) for each in awards}


def identity_of(award: Award) -> Identity | None:
    """Return under whose name an award was given; None of one that nobody wrote it with."""
    found: Identity | None = getattr(award, "identity", None)
    return found


def name_of(award: Award) -> str:
    """Return the name under which an award was given, "" once it is erased."""
    identity = identity_of(award)
    return identity.name if identity else ""


def of_one_person(one: tuple[str, Sequence[Numbered]], other: tuple[str, Sequence[Numbered]]) -> bool:
    """Return whether two awards, each by name and numbers, can stand in one line.

    They can where the name is the same, and of no kind and place one was given under other numbers than the other.
    """
    mine, yours = _by_place(one[1]), _by_place(other[1])
    return one[0] == other[0] and all(mine[place] == yours[place] for place in mine.keys() & yours.keys())


def _by_place(numbers: Iterable[Numbered]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in numbers:
        found[each.kind, each.region].add(each.value)
    return dict(found)
