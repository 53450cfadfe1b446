"""What pages say of the verdict on a credit and of a claim: one full sentence each."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credence.accounts.enums import Profession, token_label
from credence.catalog.rules.credit_types import CreditType
from credence.credit.queries import OfferVerdict
from credence.credit.rules import ClaimFault, Missing, Shortfall
from credence.journey.queries.standing import Standing, Step


@dataclass(frozen=True, slots=True)
class Link:
    """A label and an address."""

    label: str
    url: str


def shortfall_link(shortfall: Shortfall, standing: Standing, credit: OfferVerdict) -> Link | None:
    """Return where a learner does something about what is missing.

    None where nothing can be done, and where it is what comes next anyway, which has its one button on the page.
    """
    slug = standing.enrollment.course.slug
    if MENDED_BY.get(shortfall.code) is standing.step:
        return None
    if shortfall.code is Missing.EVALUATION:
        forms = [due.form.pk for due in standing.coursework.forms if due.provider == credit.terms.provider]
        return Link(_("Fill in the evaluation"), reverse("learn:evaluation", args=[slug, *forms])) if forms else None
    label, name = LINKS.get(shortfall.code, ("", ""))
    if not name:
        return None
    return Link(str(label), reverse(name, args=[slug] if name in OF_A_COURSE else []))


def shortfall_sentence(shortfall: Shortfall) -> str:
    """Say what is missing for a credit, and what to do about it."""
    words = {name: _worded(value) for name, value in shortfall.data.items()}
    told = [SENTENCES_AFTER.get((shortfall.code, name)) for name in shortfall.data]
    sentence = next((each for each in told if each), SENTENCES[shortfall.code])
    return str(sentence) % words


def claim_sentence(fault: ClaimFault, kind: CreditType, most: Decimal) -> str:
    """Say why credit that is due was not awarded as it was claimed, and what to do; `most` is what can be claimed."""
    words = {"most": _figure(most), "step": _figure(kind.step), "unit": _(kind.unit)}
    return str(CLAIM_SENTENCES[fault]) % words


def _figure(amount: Decimal) -> str:
    return formats.number_format(Decimal(f"{amount.normalize():f}"))


def _worded(value: object) -> str:
    if isinstance(value, dt.date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, list):
        return _separator(value).join(_alternatives(each) for each in value)
    return str(value)


def _separator(listed: list[str] | list[list[str]]) -> str:
    """Return what stands between the parts of a list: a semicolon where a part has alternatives of its own."""
    return ", " if all(isinstance(each, str) for each in listed) else "; "


def _alternatives(named: str | list[str]) -> str:
    """Return the words of a profession, or of identifiers of which any one will do."""
    if isinstance(named, str):
        return str(Profession(named).label)
    return _(" or ").join(map(token_label, named))


MENDED_BY = {
    Missing.PROFILE: Step.PROFILE,
    Missing.NUMBER: Step.NUMBER,
    Missing.WITHDRAWN: Step.WITHDRAWN,
    Missing.FRONT_MATTER: Step.FRONT_MATTER,
    Missing.STUDY: Step.STUDY,
    Missing.PASS_MARK: Step.POSTTEST,
    Missing.EVALUATION: Step.EVALUATION,
}
OF_A_COURSE = frozenset({"learn:front-matter", "learn:learn", "learn:posttest", "learn:result"})
LINKS = {
    Missing.PROFILE: (gettext_lazy("Complete your profile"), "learn:profile"),
    Missing.PROFESSION: (gettext_lazy("Look at your profile"), "learn:profile"),
    Missing.NUMBER: (gettext_lazy("Look at your profile"), "learn:profile"),
    Missing.WITHDRAWN: (gettext_lazy("Write to support"), "learn:support"),
    Missing.FRONT_MATTER: (gettext_lazy("Open the course"), "learn:front-matter"),
    Missing.STUDY: (gettext_lazy("Go on studying"), "learn:learn"),
    Missing.PASS_MARK: (gettext_lazy("Take the posttest"), "learn:posttest"),
    Missing.ATTEMPTS: (gettext_lazy("See your result"), "learn:result"),
}
SENTENCES_AFTER = {
    (Missing.STUDY, "minutes_left"): gettext_lazy(
        "You have finished every chapter. Minutes of study that the course still asks for: %(minutes_left)s. Looking "
        "again at any chapter counts."
    ),
    (Missing.PROFESSION, "completed_on"): gettext_lazy(
        "This credit is for other professions: %(professions)s. It goes by those that you held on %(completed_on)s, "
        "when you completed the course."
    ),
    (Missing.PASS_MARK, "unseen"): gettext_lazy(
        "Pass the posttest with at least %(mark)s%%. What was handed in before the objectives and disclosures were "
        "shown to you does not count."
    ),
    (Missing.ATTEMPTS, "unseen"): gettext_lazy(
        "The %(limit)s attempts that count for this credit are used up. What was handed in before the objectives and "
        "disclosures were shown to you does not count."
    ),
}
"""What is said instead where something more was seen."""
SENTENCES = {
    Missing.CLOSED: gettext_lazy("This course was closed to you on %(since)s, so it gives no more credit."),
    Missing.PROFILE: gettext_lazy("Complete your profile: certificates need your legal name."),
    Missing.PROFESSION: gettext_lazy(
        "This credit is for other professions: %(professions)s. If one of them is yours, add it to your profile."
    ),
    Missing.ONCE: gettext_lazy(
        "This credit was awarded to you before, for this course or for another edition of it: it is given once."
    ),
    Missing.NUMBER: gettext_lazy(
        "Another account holds this credit under a number that is in your profile, too, and boards know one person by "
        "one number. Our staff look at it and write to you; nothing that you did is lost. If the number is not yours, "
        "correct it in your profile; if the other account is yours, claim there or write to support."
    ),
    Missing.WITHDRAWN: gettext_lazy(
        "The provider withdrew the credit of this course on %(since)s, so it cannot be claimed any more. Credit "
        "awarded before that day stands."
    ),
    Missing.NOT_YET: gettext_lazy("This credit can be claimed from %(first)s on. Come back on that day."),
    Missing.EXPIRED: gettext_lazy("The last day for this credit was %(last)s. You can still view the course."),
    Missing.IDENTIFIERS: gettext_lazy(
        "This credit is filed under %(groups)s. You are asked for it where you claim, and nowhere before."
    ),
    Missing.FRONT_MATTER: gettext_lazy("Open the course: its objectives and disclosures must be shown to you first."),
    Missing.STUDY: gettext_lazy("Some of the course is not studied yet. Go through the chapters that are left."),
    Missing.PASS_MARK: gettext_lazy("Pass the posttest with at least %(mark)s%%."),
    Missing.ATTEMPTS: gettext_lazy(
        "The %(limit)s attempts that count for this credit are used up, and none reached %(mark)s%%. Other credit of "
        "the course goes by its own mark."
    ),
    Missing.EVALUATION: gettext_lazy("Fill in the provider\u2019s evaluation."),
    Missing.EARLY: gettext_lazy(
        "You completed the course on %(completed_on)s, but it gives this credit only from %(first)s on. If you think "
        "that this is wrong, write to support."
    ),
    Missing.LATE: gettext_lazy(
        "You completed the course on %(completed_on)s; the last day for this credit was %(last)s. If you think that "
        "this is wrong, write to support."
    ),
}
OWN_COURSE = gettext_lazy(
    "Somebody of your name made this course. If that is you: credit for a course of one’s own is seldom accepted by "
    "boards. You can claim it, and the accrediting provider is told."
)
CLAIM_SENTENCES = {
    ClaimFault.AMOUNT_MISSING: gettext_lazy("Choose how many %(unit)s match your participation, at most %(most)s."),
    ClaimFault.AMOUNT_UNEVEN: gettext_lazy("It is claimed in steps of %(step)s: choose one of them, to %(most)s."),
    ClaimFault.AMOUNT_TOO_SMALL: gettext_lazy(
        "The least that can be claimed is %(step)s %(unit)s; the most is %(most)s."
    ),
    ClaimFault.AMOUNT_TOO_LARGE: gettext_lazy("The most that can be claimed for this course is %(most)s %(unit)s."),
    ClaimFault.AMOUNT_FIXED: gettext_lazy("This credit is awarded whole, %(most)s, or not at all. Claim it as it is."),
    ClaimFault.NOT_ATTESTED: gettext_lazy("Tick the attestation: without it this credit cannot be awarded."),
}
