"""What pages say of the verdicts of the domain: one full sentence each."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credence.accounts.enums import IdentifierKind, Profession
from credence.credit.rules import ClaimFault, Missing, Shortfall
from credence.journey.standing import Standing, Step


@dataclass(frozen=True, kw_only=True, slots=True)
class StepWords:
    """The state of an enrollment in a word or two, and the next step as a button."""

    state: str
    label: str
    url: str


def step_words(standing: Standing) -> StepWords:
    """Word where a learner stands and what comes next."""
    slug = standing.enrollment.course.slug
    if standing.step is Step.EVALUATION and standing.open_form:
        address = reverse("learn:evaluation", args=[slug, standing.open_form.form.pk])
        return StepWords(state=_("In progress"), label=_("Fill in the evaluation"), url=address)
    state, label, name = {
        Step.FRONT_MATTER: (_("Not started"), _("Begin"), "learn:front-matter"),
        Step.STUDY: (_("In progress"), _("Continue"), "learn:learn"),
        Step.POSTTEST: (_("In progress"), _("Take the posttest"), "learn:posttest"),
        Step.EVALUATION: (_("In progress"), _("Continue"), "learn:learn"),
        Step.CLAIM: (_("Ready to claim"), _("Claim your credit"), "learn:claim"),
        Step.PROFILE: (_("In progress"), _("Complete your profile"), "learn:profile"),
        Step.WAIT: (_("In progress"), _("See from when credit can be claimed"), "learn:claim"),
        Step.DONE: (_("Completed"), _("View the course again"), "learn:learn"),
        Step.OVER: (_("Expired"), _("View the course"), "learn:learn"),
        Step.LOCKED: (_("Ended without credit"), _("See why"), "learn:claim"),
        Step.WITHDRAWN: (_("Credit withdrawn"), _("See why"), "learn:claim"),
    }[standing.step]
    arguments = [] if standing.step is Step.PROFILE else [slug]
    return StepWords(state=state, label=label, url=reverse(name, args=arguments))


def shortfall_sentence(shortfall: Shortfall) -> str:
    """Say what is missing for a credit, and what to do about it."""
    words = {name: _worded(value) for name, value in shortfall.data.items()}
    return str(SENTENCES[shortfall.code]) % words


def claim_sentence(fault: ClaimFault, most: Decimal) -> str:
    """Say why credit that is due was not awarded as it was claimed, and what to do; `most` is what can be claimed."""
    return str(CLAIM_SENTENCES[fault]) % {"most": formats.number_format(Decimal(f"{most.normalize():f}"))}


def _worded(value: object) -> str:
    if isinstance(value, dt.date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, list):
        return ", ".join(str(LABELS[each]) for each in value)
    return str(value)


LABELS = {each.value: each.label for each in (*IdentifierKind, *Profession)}
SENTENCES = {
    Missing.PROFILE: gettext_lazy("Complete your profile: certificates need your legal name."),
    Missing.PROFESSION: gettext_lazy("This credit is for other professions: %(professions)s."),
    Missing.ONCE: gettext_lazy("You hold this credit already: a course gives each credit once."),
    Missing.WITHDRAWN: gettext_lazy(
        "The provider withdrew the credit of this course on %(since)s. Support can tell more."
    ),
    Missing.NOT_YET: gettext_lazy("This credit can be claimed from %(first)s on."),
    Missing.EXPIRED: gettext_lazy("The last day for this credit was %(last)s. You can still view the course."),
    Missing.IDENTIFIERS: gettext_lazy("Your profile lacks what this credit is filed under: %(kinds)s. Please add it."),
    Missing.FRONT_MATTER: gettext_lazy("Open the course: its objectives and disclosures must be shown to you first."),
    Missing.STUDY: gettext_lazy("Some of the course is not studied yet. Open the course to go on."),
    Missing.PASS_MARK: gettext_lazy("Pass the posttest with at least %(mark)s%%."),
    Missing.ATTEMPTS: gettext_lazy(
        "The %(limit)s attempts that count for this credit are used up; none reached %(mark)s%%."
    ),
    Missing.EVALUATION: gettext_lazy("Fill in the provider\u2019s evaluation."),
    Missing.EARLY: gettext_lazy(
        "You completed the course on %(completed_on)s; it gives this credit from %(first)s on."
    ),
    Missing.LATE: gettext_lazy(
        "You completed the course on %(completed_on)s; the last day for this credit was %(last)s."
    ),
}
CLAIM_SENTENCES = {
    ClaimFault.AMOUNT_MISSING: gettext_lazy("Choose how many credits match your participation, at most %(most)s."),
    ClaimFault.AMOUNT_UNEVEN: gettext_lazy("Credit is claimed in quarters: choose 0.25, 0.5 and so on, to %(most)s."),
    ClaimFault.AMOUNT_TOO_SMALL: gettext_lazy("The least that can be claimed is 0.25 credits; the most is %(most)s."),
    ClaimFault.AMOUNT_TOO_LARGE: gettext_lazy("The most that can be claimed for this course is %(most)s credits."),
    ClaimFault.AMOUNT_FIXED: gettext_lazy("This credit is awarded whole, %(most)s, or not at all. Claim it as it is."),
    ClaimFault.NOT_ATTESTED: gettext_lazy("Tick the attestation: without it this credit cannot be awarded."),
}
