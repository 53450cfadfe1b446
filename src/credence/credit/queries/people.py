"""What the rule of credit needs to know of learners, whatever the course."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from credence.accounts.models import HeldProfession, Identifier, User
from credence.accounts.rules.identifiers import BIRTHDAY, tokens
from credence.catalog.rules.repeats import Prior
from credence.credit.queries.numbers import Credit, are_shared, held_elsewhere
from credence.credit.rules import Held
from credence.enrollment.queries.done import LEARNERS, Done, rows_done
from credence.kit.statements import Statement


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """What the rule of credit needs to know of a learner, whatever the course."""

    closed_at: dt.datetime | None
    has_profile: bool
    held: tuple[Held, ...]
    identifiers: frozenset[str]
    elsewhere: Mapping[Credit, Sequence[Prior]]
    """What other accounts hold under the learner's numbers, by content and credit type."""

    @property
    def professions(self) -> frozenset[str]:
        """The professions held now."""
        return frozenset(each.profession for each in self.held if each.until is None)


def rows_of_people() -> tuple[QuerySet[Any, tuple[Any, ...]], ...]:
    """Return what is read of learners, to be read with other things in one statement; `people_from` knows its rows."""
    users = User.objects.annotate(shares=Cast(are_shared(), IntegerField()))
    numbers = Identifier.objects.annotate(place=Concat("kind", Value(" "), "region"))
    figures = ("profile__pk", "profile__birth_month", "shares")
    return (
        rows_done(users, "person", of=("pk", LEARNERS), figures=figures, at="closed_at"),
        rows_done(
            HeldProfession.objects.all(),
            "profession",
            of=("user", LEARNERS),
            said="profession",
            at="held_from",
            until="ended_at",
        ),
        rows_done(numbers, "number", of=("user", LEARNERS), said="place"),
    )


def _rows() -> QuerySet[Any, tuple[Any, ...]]:
    first, *others = rows_of_people()
    return first.union(*others, all=True)


PEOPLE = Statement(_rows)


def people_of(learner_ids: Collection[int]) -> dict[int, Person]:
    """Return what is known of learners by their primary keys, in one query for all.

    Where one of them shares a number with another account there are two more.
    """
    return people_from(map(Done.read, PEOPLE.run(learners=learner_ids)))


def people_from(rows: Iterable[Done]) -> dict[int, Person]:
    """Return learners of what was read of them, in no query more unless one shares a number."""
    people: list[Done] = []
    held: dict[int, list[Held]] = defaultdict(list)
    identifiers: dict[int, set[str]] = defaultdict(set)
    for each in rows:
        if each.kind == "person":
            people.append(each)
        elif each.kind == "profession" and each.at:
            held[each.of].append(Held(profession=each.said, since=each.at, until=each.until))
        elif each.kind == "number":
            identifiers[each.of] |= tokens(*each.said.split(" ", 1))
    sharing = {each.of for each in people if each.figures[2]}
    elsewhere = held_elsewhere(sharing) if sharing else {}
    return {
        each.of: Person(
            closed_at=each.at,
            has_profile=each.figures[0] is not None,
            held=tuple(sorted(held[each.of], key=lambda one: (one.since, one.profession))),
            identifiers=frozenset(identifiers[each.of] | ({BIRTHDAY} if each.figures[1] else set())),
            elsewhere=elsewhere.get(each.of, {}),
        )
        for each in people
    }
