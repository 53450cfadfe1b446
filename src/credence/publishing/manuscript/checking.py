"""Find every flaw of a manuscript."""

import datetime as dt
from collections.abc import Callable, Iterator

from credence.catalog.rules.credit_types import UnknownCreditType, codes, credit_type
from credence.publishing.manuscript.document import Manuscript, ProviderManuscript
from credence.publishing.manuscript.flaws import Flaw, in_course
from credence.publishing.manuscript.known import Known
from credence.publishing.manuscript.rules import (
    accreditation,
    credit,
    dates,
    files,
    options,
    origin,
    parts,
    people,
    pictures,
    pools,
    providers,
    questions,
    support,
    texts,
    time,
    tools,
)
from credence.publishing.manuscript.rules.submission import Placed, Submission

RULES: tuple[Callable[[Submission], Iterator[Flaw]], ...] = (
    *parts.RULES,
    *questions.RULES,
    *options.RULES,
    *pools.RULES,
    *pictures.RULES,
    *texts.RULES,
    *files.RULES,
    *dates.RULES,
    *people.RULES,
    *support.RULES,
    *credit.RULES,
    *time.RULES,
    *origin.RULES,
    *tools.RULES,
)
OFFER_RULES: tuple[Callable[[Submission, Placed], Iterator[Flaw]], ...] = (
    *credit.OFFER_RULES,
    *time.OFFER_RULES,
    *origin.OFFER_RULES,
    *pools.OFFER_RULES,
    *accreditation.OFFER_RULES,
    *people.OFFER_RULES,
)
OF_PROVIDERS = frozenset({"statement", "awards-ama", "accreditation-unrecorded", "accreditation-ended"})


def check(manuscript: Manuscript, known: Known, today: dt.date) -> tuple[Flaw, ...]:
    """Return all that is wrong with a manuscript, never only the first.

    A document that does not fit its shape hides no flaw of the other. What concerns the texts of a provider that is
    not known, or has flaws of its own, is not said again of each course.

    Args:
        manuscript: the course.
        known: its surroundings.
        today: the day it is in the zone of the course's provider (R70).
    """
    found = [*manuscript.flaws, *files.missing_files(manuscript)]
    if manuscript.course:
        submission = Submission(
            course=manuscript.course,
            posttest=manuscript.posttest,
            files=manuscript.files,
            known=known,
            today=today,
        )
        found += [flaw for rule in RULES for flaw in rule(submission)]
        found += _of_offers(submission)
    sound = known.providers - known.broken
    return tuple(each for each in found if each.code not in OF_PROVIDERS or each.data["provider"] in sound)


def check_provider(manuscript: ProviderManuscript) -> tuple[Flaw, ...]:
    """Return all that is wrong with a provider and its forms."""
    found = [*manuscript.flaws, *files.missing_files(manuscript)]
    if manuscript.provider:
        found += providers.faulty_statements(manuscript.provider)
        found += providers.accreditations_backward(manuscript.provider)
    for name, form in manuscript.forms.items():
        found += providers.faulty_form(name, form)
    return tuple(found)


def _of_offers(submission: Submission) -> Iterator[Flaw]:
    for index, offer in enumerate(submission.course.credit):
        at = ("credit", index)
        try:
            kind = credit_type(offer.type, offer.valid.from_)
        except UnknownCreditType:
            yield in_course("R1", "credit-type", *at, "type", type=offer.type, known=", ".join(codes()))
            continue
        placed = Placed(offer=offer, type=kind, provider=offer.provider or submission.course.provider, at=at)
        for rule in OFFER_RULES:
            yield from rule(submission, placed)
