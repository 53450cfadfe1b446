"""What must be true of each credit offer (R1, R2, R6 to R9, R14, R19, R29, R30, R33, R37, R40)."""

from collections.abc import Iterator

from credence.catalog.rules.statements import awards_ama_credit
from credence.catalog.rules.strictest import stricter_limit, stricter_mark
from credence.publishing.manuscript.flaws import Flaw, in_course
from credence.publishing.manuscript.rules.submission import Placed, Submission, texts_for

MOST_CE_ATTEMPTS = 3
NEEDED_STATEMENTS = {"ama-pra-1": ("accreditation", "designation"), "ancc": ("accreditation",)}
CME_TYPES = frozenset({"ama-pra-1", "participation"})


def attempts_unlimited(submission: Submission) -> Iterator[Flaw]:
    """R30: a course with CE credit allows one to three attempts; a course with CME only may allow any number."""
    types = [offer.type for offer in submission.course.credit if offer.type not in CME_TYPES]
    attempts = submission.course.requirements.attempts
    if types and not (attempts and attempts <= MOST_CE_ATTEMPTS):
        yield in_course("R30", "attempts", "requirements", "attempts", type=types[0], most=MOST_CE_ATTEMPTS)


def statements_missing(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R1, R14: the provider's accreditation text, direct or joint like the course, and AMA's designation."""
    for kind in NEEDED_STATEMENTS.get(placed.offer.type, ()):
        wanted = "joint-accreditation" if kind == "accreditation" and submission.course.joint_provider else kind
        if not _has_statement(submission, placed, wanted):
            rule = "R14" if wanted == "joint-accreditation" else "R1"
            data = {"provider": placed.provider, "kind": wanted, "type": placed.offer.type}
            yield in_course(rule, "statement", *placed.at, "type", **data)


def awards_to_others(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R40: what is printed for those who are no physicians does not read as an award of AMA credit. [AMA-8] [AMA-9]"""
    offer = placed.offer
    if offer.type == "ama-pra-1":
        return
    kind = "participation" if offer.type == "participation" else "designation"
    texts = [each.text for each in texts_for(submission, placed) if each.kind == kind]
    if any(awards_ama_credit(text) for text in texts):
        data = {"provider": placed.provider, "kind": kind, "type": offer.type}
        yield in_course("R40", "awards-ama", *placed.at, "type", **data)


def sources_missing(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """AMA enduring material names sources for further study (accreditation page 1.4)."""
    if placed.offer.type == "ama-pra-1" and not submission.course.references:
        yield in_course("1.4", "references", "references")


def amount_uneven(_submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R2: the amount is a positive multiple of the step of its kind, a quarter for AMA."""
    step, amount = placed.type.step, placed.offer.amount
    if amount <= 0 or (step and amount % step):
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


def arrt_incomplete(_submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R8, R9: an ARRT credit has approver, reference number and category; A+ comes from an RCEEM+ only."""
    offer = placed.offer
    if not offer.type.startswith("arrt"):
        return
    for name in ("approver", "reference_number", "category"):
        if not getattr(offer, name):
            yield in_course("R8", "element", *placed.at, name, type=offer.type)
    if offer.category == "A+" and not offer.rceem_plus:
        yield in_course("R9", "a-plus", *placed.at, "category", approver=offer.approver)


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
    types = {placed.offer.type} if kind == "designation" else {placed.offer.type, ""}
    return any(each.kind == kind and each.credit_type in types for each in texts_for(submission, placed))


RULES = (attempts_unlimited,)
OFFER_RULES = (
    statements_missing,
    awards_to_others,
    sources_missing,
    amount_uneven,
    validity_unfit,
    arrt_incomplete,
    bar_too_low,
    evaluation_missing,
    not_yet_approved,
    begins_too_late,
)
