"""Commercial support received: by supporter, kind and amount, for the provider that answers for the course (R59)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from credence.catalog.enums import SupportKind
from credence.catalog.models import AccreditingProvider, CommercialSupport, Course

Agreement = tuple[int, str, str, dt.date]


@dataclass(frozen=True, kw_only=True, slots=True)
class Gift:
    """What one agreement brought to a course. `amount` is None for goods, and for a grant without one on file."""

    course: int
    company: str
    kind: SupportKind
    nature: str
    amount: Decimal | None
    currency: str
    agreement_on: dt.date

    @property
    def is_amount_missing(self) -> bool:
        """Whether PARS asks for an amount that is not on file."""
        return self.kind is SupportKind.GRANT and self.amount is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Supporter:
    """What one company gave: money in one currency, and how many times goods."""

    company: str
    currency: str
    amount: Decimal
    grants: int
    in_kind: int


def gifts_to(provider: AccreditingProvider, courses: Iterable[Course], last: dt.date) -> tuple[Gift, ...]:
    """Return the support of those of `courses` that `provider` answers for, agreed by `last`, in one query.

    Each version of a course repeats its support, so an agreement is told as the newest version tells it.
    """
    found = CommercialSupport.objects.filter(
        version__course__in=[each.pk for each in courses], version__provider=provider, agreement_on__lte=last
    )
    rows = found.order_by("-version__number", "pk").select_related("version")
    told: dict[Agreement, list[CommercialSupport]] = defaultdict(list)
    for row in rows:
        same = told[(row.version.course_id, row.company.casefold(), row.kind, row.agreement_on)]
        if not same or same[0].version_id == row.version_id:
            same.append(row)
    gifts = (_gift(row) for same in told.values() for row in same)
    return tuple(sorted(gifts, key=lambda each: (each.company.casefold(), each.agreement_on, each.course, each.nature)))


def supporters(gifts: Iterable[Gift]) -> tuple[Supporter, ...]:
    """Return what each company gave, by currency, in the order of their names."""
    by_company: dict[tuple[str, str], list[Gift]] = defaultdict(list)
    for gift in gifts:
        by_company[(gift.company.casefold(), gift.currency)].append(gift)
    return tuple(_supporter(same) for _key, same in sorted(by_company.items()))


def _supporter(same: Sequence[Gift]) -> Supporter:
    return Supporter(
        company=same[0].company,
        currency=same[0].currency,
        amount=sum((each.amount or Decimal(0) for each in same), Decimal(0)),
        grants=sum(each.kind is SupportKind.GRANT for each in same),
        in_kind=sum(each.kind is SupportKind.IN_KIND for each in same),
    )


def _gift(row: CommercialSupport) -> Gift:
    columns: dict[str, Any] = {name: getattr(row, name) for name in ("company", "nature", "amount", "agreement_on")}
    version = row.version
    return Gift(course=version.course_id, kind=SupportKind(row.kind), currency=version.currency, **columns)
