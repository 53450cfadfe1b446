"""What must be true of a course before it is published: rules R1 to R19, R29, R30, R33.

`breaches` returns all that is wrong, never only the first. Words for each code belong to the face that shows them.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from credence.catalog.rules.credit_types import CreditType, Education, UnknownCreditType, codes, credit_type
from credence.catalog.rules.drafts import Draft, DraftOffer, Person, Place, StatementOnFile, Tie
from credence.catalog.rules.statements import awards_ama_credit

LONGEST_TERM_YEARS = 3
DISCLOSURE_MONTHS = 24
MOST_CE_ATTEMPTS = 3
PENDING = re.compile(
    r"\b(?:credits?|approval|accreditation|certification)\b[^.]{0,40}\b(?:pending|applied[- ]for)\b"
    r"|\b(?:pending|applied[- ]for|applying for)\b[^.]{0,40}\b(?:credits?|approval|accreditation)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Breach:
    """One rule broken: its number, a code, the place in the course, and what was seen."""

    rule: str
    code: str
    at: Place
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Placed:
    """An offer, its kind of credit, and its place in the course."""

    offer: DraftOffer
    type: CreditType
    at: Place

    @property
    def minutes(self) -> Decimal | None:
        """How long a course for so much credit is (R3), None where the amount says nothing of time."""
        each = self.type.minutes_a_credit
        return None if each is None else self.offer.amount * each


def breaches(draft: Draft, today: dt.date) -> tuple[Breach, ...]:
    """Return every rule that `draft` breaks on `today`, in the order of the course."""
    found = [breach for rule in COURSE_RULES for breach in rule(draft)]
    for index, offer in enumerate(draft.offers):
        at: Place = ("credit", index)
        try:
            placed = Placed(offer, credit_type(offer.credit_type, offer.valid_from), at)
        except UnknownCreditType:
            found.append(Breach("R1", "credit-type", (*at, "type"), _unknown(offer)))
            continue
        found += [breach for rule in OFFER_RULES for breach in rule(draft, placed)]
        found += [*not_yet_approved(placed, today), *begins_too_late(draft, placed, today)]
    return tuple(found)


def latest_expiry(reviewed: dt.date) -> dt.date:
    """Return the last day of the three years that begin with `reviewed` (R4, the stricter reading).

    >>> latest_expiry(dt.date(2026, 3, 1))
    datetime.date(2029, 2, 28)
    """
    return last_day_of_years(reviewed, LONGEST_TERM_YEARS)


def last_day_of_years(first: dt.date, years: int) -> dt.date:
    """Return the last day of so many years that begin with `first`."""
    year = first.year + years
    try:
        return first.replace(year=year) - dt.timedelta(days=1)
    except ValueError:  # 29 February in a year that has none
        return dt.date(year, 2, 28)


def months_before(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months earlier, or the last day of that month."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(years, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError(day)


def stricter_mark(draft_mark: int, offer_mark: int | None, least: int | None) -> int:
    """Return the mark that decides a credit: the strictest of the course's, the offer's and its type's (R29, R33)."""
    return max(draft_mark, offer_mark or 0, least or 0)


def stricter_limit(*limits: int | None) -> int | None:
    """Return the least of the limits of attempts that are set, or None for as often as one likes (R29, R30)."""
    return min((limit for limit in limits if limit is not None), default=None)


# Rules of the course


def term_too_long(draft: Draft) -> Iterator[Breach]:
    """R4: credit expires within three years of release or last review."""
    latest = latest_expiry(draft.reviewed)
    if draft.expires_on > latest:
        yield Breach("R4", "expiry-too-late", ("dates", "expires"), {"latest": latest, "reviewed": draft.reviewed})


def dates_out_of_order(draft: Draft) -> Iterator[Breach]:
    """R1: a course expires after its release and its review."""
    if draft.expires_on < draft.reviewed:
        yield Breach("R1", "expiry-before-release", ("dates", "expires"))
    if draft.reviewed_on and draft.reviewed_on < draft.released_on:
        yield Breach("R1", "review-before-release", ("dates", "reviewed"))


