"""Numbers that several accounts have: who they are, what they hold under them, and what waits until staff decide."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from operator import or_

from django.db.models import Count, DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from credence.accounts.models import Identifier, User
from credence.catalog.queries.terms import last_day_of
from credence.catalog.rules.repeats import Prior
from credence.credit.enums import Outcome
from credence.credit.models import Award, AwardNumber, CaseParty, Number, NumberCase

Compared = tuple[str, str, str]
"""A number by its kind, its place and the form in which it is compared."""
Credit = tuple[str, str]
"""A content and a credit type."""
NOT_YET = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
"""Where a decision stands that nobody took: after all others."""


def are_shared() -> Exists:
    """Return whether a user has, or had, a number that another account has, too, for a query of users."""
    return Exists(CaseParty.objects.filter(learner=OuterRef("pk")))


def held_elsewhere(learner_ids: Collection[int]) -> dict[int, dict[Credit, list[Prior]]]:
    """Return by learner what other accounts hold under a number of the learner's, in two queries (R44)."""
    mine: dict[Compared, set[int]] = defaultdict(set)
    for each in Identifier.objects.filter(user__in=learner_ids).exclude(key=""):
        mine[each.kind, each.region, each.key].add(each.user_id)
    found: dict[int, dict[Credit, list[Prior]]] = defaultdict(lambda: defaultdict(list))
    for row in _standing(mine):
        prior = Prior(completed_on=row.award.completed_on, last=last_day_of(row.award.offer))
        for learner in mine[compared_of(row)] - {row.award.learner_id}:
            found[learner][row.content, row.credit_type].append(prior)
    return found


def _standing(numbers: Collection[Compared]) -> QuerySet[AwardNumber]:
    """Return the numbers of awards that stand and were not taken back."""
    rows = AwardNumber.objects.filter(taken_back_at=None, award__revocation=None)
    if not numbers:
        return rows.none()
    return rows.filter(among(numbers, "number__")).select_related("number", "award__offer")


def among(numbers: Iterable[Compared], path: str = "") -> Q:
    """Return the condition that a row is of one of some numbers."""
    each = (Q(**{f"{path}kind": kind, f"{path}region": place, f"{path}key": key}) for kind, place, key in numbers)
    return reduce(or_, each, Q(pk__in=()))


def compared_of(row: AwardNumber) -> Compared:
    """Return the number of an award in the form in which it is compared; the row comes with its number."""
    number = row.number
    return (number.kind, number.region, number.key) if number else (row.kind, row.region, "")


def users_of(numbers: Collection[Number]) -> dict[int, set[int]]:
    """Return by primary key of each number who has it: in the profile, or under an award that stands."""
    by_key: Mapping[Compared, int] = {(each.kind, each.region, each.key): each.pk for each in numbers}
    users: dict[int, set[int]] = {each.pk: set() for each in numbers}
    for each in Identifier.objects.filter(among(by_key)):
        users[by_key[each.kind, each.region, each.key]].add(each.user_id)
    for row in _standing(by_key):
        users[by_key[compared_of(row)]].add(row.award.learner_id)
    return users


def one_person(number: Number) -> list[set[int]]:
    """Return the accounts that staff decided to be one person's, as far as this number tells.

    What was opened again tells nothing any more.
    """
    parties: dict[int, set[int]] = defaultdict(set)
    decided = CaseParty.objects.filter(case__number=number, case__outcome=Outcome.ONE_PERSON, case__reopened=None)
    for case, learner in decided.values_list("case_id", "learner_id"):
        parties[case].add(learner)
    return list(parties.values())


def waiting() -> QuerySet[CaseParty]:
    """Return who waits for a decision; not those whose the number is by the one in force, unless it is reopened."""
    mine = CaseParty.objects.filter(case__number=OuterRef("case__number"), learner=OuterRef("learner"))
    in_force = mine.exclude(case__decided_at=None).order_by("-case__opened_at", "-pk").values("is_owner")[:1]
    rows = CaseParty.objects.filter(case__decided_at=None).annotate(was_owner=Subquery(in_force))
    return rows.filter(Q(case__reopens__isnull=False) | Q(was_owner=None) | Q(was_owner=False))


def cases() -> QuerySet[NumberCase]:
    """Return the numbers that several accounts have: the undecided first, the longest before; then the latest."""
    decided = Coalesce("decided_at", Value(NOT_YET, DateTimeField()))
    rows = NumberCase.objects.select_related("number").annotate(accounts=Count("parties"), decided=decided)
    return rows.order_by("-decided", "opened_at", "pk")


def undecided() -> int:
    """Return how many numbers wait for a decision."""
    return NumberCase.objects.filter(decided_at=None).count()


def later_case(case: NumberCase) -> NumberCase | None:
    """Return the latest case of the same number that came after this one, if there is any: its decision counts."""
    return NumberCase.objects.filter(number=case.number_id, pk__gt=case.pk).order_by("-pk").first()


def parties_of(case: NumberCase) -> list[CaseParty]:
    """Return the accounts of a case with their profiles, in the order in which they came into it."""
    return list(case.parties.select_related("learner__profile").order_by("joined_at", "pk"))


def is_taken_back(learner: User, number: Number) -> bool:
    """Return whether the latest decision on a number said that it is not the learner's."""
    mine = CaseParty.objects.filter(case__number=number, learner=learner).order_by("case__opened_at", "pk").last()
    return mine is not None and mine.is_owner is False


def awards_of_parties(case: NumberCase) -> dict[int, list[Award]]:
    """Return what each account of a case was given, by learner, the earliest first, in one query."""
    found: dict[int, list[Award]] = defaultdict(list)
    related = ("enrollment__line__version", "offer", "identity", "revocation", "correction")
    awards = Award.objects.filter(learner__in=case.parties.values("learner")).select_related(*related)
    for award in awards.order_by("awarded_at", "pk"):
        found[award.learner_id].append(award)
    return found


def doubled(learner_ids: Collection[int]) -> list[list[Award]]:
    """Return the awards of one credit that stand in several of some accounts, the first one first."""
    same: dict[tuple[str, str, str], list[Award]] = defaultdict(list)
    standing = Award.objects.filter(learner__in=learner_ids, revocation=None).select_related("enrollment")
    for award in standing.order_by("awarded_at", "pk"):
        same[award.content, award.credit_type, award.period].append(award)
    return [awards for awards in same.values() if len(awards) > 1]
