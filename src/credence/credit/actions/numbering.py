"""One number, one person: what is written where a profile got a number, an award was given, or a case was opened."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction

from credence.accounts.models import Identifier, User
from credence.audit.actions import record
from credence.audit.enums import Act
from credence.credit.models import Award, AwardNumber, CaseParty, Identity, Number, NumberCase
from credence.credit.queries.identity import Numbers, numbers_of
from credence.credit.queries.numbers import Compared, among, compared_of, is_taken_back, one_person, users_of
from credence.kit.refusal import Refusal


class NumberTakenBack(Refusal):
    """Staff decided that a number is another person's; `kind`, `region` and `value` are as it was given."""

    code = "number-taken-back"


@transaction.atomic
def note_numbers(*, learner: User, by: str, now: dt.datetime) -> None:
    """Write beside the learner's awards the numbers that came into the profile, and open a case where one is shared.

    An award keeps the numbers that it was given under. Call it in the transaction that stored the profile.

    Raises:
        NumberTakenBack: staff decided that one of the numbers is another person's.
    """
    held = identifiers_of(learner)
    numbers = locked_numbers(map(compared, held))
    for each in held:
        number = numbers.get(compared(each))
        if number and is_taken_back(learner, number):
            raise NumberTakenBack(kind=each.kind, region=each.region, value=each.value)
    _write_beside(learner, held, numbers, now)
    open_cases(numbers=numbers.values(), by=by, now=now)


def identifiers_of(learner: User) -> list[Identifier]:
    """Return the numbers of a profile, in their order."""
    return list(Identifier.objects.filter(user=learner).order_by("kind", "region", "value"))


def compared(each: Identifier) -> Compared:
    """Return a number of a profile in the form in which it is compared."""
    return each.kind, each.region, each.key


def locked_numbers(asked: Iterable[Compared]) -> dict[Compared, Number]:
    """Lock some numbers, always in one order, so that of two who give by one the second sees what the first wrote."""
    wanted = sorted({each for each in asked if each[2]})
    if not wanted:
        return {}
    found = _locked(wanted)
    if len(found) < len(wanted):
        rows = [Number(kind=kind, region=place, key=key) for kind, place, key in wanted]
        Number.objects.bulk_create(rows, ignore_conflicts=True)
        found = _locked(wanted)
    return found


def _locked(wanted: Iterable[Compared]) -> dict[Compared, Number]:
    found = Number.objects.select_for_update().filter(among(wanted)).order_by("pk")
    return {(each.kind, each.region, each.key): each for each in found}


def write_identity(*, award: Award, held: Iterable[Identifier], numbers: Mapping[Compared, Number]) -> Numbers:
    """Keep with an award whose it is: name and numbers of this moment, under which nobody else may hold the same.

    Returns those numbers.

    Raises:
        IntegrityError: another account holds the credit under one of the numbers.
    """
    profile = award.learner.profile
    names = {name: getattr(profile, name) for name in ("family_name", "given_name", "credentials")}
    birthday = {name: getattr(profile, name) for name in ("birth_month", "birth_day")}
    Identity.objects.create(award=award, name=profile.legal_name, **names, **birthday)
    rows = [_number_of(award, each, numbers.get(compared(each)), award.awarded_at) for each in held]
    AwardNumber.objects.bulk_create(rows)
    return numbers_of([each for each in rows if each.value], award.awarded_at)


def _number_of(award: Award, each: Identifier, number: Number | None, given_at: dt.datetime) -> AwardNumber:
    credit = {name: getattr(award, name) for name in ("content", "credit_type", "period")}
    of = {name: getattr(each, name) for name in ("kind", "region", "value")}
    return AwardNumber(award=award, **of, number=number, given_at=given_at, **credit, holds=number is not None)


def _write_beside(
    learner: User, held: Collection[Identifier], numbers: Mapping[Compared, Number], now: dt.datetime
) -> None:
    """Write numbers that are new to an award beside it; one under which another holds the credit does not hold it."""
    awards = list(learner.awards.select_related("revocation").prefetch_related("numbers").order_by("pk"))
    if not awards or not held:
        return
    taken = set(AwardNumber.objects.filter(number__in=numbers.values(), holds=True).values_list(*CREDIT))
    rows = []
    for award in awards:
        for each in held:
            row = _number_of(award, each, numbers.get(compared(each)), now)
            if not any(_is_same(row, there) for there in award.numbers.all()):
                row.holds = row.holds and not hasattr(award, "revocation") and _credit(row) not in taken
                taken |= {_credit(row)} if row.holds else set()
                rows.append(row)
    AwardNumber.objects.bulk_create(rows)


CREDIT = ("number_id", "content", "credit_type", "period")


def _credit(row: AwardNumber) -> tuple[int | None, str, str, str]:
    return row.number_id, row.content, row.credit_type, row.period


def _is_same(one: AwardNumber, other: AwardNumber) -> bool:
    if one.number_id or other.number_id:
        return one.number_id == other.number_id
    return (one.kind, one.region, one.value) == (other.kind, other.region, other.value)


def hold_again(*, award: Award, by: str, now: dt.datetime) -> None:
    """Let an award that stands again hold its credit under its numbers; a number that others have is a case for staff.

    Raises:
        IntegrityError: another account holds the credit under one of them.
    """
    rows = AwardNumber.objects.filter(award=award, number__isnull=False, taken_back_at=None)
    numbers = locked_numbers(compared_of(each) for each in rows.select_related("number"))
    rows.update(holds=True)
    open_cases(numbers=numbers.values(), by=by, now=now)


def let_go(*, award: Award) -> None:
    """Let an award that was taken back hold its credit no longer."""
    AwardNumber.objects.filter(award=award).update(holds=False)


def open_cases(*, numbers: Collection[Number], by: str, now: dt.datetime) -> None:
    """Open a case for each of some locked numbers that several accounts have, or add to it who is new.

    What staff decided to be one person's is no case.
    """
    users = users_of(numbers)
    for number in numbers:
        if len(users[number.pk]) > 1 and not any(users[number.pk] <= each for each in one_person(number)):
            _join(number, users[number.pk], by=by, now=now)


def _join(number: Number, users: set[int], *, by: str, now: dt.datetime) -> None:
    case, is_new = NumberCase.objects.get_or_create(number=number, decided_at=None, defaults={"opened_at": now})
    there = set(case.parties.values_list("learner_id", flat=True))
    CaseParty.objects.bulk_create(CaseParty(case=case, learner_id=pk, joined_at=now) for pk in sorted(users - there))
    if is_new or users - there:
        names = User.objects.filter(pk__in=users | there).order_by("username").values_list("username", flat=True)
        subject = ("number-case", case.public_id)
        record(Act.NUMBER_CASE_OPENED, by=by, subject=subject, now=now, details={"accounts": ", ".join(names)})