def extended_without_review(draft: Draft) -> Iterator[Breach]:
    """R5: a later expiry needs a review newer than the last one, with who and what came of it."""
    before = draft.previous
    if not before or draft.expires_on <= before.expires_on:
        return
    if draft.reviewed <= before.reviewed_on:
        yield Breach("R5", "extended-without-review", ("dates", "expires"), {"before": before.expires_on})
    elif not draft.review_recorded:
        yield Breach("R5", "review-not-recorded", ("dates", "reviewed"))


def undisclosed(draft: Draft) -> Iterator[Breach]:
    """R12: everybody disclosed in the 24 months before release or review, and not after it."""
    earliest = months_before(draft.reviewed, DISCLOSURE_MONTHS)
    for index, person in enumerate(draft.people):
        at: Place = ("faculty", index, "disclosed_on")
        if person.disclosed_on > draft.reviewed:
            yield Breach("R12", "disclosed-late", at, {"name": person.name, "by": draft.reviewed})
        if person.disclosed_on < earliest:
            yield Breach("R12", "disclosure-old", at, {"name": person.name, "earliest": earliest})


def unmitigated(draft: Draft) -> Iterator[Breach]:
    """R12: every relevant relationship is mitigated, and how is written down."""
    for at, person, tie in _ties(draft):
        if tie.relevant and not tie.mitigation:
            yield Breach("R12", "unmitigated", at, {"name": person.name, "company": tie.company})


def owners_and_employees(draft: Draft) -> Iterator[Breach]:
    """R13: owners of ineligible companies control no content; employees only under an exception."""
    for at, person, tie in _ties(draft):
        data = {"name": person.name, "company": tie.company}
        if tie.tie == "owner":
            yield Breach("R13", "owner", at, data)
        if tie.tie == "employee" and not tie.exception:
            yield Breach("R13", "employee", at, data)


def ineligible_joint_provider(draft: Draft) -> Iterator[Breach]:
    """R15: a company disclosed or supporting is ineligible, so it cannot provide the course jointly."""
    companies = {tie.company for _, _, tie in _ties(draft)} | {gift.company for gift in draft.support}
    if draft.joint_provider.casefold() in {company.casefold() for company in companies}:
        yield Breach("R15", "joint-provider-ineligible", ("joint_provider",), {"company": draft.joint_provider})


def support_unfit(draft: Draft) -> Iterator[Breach]:
    """R16: the agreement was signed before release, and support in kind says what was given."""
    for index, gift in enumerate(draft.support):
        at: Place = ("commercial_support", index)
        if gift.agreement_on >= draft.released_on:
            data = {"company": gift.company, "released": draft.released_on}
            yield Breach("R16", "agreement-late", (*at, "agreement_on"), data)
        if gift.kind == "in-kind" and not gift.nature:
            yield Breach("R16", "in-kind-unnamed", at, {"company": gift.company})


def credit_announced(draft: Draft) -> Iterator[Breach]:
    """R19: nothing says that credit is pending or applied for."""
    for at, text in draft.prose:
        if found := PENDING.search(text):
            yield Breach("R19", "credit-pending", at, {"words": " ".join(found[0].split())})


def attempts_unlimited(draft: Draft) -> Iterator[Breach]:
    """R30: a course with CE credit allows one to three attempts; a course with CME only may allow any number."""
    types = [each.code for each in _types(draft) if each.education is Education.CE]
    if types and not (draft.attempts and draft.attempts <= MOST_CE_ATTEMPTS):
        yield Breach("R30", "attempts", ("requirements", "attempts"), {"type": types[0], "most": MOST_CE_ATTEMPTS})


def chapters_too_long(draft: Draft) -> Iterator[Breach]:
    """R3: the estimated time holds at least the time of the chapters."""
    if draft.chapter_minutes > draft.estimated_minutes:
        data = {"chapters": draft.chapter_minutes, "estimated": draft.estimated_minutes}
        yield Breach("R3", "chapters-too-long", ("estimated_minutes",), data)


def unmeasured(draft: Draft) -> Iterator[Breach]:
    """The posttest measures every objective (accreditation page 1.4)."""
    for index, key in enumerate(draft.objectives):
        if key not in draft.measured:
            yield Breach("1.4", "unmeasured", ("objectives", index), {"key": key})


# Rules of each credit offer


