"""Award credit: what was done is judged under the lock of the enrollment, and given once."""

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, QuerySet

from credence.accounts.models import Identifier
from credence.assessment.queries.alike import FEWEST_WRONG, alike_to
from credence.audit.actions import record
from credence.audit.enums import Act
from credence.catalog.models import Course, CreditOffer
from credence.catalog.queries.faculty import called_alike
from credence.catalog.queries.kept import version_kept
from credence.catalog.queries.stamp import mark_beside
from credence.catalog.rules.repeats import period_of
from credence.credit import letters
from credence.credit.actions.numbering import compared, locked_numbers, write_identity
from credence.credit.documents.snapshots import snapshot_for
from credence.credit.models import Award, Certificate, Number
from credence.credit.queries import OfferVerdict, verdicts_for
from credence.credit.queries.identity import Numbers
from credence.credit.queries.kept import to_json
from credence.credit.queries.numbers import Compared
from credence.credit.rules import ClaimFault, Verdict, claim_faults, signs_of_haste
from credence.enrollment.actions import holder_under_lock
from credence.enrollment.models import Enrollment
from credence.kit.refusal import Refusal
from credence.kit.statements import Asked, Statement

logger = logging.getLogger(__name__)


class AwardRefused(Refusal):
    """Nothing was awarded."""

    code = "award-refused"


class AlreadyAwarded(AwardRefused):
    """The learner was given this credit of this course before; `award` is it (R44)."""

    code = "already-awarded"

    def __init__(self, award: Award) -> None:
        super().__init__(award=award.public_id)
        self.award = award


class NumberHeld(AwardRefused):
    """Another account holds this credit under a number of the learner (R44)."""

    code = "number-held"


class NotOffered(AwardRefused):
    """The offer is of another line of the course than the learner's, or its credit is not theirs."""

    code = "not-offered"


class NotDue(AwardRefused):
    """Something is missing; `verdict` says what."""

    code = "not-due"

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(missing=[each.code.value for each in verdict.shortfalls])
        self.verdict = verdict


class ClaimRefused(AwardRefused):
    """The credit is due, but not as it was claimed; `faults` say why (R38, R39). `most` is what can be claimed."""

    code = "claim-refused"

    def __init__(self, faults: tuple[ClaimFault, ...], most: Decimal) -> None:
        super().__init__(faults=[each.value for each in faults], most=most)
        self.faults = faults
        self.most = most


def award(
    *, enrollment: Enrollment, offer: CreditOffer, claimed: Decimal | None, attested: bool, by: str, now: dt.datetime
) -> Award:
    """Give a learner the credit of `offer`: award, certificate, audit event and letter together, or nothing.

    What was done is gathered and judged under the lock of the enrollment, and the database's unique constraint has
    the last word. `claimed` is the number of credits where they are self-claimed, else None; `attested` is whether
    the learner attested to it. The certificate is drawn after the commit, by `complete_certificate`; one that cannot
    even be composed comes later, and the award stands.

    Raises:
        AlreadyAwarded, NotOffered, NotDue, ClaimRefused, NumberHeld: nothing was written.
    """
    try:
        with transaction.atomic():
            return _awarded(enrollment, offer, claimed, attested=attested, by=by, now=now)
    except _Twice as error:
        first = Award.objects.filter(**error.key).first()
        if first is None:
            raise
        raise AlreadyAwarded(first) from error


class _Twice(IntegrityError):
    """The database refused an award of what is told by `key`; what was written in the transaction is undone."""

    def __init__(self, key: Mapping[str, Any]) -> None:
        super().__init__(f"an award of {key['credit_type']} was refused")
        self.key = key


def _awarded(
    enrollment: Enrollment, offer: CreditOffer, claimed: Decimal | None, *, attested: bool, by: str, now: dt.datetime
) -> Award:
    locked, held = _locked_with_twins(enrollment)
    numbers = locked_numbers(map(compared, held))
    found, completed_on = _due(locked, offer, now)
    if faults := claim_faults(claimed, found.standard, attested=attested):
        raise ClaimRefused(faults, found.verdict.due)
    amount = claimed if claimed is not None else found.verdict.due
    given = _given(locked, found, amount, completed_on, now)
    own = _keep_identity(given, held, numbers)
    certificate = _first_certificate(given, own, now)
    details = {"amount": str(amount), "credit_type": given.credit_type, "enrollment": locked.public_id}
    record_award(Act.AWARD_GRANTED, given, by=by, now=now, details={**details, "certificate": certificate.code})
    _note_faculty(given, by=by, now=now)
    _note_haste(given, found, by=by, now=now)
    letters.certificate_ready(certificate, now=now)
    return given


