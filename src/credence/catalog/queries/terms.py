"""What an offer of credit asks and promises: the one reader of an offer's rule columns.

Every figure, date and promise about credit, on any page, in any letter or file, comes from here or from the rule of
credit, which is given these terms as its standard. `tests/house/test_terms.py` finds any other reader.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal

from django.db.models import QuerySet

from credence.catalog.enums import Reach
from credence.catalog.models import AccreditingProvider, CourseVersion, CreditOffer
from credence.catalog.queries.withdrawals import offers_as_they_stand, offers_in_force
from credence.catalog.rules.approval import Approval
from credence.catalog.rules.credit_types import Claim, CreditType, Once, credit_type
from credence.catalog.rules.holding import Dated, held, is_for_enrolled
from credence.catalog.rules.statements import day_in_words
from credence.catalog.rules.strictest import stricter_limit, stricter_mark
from credence.kit.clock import day_in


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """One credit of a version of a course: what it asks of everybody, and what it promises.

    Marks, attempts and the evaluation are never less than the type asked when the offer began (R29, R33, R37).
    """

    offer: CreditOffer
    type: CreditType
    provider: AccreditingProvider
    amount: Decimal
    """The most that can be claimed where it is self-claimed, else the amount as approved."""
    certified_on: dt.date
    valid_from: dt.date
    last: dt.date
    """The last day on which it can be completed, and claimed by who has no days more."""
    claim_days: int
    zone: str
    pass_mark: int
    attempt_limit: int | None
    evaluation_required: bool
    approval: Approval
    served: frozenset[str] = frozenset()
    """Professions to whose holders the course offers another credit, where this one is only for those without."""
    once: Once
    """How long one award stands in the way of another: for ever, unless its provider has a reason on record (R44)."""
    withdrawn_at: dt.datetime | None = None
    not_before: dt.date | None = None
    """For who enrolled before they were published: the day since which they hold."""
    is_added: bool = False
    """Whether the credit came to the course after the enrollment."""

    @property
    def first(self) -> dt.date:
        """The first day on which it can be earned (R7)."""
        return max(self.certified_on, self.begins)

    @property
    def begins(self) -> dt.date:
        """The first day of their term, for the learner for whom they hold."""
        return max(self.valid_from, self.not_before or self.valid_from)

    @property
    def required_identifiers(self) -> tuple[frozenset[str], ...]:
        """Groups of tokens that a claim needs: those of its type (R45 to R47).

        Where its provider reports learners to PARS, they are also what PARS matches by (R60).
        """
        return self.type.required_identifiers + (self.type.matched_by if self.provider.reports_to_pars else ())

    @property
    def self_claimed(self) -> bool:
        """Whether the learner says how much (R38)."""
        return self.type.claim is Claim.SELF_CLAIMED

    @property
    def amount_in_words(self) -> str:
        """The amount as statements tell it, without zeros at its end."""
        return f"{self.amount.normalize():f}"

    @property
    def in_brackets(self) -> dict[str, str]:
        """What it fills into the brackets of a provider's statements (R17)."""
        days = {"valid_from": day_in_words(self.valid_from), "valid_to": day_in_words(self.last)}
        return {"credits": self.amount_in_words, **asdict(self.approval), **days}

    def day_of(self, moment: dt.datetime) -> dt.date:
        """Return the calendar day at `moment` in the zone of the credit (R42, R70)."""
        return day_in(self.zone, moment)

    @property
    def last_claim(self) -> dt.date:
        """The last day on which who completed in time may claim it (R43)."""
        return self.last + dt.timedelta(days=self.claim_days)

    def days_left(self, now: dt.datetime) -> int:
        """Return the days from today to the last one, negative after it."""
        return (self.last - self.day_of(now)).days

    def is_open_to(self, professions: Collection[str]) -> bool:
        """Return whether a holder of `professions` may earn it in this course (R40, R41)."""
        return self.served.isdisjoint(professions) and self.type.is_open_to(professions)


def type_of(offer: CreditOffer) -> CreditType:
    """Return the credit type of an offer as it was when the offer began."""
    return credit_type(offer.credit_type, offer.valid_from)


def last_day_of(offer: CreditOffer) -> dt.date:
    """Return the last day of an offer, where nothing else of its terms is asked."""
    return offer.valid_to


def terms_of(offer: CreditOffer, *, beside: Iterable[CreditOffer] = ()) -> Terms:
    """Return the terms of an offer, which comes with its provider.

    Args:
        offer: the offer; one of `offers_as_they_stand`, where withdrawal and repetition matter.
        beside: the offers of its version, for credit that is only for those without another.
    """
    kind = type_of(offer)
    return Terms(
        offer=offer,
        type=kind,
        provider=offer.provider,
        amount=offer.amount,
        certified_on=offer.certified_on,
        valid_from=offer.valid_from,
        last=offer.valid_to,
        claim_days=offer.claim_days,
        zone=offer.time_zone,
        pass_mark=stricter_mark(offer.pass_mark, None, kind.minimum_pass_mark),
        attempt_limit=stricter_limit(offer.attempt_limit, kind.max_attempts),
        evaluation_required=offer.evaluation_required or kind.evaluation_locked,
        approval=Approval.of(offer),
        served=_served(kind, beside),
        once=Once(getattr(offer, "repeat_rule", None) or kind.once),
        withdrawn_at=getattr(offer, "withdrawn_at", None),
    )


