"""Staff decide whose a number is that several accounts have, with a reason (R44, R66)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction

from credence.accounts.actions import take_back_number
from credence.accounts.models import User
from credence.audit.actions import record
from credence.audit.enums import Act
from credence.credit import letters
from credence.credit.actions.changing import reason_given, revoke
from credence.credit.actions.numbering import locked_numbers
from credence.credit.enums import Outcome
from credence.credit.models import AwardNumber, CaseParty, Number, NumberCase
from credence.credit.queries.numbers import doubled
from credence.enrollment.models import Enrollment
from credence.kit.refusal import Refusal


class DecisionRefused(Refusal):
    """A case stays open."""

    code = "decision-refused"


class AlreadyDecided(DecisionRefused):
    """Somebody else decided it before."""

    code = "already-decided"


class OwnCase(DecisionRefused):
    """Nobody decides about a number of their own account."""

    code = "own-case"


class OwnerMissing(DecisionRefused):
    """The number is to be one account's, and it is not said whose."""

    code = "owner-missing"


@transaction.atomic
def decide_number(
    *, case: NumberCase, outcome: Outcome, owner: User | None, by: str, reason: str, now: dt.datetime
) -> NumberCase:
    """Decide whose a number is.

    Whose it is not loses it from the profile and is told by letter; under it their awards hold nothing any more, which
    stays a fact beside them. Where the accounts are one person's, credit that stands in several is taken back but once.

    Args:
        case: which number.
        outcome: that it is one account's, that all accounts are one person's, or that it is nobody's of them.
        owner: whose it is, where it is one account's.
        by: who of the staff decides.
        reason: why; it is on record and in the letters.
        now: the present moment.

    Raises:
        ReasonMissing, AlreadyDecided, OwnCase, OwnerMissing: nothing was written.
    """
    reason = reason_given(reason)
    parties = _locked(case)
    case = NumberCase.objects.select_related("number").get(pk=case.pk)
    _check(case, outcome, owner, parties, by)
    for party in parties:
        is_owner = outcome is Outcome.ONE_PERSON or (owner is not None and party.learner_id == owner.pk)
        CaseParty.objects.filter(pk=party.pk).update(is_owner=is_owner)
        if not is_owner:
            _take_back(party.learner, case.number, by=by, reason=reason, now=now)
    if outcome is Outcome.ONE_PERSON:
        _leave_one(parties, by=by, reason=reason, now=now)
    _hold_what_is_free(case.number)
    case.outcome, case.decided_at, case.decided_by, case.reason = outcome, now, by, reason
    case.save(update_fields=["outcome", "decided_at", "decided_by", "reason"])
    _tell(case, parties, by=by, now=now)
    return case


def _locked(case: NumberCase) -> list[CaseParty]:
    """Lock accounts, enrollments and the number, in the order of every step of theirs, and return who is concerned."""
    parties = list(case.parties.select_related("learner").order_by("pk"))
    learners = [each.learner_id for each in parties]
    list(User.objects.select_for_update().filter(pk__in=learners).order_by("pk").values_list("pk"))
    list(Enrollment.objects.select_for_update().filter(learner__in=learners).order_by("pk").values_list("pk"))
    locked_numbers([(case.number.kind, case.number.region, case.number.key)])
    return list(case.parties.select_related("learner").order_by("pk"))


def _check(case: NumberCase, outcome: Outcome, owner: User | None, parties: Collection[CaseParty], by: str) -> None:
    if case.decided_at:
        raise AlreadyDecided
    if by in {each.learner.username for each in parties}:
        raise OwnCase
    if outcome is Outcome.ONE_OF_THEM and (owner is None or owner.pk not in {each.learner_id for each in parties}):
        raise OwnerMissing


def _take_back(learner: User, number: Number, *, by: str, reason: str, now: dt.datetime) -> None:
    take_back_number(user=learner, number=(number.kind, number.region, number.key), by=by, reason=reason, now=now)
    under = AwardNumber.objects.filter(award__learner=learner, number=number, taken_back_at=None)
    under.update(holds=False, taken_back_at=now)


def _leave_one(parties: Iterable[CaseParty], *, by: str, reason: str, now: dt.datetime) -> None:
    """Take credit that stands in several accounts of one person back, but for the award that was given first."""
    for awards in doubled([each.learner_id for each in parties]):
        for later in awards[1:]:
            revoke(award=later, by=by, reason=reason, now=now)


def _hold_what_is_free(number: Number) -> None:
    """Let awards under a number hold their credit that could not while another account did."""
    rows: dict[tuple[str, str, str], list[AwardNumber]] = defaultdict(list)
    standing = AwardNumber.objects.filter(number=number, taken_back_at=None, award__revocation=None)
    for row in standing.order_by("given_at", "pk"):
        rows[row.content, row.credit_type, row.period].append(row)
    free = [same[0].pk for same in rows.values() if not any(each.holds for each in same)]
    AwardNumber.objects.filter(pk__in=free).update(holds=True)


def _tell(case: NumberCase, parties: Sequence[CaseParty], *, by: str, now: dt.datetime) -> None:
    told = case.parties.select_related("learner").order_by("pk")
    for party in told:
        if not party.learner.closed_at:
            letters.number_decided(case, party, now=now)
    details = {
        "accounts": ", ".join(sorted(each.learner.username for each in parties)),
        "outcome": case.outcome,
        "owners": ", ".join(sorted(each.learner.username for each in told if each.is_owner)),
    }
    subject = ("number-case", case.public_id)
    record(Act.NUMBER_CASE_DECIDED, by=by, subject=subject, now=now, reason=case.reason, details=details)