def statements_missing(draft: Draft, placed: Placed) -> Iterator[Breach]:
    """R1, R14: the provider's accreditation text, direct or joint like the course, and AMA's designation."""
    for kind in placed.type.needed_statements:
        wanted = "joint-accreditation" if kind == "accreditation" and draft.joint_provider else kind
        if not _has_statement(draft, placed, wanted):
            rule = "R14" if wanted == "joint-accreditation" else "R1"
            data = {"provider": placed.offer.provider, "kind": wanted, "type": placed.offer.credit_type}
            yield Breach(rule, "statement", (*placed.at, "type"), data)


def awards_to_others(draft: Draft, placed: Placed) -> Iterator[Breach]:
    """R40: what is printed for those who are no physicians does not read as an award of AMA credit. [AMA-8] [AMA-9]"""
    offer, kind = placed.offer, placed.type.credit_statement
    if placed.type.awards_ama:
        return
    texts = [each.text for each in _statements(draft, offer) if each.kind == kind]
    if any(awards_ama_credit(text) for text in texts):
        data = {"provider": offer.provider, "kind": kind, "type": offer.credit_type}
        yield Breach("R40", "awards-ama", (*placed.at, "type"), data)


def sources_missing(draft: Draft, placed: Placed) -> Iterator[Breach]:
    """Enduring material for AMA credit names sources for further study (accreditation page 1.4)."""
    if placed.type.names_sources and not draft.references:
        yield Breach("1.4", "references", ("references",))


def amount_uneven(_draft: Draft, placed: Placed) -> Iterator[Breach]:
    """R2: the amount is a positive multiple of the step of its kind, a quarter for AMA, and not below its least."""
    step, amount = placed.type.step, placed.offer.amount
    if amount < placed.type.least_amount:
        least = placed.type.least_amount
        yield Breach("R2", "amount-small", (*placed.at, "amount"), {"least": least, "type": placed.type.code})
    if amount <= 0 or amount % step:
        yield Breach("R2", "amount", (*placed.at, "amount"), {"amount": placed.offer.amount, "step": step})


def time_unfit(draft: Draft, placed: Placed) -> Iterator[Breach]:
    """R3: the credit stands for the time of the course: AMA's for sixty minutes each, seven and a half more or less."""
    tolerance, minutes = placed.type.tolerance_minutes, placed.minutes
    if tolerance is None or minutes is None:
        return
    if abs(minutes - draft.estimated_minutes) > tolerance:
        data = {"amount": placed.offer.amount, "needed": int(minutes), "estimated": draft.estimated_minutes}
        yield Breach("R3", "time", (*placed.at, "amount"), data)


def validity_unfit(draft: Draft, placed: Placed) -> Iterator[Breach]:
    """R6, R7: credit is valid from its certification or later, and within the dates of the course."""
    offer, at = placed.offer, placed.at
    if offer.valid_to < offer.valid_from:
        yield Breach("R6", "valid-backward", (*at, "valid", "to"))
    if offer.valid_from < draft.released_on:
        yield Breach("R6", "valid-before-release", (*at, "valid", "from"), {"released": draft.released_on})
    if offer.valid_to > draft.expires_on:
        yield Breach("R6", "valid-after-expiry", (*at, "valid", "to"), {"expires": draft.expires_on})
    if offer.certified_on > offer.valid_from:
        yield Breach("R7", "certified-late", (*at, "certified_on"), {"valid_from": offer.valid_from})


def valid_too_long(_draft: Draft, placed: Placed) -> Iterator[Breach]:
    """R6: no term is longer than the body behind the credit approves: a year for AAPA, three for ACPE's home study."""
    years, offer = placed.type.validity_limit, placed.offer
    latest = last_day_of_years(offer.valid_from, years) if years else None
    if latest and offer.valid_to > latest:
        data = {"latest": latest, "type": offer.credit_type}
        yield Breach("R6", "valid-too-long", (*placed.at, "valid", "to"), data)


def elements_missing(_draft: Draft, placed: Placed) -> Iterator[Breach]:
    """R8: an ARRT credit has approver, reference number and category; other types have elements of their own."""
    for name in placed.type.required_elements:
        if not getattr(placed.offer, name):
            yield Breach("R8", "element", placed.at, {"field": name, "type": placed.offer.credit_type})


def category_unfit(_draft: Draft, placed: Placed) -> Iterator[Breach]:
    """R9: the category is one of the type's; A+ comes from an RCEEM+ only."""
    offer, at = placed.offer, (*placed.at, "category")
    if offer.category and offer.category not in placed.type.categories:
        yield Breach("R8", "category", at, {"category": offer.category, "type": offer.credit_type})
    if offer.category in placed.type.plus_categories and not offer.rceem_plus:
        yield Breach("R9", "a-plus", at, {"approver": offer.approver})


