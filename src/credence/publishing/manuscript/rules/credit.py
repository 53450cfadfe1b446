"""What must be true of each credit offer (R1, R2, R6 to R9, R14, R19, R29, R30, R33, R37, R40, R51)."""

from collections.abc import Iterator
from contextlib import suppress

from credence.catalog.rules.credit_types import CreditType, Education, UnknownCreditType, credit_type
from credence.catalog.rules.statements import awards_ama_credit
from credence.catalog.rules.strictest import stricter_limit, stricter_mark
from credence.publishing.manuscript.flaws import Flaw, in_course
from credence.publishing.manuscript.rules.dates import last_day_of_years
from credence.publishing.manuscript.rules.submission import Placed, Submission, texts_for

MOST_CE_ATTEMPTS = 3


def attempts_unlimited(submission: Submission) -> Iterator[Flaw]:
    """R30: a course with CE credit allows one to three attempts; a course with CME only may allow any number."""
    types = [kind.code for kind in _types(submission) if kind.education is Education.CE]
    attempts = submission.course.requirements.attempts
    if types and not (attempts and attempts <= MOST_CE_ATTEMPTS):
        yield in_course("R30", "attempts", "requirements", "attempts", type=types[0], most=MOST_CE_ATTEMPTS)


def statements_missing(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R1, R14: the provider's accreditation text, direct or joint like the course, and AMA's designation."""
    for kind in placed.type.needed_statements:
        wanted = "joint-accreditation" if kind == "accreditation" and submission.course.is_joint else kind
        if not _has_statement(submission, placed, wanted):
            rule = "R14" if wanted == "joint-accreditation" else "R1"
            data = {"provider": placed.provider, "kind": wanted, "type": placed.offer.type}
            yield in_course(rule, "statement", *placed.at, "type", **data)


def provider_unnumbered(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R51: where the paper must show the provider's number with the body behind the credit, there is one. [NUR-5]"""
    if "provider_numbers" not in placed.type.certificate.required:
        return
    labels = submission.known.numbers.get(placed.provider, ())
    if not any(placed.type.shows_provider_number(label) for label in labels):
        data = {"provider": placed.provider, "type": placed.offer.type, "label": placed.type.provider_numbers[0]}
        yield in_course("R51", "provider-number", *placed.at, "type", **data)


def awards_to_others(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R40: what is printed for those who are no physicians does not read as an award of AMA credit. [AMA-8] [AMA-9]"""
    offer, kind = placed.offer, placed.type.credit_statement
    if placed.type.awards_ama:
        return
    texts = [each.text for each in texts_for(submission, placed) if each.kind == kind]
    if any(awards_ama_credit(text) for text in texts):
        data = {"provider": placed.provider, "kind": kind, "type": offer.type}
        yield in_course("R40", "awards-ama", *placed.at, "type", **data)


def sources_missing(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """Enduring material for AMA credit names sources for further study (accreditation page 1.4)."""
    if placed.type.names_sources and not submission.course.references:
        yield in_course("1.4", "references", "references")


def amount_uneven(_submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R2: the amount is a positive multiple of the step of its kind, a quarter for AMA, and not below its least."""
    step, amount, least = placed.type.step, placed.offer.amount, placed.type.least_amount
    if amount < least:
        yield in_course("R2", "amount-small", *placed.at, "amount", least=least, type=placed.type.code)
    if amount <= 0 or amount % step:
        yield in_course("R2", "amount", *placed.at, "amount", amount=amount, step=step)


def validity_unfit(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R6, R7: credit is valid from its certification or later, and within the dates of the course."""
    offer, at, dates = placed.offer, placed.at, submission.course.dates
    if offer.valid.to < offer.valid.from_:
        yield in_course("R6", "valid-backward", *at, "valid", "to")
    if offer.valid.from_ < dates.released:
        yield in_course("R6", "valid-before-release", *at, "valid", "from", released=dates.released)
    if offer.valid.to > dates.expires:
        yield in_course("R6", "valid-after-expiry", *at, "valid", "to", expires=dates.expires)
    if offer.certified_on > offer.valid.from_:
        yield in_course("R7", "certified-late", *at, "certified_on", valid_from=offer.valid.from_)


def valid_too_long(_submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R6: no term is longer than the body behind the credit approves: a year for AAPA, three for ACPE's home study."""
    years, valid = placed.type.validity_limit, placed.offer.valid
    latest = last_day_of_years(valid.from_, years) if years else None
    if latest and valid.to > latest:
        yield in_course("R6", "valid-too-long", *placed.at, "valid", "to", latest=latest, type=placed.offer.type)


def elements_missing(_submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R8: an ARRT credit has approver, reference number and category; other types have elements of their own."""
    for name in placed.type.required_elements:
        if not getattr(placed.offer, name):
            yield in_course("R8", "element", *placed.at, name, type=placed.offer.type)


def category_unfit(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R9: the category is one of the type's; A+ comes from an RCEEM+ only, by the list and not by the author's word."""
    offer, at = placed.offer, (*placed.at, "category")
    if offer.category and offer.category not in placed.type.categories:
        yield in_course("R8", "category", *at, category=offer.category, type=offer.type)
    plus = offer.category in placed.type.plus_categories
    if plus and not submission.known.is_rceem_plus(placed.provider, offer.approver):
        yield in_course("R9", "a-plus", *at, approver=offer.approver)


def bar_too_low(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R29, R33: an offer's own mark and attempts are stricter than the course's, never looser than its kind's."""
    offer, asked, kind = placed.offer, submission.course.requirements, placed.type
    least = stricter_mark(asked.pass_mark, None, kind.minimum_pass_mark)
    if offer.pass_mark is not None and offer.pass_mark < least:
        yield in_course("R29", "pass-mark", *placed.at, "pass_mark", least=least, type=offer.type)
    most = stricter_limit(asked.attempts, kind.max_attempts)
    if offer.attempts is not None and most is not None and offer.attempts > most:
        yield in_course("R29", "offer-attempts", *placed.at, "attempts", most=most, type=offer.type)


def evaluation_missing(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R37: where the evaluation comes before the certificate, its provider has a form here; for CME it always does."""
    offer = placed.offer
    if placed.type.evaluation_locked and not offer.evaluation_required:
        yield in_course("R37", "evaluation-locked", *placed.at, "evaluation_required", type=offer.type)
    evaluated_by = {each.provider for each in submission.course.evaluations}
    if offer.evaluation_required and placed.provider not in evaluated_by:
        yield in_course("R37", "evaluation", *placed.at, provider=placed.provider, type=offer.type)


def not_yet_approved(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R19: credit is announced only when it is certified."""
    if placed.offer.certified_on > submission.today:
        yield in_course("R19", "not-certified", *placed.at, "certified_on", today=submission.today)


def begins_too_late(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R7: credit begins no later than learners can: completed before its first day, it would be lost to them.

    They begin on the day of release, or on the day of publication where that is later. [AMA-1] [ARRT-12]
    """
    opens = max(submission.course.dates.released, submission.today)
    if placed.offer.valid.from_ > opens:
        yield in_course("R7", "valid-too-late", *placed.at, "valid", "from", opens=opens)


def _has_statement(submission: Submission, placed: Placed, kind: str) -> bool:
    texts = [each for each in texts_for(submission, placed) if each.kind == kind]
    if kind == placed.type.credit_statement:
        return any(each.credit_type == placed.type.code for each in texts)
    return any(placed.type.accepts_accreditation(each.credit_type, each.text) for each in texts)


def _types(submission: Submission) -> Iterator[CreditType]:
    """Yield the types of the offers that are known."""
    for offer in submission.course.credit:
        with suppress(UnknownCreditType):
            yield credit_type(offer.type, offer.valid.from_)


RULES = (attempts_unlimited,)
OFFER_RULES = (
    statements_missing,
    provider_unnumbered,
    awards_to_others,
    sources_missing,
    amount_uneven,
    validity_unfit,
    valid_too_long,
    elements_missing,
    category_unfit,
    bar_too_low,
    evaluation_missing,
    not_yet_approved,
    begins_too_late,
)