def _due(locked: Enrollment, offer: CreditOffer, now: dt.datetime) -> tuple[OfferVerdict, dt.date]:
    """Return the verdict by which an offer's credit is due, and the day on which it was completed."""
    found = next((each for each in verdicts_for(locked, now) if each.offer.credit_type == offer.credit_type), None)
    if found is None or (found.offer.pk != offer.pk and offer.version.line_id != locked.line_id):
        raise NotOffered
    if found.award and not found.verdict.is_due:
        raise AlreadyAwarded(found.award)
    completed_on = found.verdict.completed_on
    if not found.verdict.is_due or completed_on is None:
        raise NotDue(found.verdict)
    return found, completed_on


def _note_faculty(given: Award, *, by: str, now: dt.datetime) -> None:
    """Put on record, for staff to look at, that the learner bears the name of somebody who made the course."""
    made_by = version_kept(given.enrollment.version_id, mark_beside([given.enrollment])).faculty
    person = called_alike(made_by, given.learner.profile.full_name)
    if person:
        details = {"faculty": person.name, "role": person.role}
        record_award(Act.AWARD_TO_FACULTY, given, by=by, now=now, details=details)


def _note_haste(given: Award, found: OfferVerdict, *, by: str, now: dt.datetime) -> None:
    """Put on record, for staff to look at, what was done faster than people work, and answers that are another's.

    It changes nothing of the award.
    """
    signs: dict[str, Any] = {**signs_of_haste(found.evidence, found.verdict.attempt)}
    has_errors = any(each.total - each.right >= FEWEST_WRONG for each in found.evidence.attempts)
    if has_errors and (alike := alike_to(given.enrollment)):
        signs |= asdict(alike)
    if signs:
        record_award(Act.AWARD_HASTY, given, by=by, now=now, details=signs)


def _twins() -> QuerySet[Enrollment, tuple[int]]:
    content = Course.objects.filter(pk=Asked("course", BigIntegerField())).values("content")
    mine = Enrollment.objects.filter(learner=Asked("learner", BigIntegerField()), course__content__in=content)
    return mine.order_by("pk").select_for_update(of=("self",)).values_list("pk")


TWINS = Statement(_twins)


def _locked_with_twins(enrollment: Enrollment) -> tuple[Enrollment, list[Identifier]]:
    """Lock an enrollment and the learner's others in twins of its course, so that of two awards one sees the other.

    Returned is what it is then, with the numbers of its learner.
    """
    TWINS.run(learner=enrollment.learner_id, course=enrollment.course_id)
    return holder_under_lock(enrollment)


def _given(
    enrollment: Enrollment, found: OfferVerdict, amount: Decimal, completed_on: dt.date, now: dt.datetime
) -> Award:
    key = {"learner": enrollment.learner, "content": enrollment.course.content, "credit_type": found.offer.credit_type}
    try:
        given = Award.objects.create(
            **key,
            course=enrollment.course,
            period=period_of(found.terms.once, first=found.terms.first, completed_on=completed_on),
            enrollment=enrollment,
            offer=found.offer,
            amount=amount,
            completed_on=completed_on,
            awarded_at=now,
            attestation=found.type.attestation,
            evidence=to_json(found.evidence),
            standard=to_json(found.standard),
            verdict=to_json(found.verdict),
        )
    except IntegrityError as error:
        raise _Twice(key) from error
    Award.correction.related.set_cached_value(given, None)  # a new award has none, so nobody need ask
    return given


def _keep_identity(given: Award, held: Sequence[Identifier], numbers: Mapping[Compared, Number]) -> Numbers:
    try:
        return write_identity(award=given, held=held, numbers=numbers)
    except IntegrityError as error:
        raise NumberHeld from error


def _first_certificate(given: Award, own: Numbers, now: dt.datetime) -> Certificate:
    """Write the certificate with what it says; where it cannot be composed it comes later, and the award stands."""
    certificate = Certificate(award=given, issued_at=now)
    try:
        mark = mark_beside([given.enrollment])
        certificate.snapshot = snapshot_for(given, own, mark=mark, code=certificate.code, now=now).to_json()
    except Exception:
        logger.exception("The certificate %s could not be composed.", certificate.public_id)
    certificate.save(force_insert=True)
    given.given_with = certificate
    return certificate


def record_award(
    act: Act, award: Award, *, by: str, now: dt.datetime, reason: str = "", details: dict[str, Any]
) -> None:
    """Put a change of an award on record (R66)."""
    record(act, by=by, subject=("award", award.public_id), now=now, reason=reason, details=details)