def _served(kind: CreditType, beside: Iterable[CreditOffer]) -> frozenset[str]:
    if not kind.fallback:
        return frozenset()
    beside = list(beside)
    standing = [each for each in beside if getattr(each, "withdrawn_at", None) is None]
    others = [each for each in map(type_of, standing or beside) if not each.fallback]
    return frozenset[str]().union(*(each.professions for each in others))


def terms_of_version(version: CourseVersion) -> tuple[Terms, ...]:
    """Return the terms of each credit of a version, the largest first, in one query."""
    return terms_of_many([version.pk])[version.pk]


def terms_in_force(version: CourseVersion) -> tuple[Terms, ...]:
    """Return the terms of each credit of a version that was not withdrawn by itself, in two queries (R18, R19)."""
    offered = set(offers_in_force(version).values_list("pk", flat=True))
    return tuple(terms for terms in terms_of_version(version) if terms.offer.pk in offered)


def terms_of_many(version_ids: Collection[int]) -> dict[int, tuple[Terms, ...]]:
    """Return the terms of each credit of each version, the largest first, in one query for all."""
    found: dict[int, list[CreditOffer]] = defaultdict(list)
    for offer in offers_to_show().filter(version__in=version_ids):
        found[offer.version_id].append(offer)
    return {pk: _terms_beside(found[pk]) for pk in version_ids}


def _terms_beside(offers: Sequence[CreditOffer]) -> tuple[Terms, ...]:
    return tuple(terms_of(offer, beside=offers) for offer in offers)


def terms_held(studied: Collection[tuple[int, int]]) -> dict[tuple[int, int], tuple[Terms, ...]]:
    """Return the terms that hold for who studies one version and began with another of its line, by both primary keys.

    The largest credit first, and of one credit the oldest terms first; in two queries for all.
    """
    asked = {pk for pair in studied for pk in pair}
    of_lines = CourseVersion.objects.filter(line__versions__in=asked).distinct()
    versions = {each.pk: each for each in of_lines.only("number", "line", "published_at")}
    offers = list(offers_to_show().filter(version__in=versions))
    return {(newest, began): _held_of(offers, versions, newest, began) for newest, began in studied}


def _held_of(
    offers: Sequence[CreditOffer], versions: Mapping[int, CourseVersion], newest: int, began: int
) -> tuple[Terms, ...]:
    by_type: dict[str, list[Dated[CreditOffer]]] = defaultdict(list)
    for each in offers:
        version = versions[each.version_id]
        if version.line_id == versions[newest].line_id and version.number <= versions[newest].number:
            by_type[each.credit_type].append(_dated(each, version.number, version.published_at))
    began_with = versions[began].number
    found = [each for dated in by_type.values() for each in held(dated, began_with)]
    promised = [each.terms.row for each in found if not each.is_added]
    told = [
        replace(terms_of(each.terms.row, beside=promised), not_before=each.not_before, is_added=each.is_added)
        for each in found
    ]
    most = {each.type.code: max(other.amount for other in told if other.type.code == each.type.code) for each in told}
    return tuple(sorted(told, key=lambda each: (-most[each.type.code], each.type.code)))


def reach_of(offer: CreditOffer, former: CreditOffer | None, now: dt.datetime) -> Reach:
    """Return for whom the terms of an offer hold that is published now, after the `former` one of its line, if any."""
    before = _dated(former, 0, now) if former else None
    return Reach.ENROLLED if is_for_enrolled(before, _dated(offer, 1, now)) else Reach.NEW


def _dated(offer: CreditOffer, number: int, published_at: dt.datetime) -> Dated[CreditOffer]:
    days, marks = (offer.claim_days, offer.time_zone), (offer.pass_mark, offer.attempt_limit, offer.evaluation_required)
    return Dated(
        row=offer,
        version=number,
        since=day_in(offer.time_zone, published_at),
        first=max(offer.certified_on, offer.valid_from),
        last=offer.valid_to,
        asks=(offer.amount, offer.category, offer.provider_id, *days, *marks),
        approval=(offer.approver, offer.reference_number, offer.pool_agreed_on),
        for_enrolled=offer.reach == Reach.ENROLLED,
    )


def offers_to_show() -> QuerySet[CreditOffer]:
    """Return offers with their providers, the largest first, for a page that shows many versions."""
    return offers_as_they_stand().select_related("provider").order_by("-amount", "credit_type")


def terms_offered(version: CourseVersion) -> tuple[Terms, ...]:
    """Return the terms of each credit of a version from `listed_courses`, the largest first, in no query more.

    Credit that was withdrawn is left out (R19).
    """
    return tuple(each for each in _terms_beside(list(version.credit_offers.all())) if each.withdrawn_at is None)
