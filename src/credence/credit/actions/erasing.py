"""Erase who it was from certificates whose record is no longer kept (R58)."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from credence.accounts.models import User
from credence.audit.enums import Act
from credence.credit.actions.awarding import record_award
from credence.credit.models import AwardNumber, CaseParty, Certificate, Identity, Number, NumberCase

PERSONAL: dict[str, Any] = {"learner_name": "", "learner_credentials": "", "learner_identifiers": []}
"""What a snapshot says of the person, and what takes its place."""


@transaction.atomic
def erase_certificates(*, learner: User, by: str, now: dt.datetime) -> int:
    """Erase name, letters and numbers from the learner's certificates and their documents; return how many (R58).

    Course, amount and day stay, and the hash of each file: whoever still has the PDF can have it verified. Each
    erasure is on record with its award. The caller has made sure that the account is closed and its time is over.
    """
    named = Certificate.objects.filter(award__learner=learner, erased_at=None).select_related("award")
    certificates = list(named.defer("pdf").order_by("pk"))
    for each in certificates:
        snapshot = None if each.snapshot is None else {**each.snapshot, **PERSONAL}
        Certificate.objects.filter(pk=each.pk).update(snapshot=snapshot, pdf=None, erased_at=now)
        record_award(Act.CERTIFICATE_ERASED, each.award, by=by, now=now, details={"certificate": each.code})
    _erase_identities(learner, now)
    return len(certificates)


NOBODY: dict[str, Any] = {
    **dict.fromkeys(("name", "family_name", "given_name", "credentials"), ""),
    **dict.fromkeys(("birth_month", "birth_day"), None),
}


def _erase_identities(learner: User, now: dt.datetime) -> None:
    """Erase names and numbers of the learner's awards, and the numbers themselves where nobody else has them."""
    Identity.objects.filter(award__learner=learner, erased_at=None).update(**NOBODY, erased_at=now)
    AwardNumber.objects.filter(award__learner=learner).update(value="", number=None, holds=False)
    CaseParty.objects.filter(learner=learner).delete()
    over = _cases_over()
    CaseParty.objects.filter(case__in=over).delete()
    for each in over:
        each.delete()
    Number.objects.filter(awards=None, cases=None).delete()


def _cases_over() -> list[NumberCase]:
    """Return the cases that tell nothing of anybody any more, the latest first; one that was opened again stays with
    the case that names it.
    """
    left = NumberCase.objects.annotate(left=Count("parties")).filter(Q(left=0) | Q(left=1, decided_at=None))
    over: list[NumberCase] = []
    for each in left.select_related("reopened").order_by("-pk"):
        later = getattr(each, "reopened", None)
        if later is None or later in over:
            over.append(each)
    return over