def bar_too_low(draft: Draft, placed: Placed) -> Iterator[Breach]:
    """R29, R33: an offer's own mark and attempts are stricter than the course's, never looser than its kind's."""
    offer, at, kind = placed.offer, placed.at, placed.type
    least = stricter_mark(draft.pass_mark, None, kind.minimum_pass_mark)
    if offer.pass_mark is not None and offer.pass_mark < least:
        yield Breach("R29", "pass-mark", (*at, "pass_mark"), {"least": least, "type": offer.credit_type})
    most = stricter_limit(draft.attempts, kind.max_attempts)
    if offer.attempts is not None and most is not None and offer.attempts > most:
        yield Breach("R29", "offer-attempts", (*at, "attempts"), {"most": most, "type": offer.credit_type})


def evaluation_missing(draft: Draft, placed: Placed) -> Iterator[Breach]:
    """R37: where the evaluation comes before the certificate, its provider has a form here; for CME it always does."""
    offer = placed.offer
    if placed.type.evaluation_locked and not offer.evaluation_required:
        yield Breach("R37", "evaluation-locked", (*placed.at, "evaluation_required"), {"type": offer.credit_type})
    if offer.evaluation_required and offer.provider not in draft.evaluated_by:
        yield Breach("R37", "evaluation", placed.at, {"provider": offer.provider, "type": offer.credit_type})


def not_yet_approved(placed: Placed, today: dt.date) -> Iterator[Breach]:
    """R19: credit is announced only when it is certified."""
    if placed.offer.certified_on > today:
        yield Breach("R19", "not-certified", (*placed.at, "certified_on"), {"today": today})


def begins_too_late(draft: Draft, placed: Placed, today: dt.date) -> Iterator[Breach]:
    """R7: credit begins no later than learners can: completed before its first day, it would be lost to them.

    They begin on the day of release, or on the day of publication where that is later. [AMA-1] [ARRT-12]
    """
    opens = max(draft.released_on, today)
    if placed.offer.valid_from > opens:
        yield Breach("R7", "valid-too-late", (*placed.at, "valid", "from"), {"opens": opens})


COURSE_RULES: tuple[Callable[[Draft], Iterator[Breach]], ...] = (
    term_too_long,
    dates_out_of_order,
    extended_without_review,
    undisclosed,
    unmitigated,
    owners_and_employees,
    ineligible_joint_provider,
    support_unfit,
    credit_announced,
    attempts_unlimited,
    chapters_too_long,
    unmeasured,
)
OFFER_RULES: tuple[Callable[[Draft, Placed], Iterator[Breach]], ...] = (
    statements_missing,
    awards_to_others,
    sources_missing,
    amount_uneven,
    time_unfit,
    validity_unfit,
    valid_too_long,
    elements_missing,
    category_unfit,
    bar_too_low,
    evaluation_missing,
)


def _ties(draft: Draft) -> Iterator[tuple[Place, Person, Tie]]:
    for index, person in enumerate(draft.people):
        for number, tie in enumerate(person.ties):
            yield ("faculty", index, "disclosures", number), person, tie


def _unknown(offer: DraftOffer) -> dict[str, str]:
    return {"type": offer.credit_type, "known": ", ".join(codes())}


def _types(draft: Draft) -> Iterator[CreditType]:
    """Yield the types of the offers that are known."""
    for offer in draft.offers:
        with suppress(UnknownCreditType):
            yield credit_type(offer.credit_type, offer.valid_from)


def _has_statement(draft: Draft, placed: Placed, kind: str) -> bool:
    texts = [each for each in _statements(draft, placed.offer) if each.kind == kind]
    if kind == placed.type.credit_statement:
        return any(each.credit_type == placed.type.code for each in texts)
    return any(placed.type.accepts_accreditation(each.credit_type, each.text) for each in texts)


def _statements(draft: Draft, offer: DraftOffer) -> list[StatementOnFile]:
    """Return the texts of the offer's provider that can stand on its certificate."""
    mine = [each for each in draft.statements if each.provider == offer.provider]
    return [each for each in mine if each.credit_type in (offer.credit_type, "")]
