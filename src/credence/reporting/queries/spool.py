"""Participations in the order of a list, however many: sorted on disk, for a million of them fill no memory."""

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from credence.kit.text import folded
from credence.reporting.rules.counting import Credit, Participation

MEMORY_KIB = 16_384
"""So much of it is held in memory; the rest stands in a file that goes with it."""
AT_ONCE = 1_000


class Spool:
    """Participations by the place of their course, then by name: family and given, or the only one; the nameless last.

    It belongs to nobody else, and is gone with whoever made it.
    """

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._rows.execute(f"PRAGMA cache_size = -{MEMORY_KIB}")
        self._rows.execute("PRAGMA journal_mode = OFF")
        self._rows.execute(
            "CREATE TABLE line (place INTEGER, nameless INTEGER, family TEXT, given TEXT, enrollment INTEGER, "
            "told TEXT, PRIMARY KEY (place, nameless, family, given, enrollment)) WITHOUT ROWID"
        )
        self._size = 0
        self.tell: Callable[[int], None] = lambda _read: None
        """Is told how many were read."""

    def add(self, place: int, each: Participation) -> None:
        """Put a participation to its place."""
        family, given = each.name
        key = (place, not (family or given), folded(family or given), folded(given), each.enrollment)
        self._rows.execute("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?)", (*key, _told(each)))
        self._size += 1

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Participation]:
        rows = self._rows.execute("SELECT told FROM line ORDER BY place, nameless, family, given, enrollment")
        read = 0
        while chunk := rows.fetchmany(AT_ONCE):
            yield from (_read(told) for (told,) in chunk)
            read += len(chunk)
            self.tell(read)

    def __getitem__(self, wanted: slice) -> list[Participation]:
        """Return a part of the list, for a page."""
        return list(islice(self, wanted.start, wanted.stop))


def _told(each: Participation) -> str:
    day = each.first_part_on and each.first_part_on.isoformat()
    about = (each.enrollment, each.course, each.name, sorted(each.professions), day, each.waits)
    return json.dumps((*about, [_credit(credit) for credit in each.credits]))


def _credit(credit: Credit) -> tuple[Any, ...]:
    withdrawn_on = credit.withdrawn_on and credit.withdrawn_on.isoformat()
    return credit.type, str(credit.amount), credit.completed_on.isoformat(), withdrawn_on, credit.award


def _read(told: str) -> Participation:
    enrollment, course, name, professions, day, waits, credits_given = json.loads(told)
    return Participation(
        enrollment=enrollment,
        course=course,
        name=(name[0], name[1]),
        professions=frozenset(professions),
        first_part_on=day and dt.date.fromisoformat(day),
        credits=tuple(_credit_read(*each) for each in credits_given),
        waits=waits,
    )


def _credit_read(code: str, amount: str, completed_on: str, withdrawn_on: str | None, award: int) -> Credit:
    return Credit(
        type=code,
        amount=Decimal(amount),
        completed_on=dt.date.fromisoformat(completed_on),
        withdrawn_on=dt.date.fromisoformat(withdrawn_on) if withdrawn_on else None,
        award=award,
    )
