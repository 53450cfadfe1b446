"""Staff decide whose a number is that several accounts have, with a reason, and open it again (R44, R66)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction

from credence.accounts.actions import give_back_number, take_back_number
from credence.accounts.models import User
from credence.audit.actions import record
from credence.audit.enums import Act
from credence.credit import letters
from credence.credit.actions.changing import reason_given, revoke
from credence.credit.actions.numbering import locked_numbers, note_numbers
from credence.credit.enums import Outcome
from credence.credit.models import AwardNumber, CaseParty, Number, NumberCase
from credence.credit.queries.numbers import doubled, later_case, users_of
from credence.enrollment.models import Enrollment
from credence.kit.refusal import Refusal


class DecisionRefused(Refusal):
    """A case stays open."""

    code = "decision-refused"


class AlreadyDecided(DecisionRefused):
    """Somebody else decided it before."""

    code = "already-decided"


class NotDecided(DecisionRefused):
    """Nothing is decided that could be opened again, or a later case of the number is there."""

    code = "not-decided"


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
    Whose it is by a case that was opened again, and was not by the one before, gets it back: profile, awards, reports.

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
        elif case.reopens_id:
            _give_back(party.learner, case.number, by=by, reason=reason, now=now)
    if outcome is Outcome.ONE_PERSON:
        _leave_one(parties, by=by, reason=reason, now=now)
    _hold_what_is_free(case.number)
    case.outcome, case.decided_at, case.decided_by, case.reason = outcome, now, by, reason
    case.save(update_fields=["outcome", "decided_at", "decided_by", "reason"])
    if case.reopens_id:
        _note_again(case, by=by, now=now)
    _tell(case, parties, by=by, now=now)
    return case


@transaction.atomic
def reopen_number(*, case: NumberCase, by: str, reason: str, now: dt.datetime) -> NumberCase:
    """Open a decided number again, as a new case of the same accounts and of whoever else has it by now.

    Nothing is taken or given by it: awards and what was decided stay as they are, but lines of reports under the
    number wait for all of the accounts until it is decided anew.

    Args:
        case: what was decided, the latest of its number.
        by: who of the staff opens it.
        reason: which evidence is new; it is on record.
        now: the present moment.

    Raises:
        ReasonMissing, NotDecided, OwnCase: nothing was written.
    """
    reason = reason_given(reason)
    parties = _locked(case)
    case = NumberCase.objects.select_related("number").get(pk=case.pk)
    if not case.decided_at or later_case(case):
        raise NotDecided
    if by in {each.learner.username for each in parties}:
        raise OwnCase
    told = {"opened_at": now, "opened_by": by, "opened_for": reason}
    again = NumberCase.objects.create(number=case.number, reopens=case, **told)
    concerned = {each.learner_id for each in parties} | users_of([case.number])[case.number_id]
    CaseParty.objects.bulk_create(CaseParty(case=again, learner_id=pk, joined_at=now) for pk in sorted(concerned))
    details = {"decision": case.public_id, "outcome": case.outcome}
    subject = ("number-case", again.public_id)
    record(Act.NUMBER_CASE_REOPENED, by=by, subject=subject, now=now, reason=reason, details=details)
    return again


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


def _give_back(learner: User, number: Number, *, by: str, reason: str, now: dt.datetime) -> None:
    """Undo what an earlier decision took: the number is the learner's by the one in force."""
    lost = AwardNumber.objects.filter(award__learner=learner, number=number, taken_back_at__isnull=False)
    values = list(lost.order_by("-given_at", "-pk").values_list("value", flat=True)[:1])
    lost.update(taken_back_at=None)
    number_of = (number.kind, number.region, number.key)
    give_back_number(user=learner, number=number_of, value=(values or [""])[0], by=by, reason=reason, now=now)


def _note_again(case: NumberCase, *, by: str, now: dt.datetime) -> None:
    """Write the number beside the awards that its owners were given while it was taken from them."""
    for party in case.parties.filter(is_owner=True).select_related("learner").order_by("pk"):
        note_numbers(learner=party.learner, by=by, now=now)


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
