"""What pages say of the verdicts of the domain: one full sentence each."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credence.accounts.enums import Profession, token_label
from credence.catalog.models import CreditOffer
from credence.credit.rules import ClaimFault, Missing, Shortfall
from credence.journey.standing import Standing, State, Step


@dataclass(frozen=True, slots=True)
class Link:
    """A label and an address."""

    label: str
    url: str


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
        Step.CLOSED: (_("Given back"), _("See the course"), "learn:course"),
        Step.WITHDRAWN: (_("Credit withdrawn"), _("See why"), "learn:claim"),
    }[standing.step]
    arguments = [] if standing.step is Step.PROFILE else [slug]
    return StepWords(state=state, label=label, url=reverse(name, args=arguments))


def step_sentence(step: Step) -> str:
    """Say on the page of a course what comes next, for every step behind the study of it."""
    return str(STEP_SENTENCES[step])


def group_words(state: State) -> str:
    """Name a group of My Courses."""
    return {
        State.READY: _("Ready to claim"),
        State.IN_PROGRESS: _("In progress"),
        State.COMPLETED: _("Completed"),
        State.EXPIRED: _("Expired"),
        State.ENDED: _("Ended without credit"),
    }[state]


def shortfall_link(shortfall: Shortfall, standing: Standing, offer: CreditOffer) -> Link | None:
    """Return where a learner does something about what is missing, None where nothing can be done."""
    slug = standing.enrollment.course.slug
    if shortfall.code is Missing.EVALUATION:
        forms = [due.form.pk for due in standing.coursework.forms if due.provider.pk == offer.provider_id]
        return Link(_("Fill in the evaluation"), reverse("learn:evaluation", args=[slug, *forms])) if forms else None
    label, name = LINKS.get(shortfall.code, ("", ""))
    if not name:
        return None
    return Link(str(label), reverse(name, args=[slug] if name in OF_A_COURSE else []))


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
        return ", ".join(_alternatives(each) for each in value)
    return str(value)


def _alternatives(named: str | list[str]) -> str:
    """Return the words of a profession, or of identifiers of which any one will do."""
    if isinstance(named, str):
        return str(Profession(named).label)
    return _(" or ").join(map(token_label, named))


STEP_SENTENCES = {
    Step.FRONT_MATTER: gettext_lazy("Look at the objectives and disclosures of the course first."),
    Step.POSTTEST: gettext_lazy("You have finished every chapter. The posttest comes next."),
    Step.EVALUATION: gettext_lazy("You passed the posttest. The provider\u2019s evaluation comes next."),
    Step.PROFILE: gettext_lazy("You passed the posttest. Your credit waits for something that your profile lacks."),
    Step.WAIT: gettext_lazy("The credit of this course cannot be earned yet. The posttest opens when it begins."),
    Step.CLAIM: gettext_lazy("Your credit is ready for you to claim."),
    Step.DONE: gettext_lazy("You have completed this course. You can view everything again at any time."),
    Step.OVER: gettext_lazy("Credit can no longer be earned from this course. You can still view everything."),
    Step.LOCKED: gettext_lazy("The credit of this course can no longer be earned. You can still view everything."),
    Step.CLOSED: gettext_lazy("You were given back what was paid, so the course is closed. Your study is kept."),
    Step.WITHDRAWN: gettext_lazy("The provider withdrew the credit of this course. You can still view everything."),
}
OF_A_COURSE = frozenset({"learn:front-matter", "learn:learn", "learn:posttest", "learn:result"})
LINKS = {
    Missing.PROFILE: (gettext_lazy("Complete your profile"), "learn:profile"),
    Missing.PROFESSION: (gettext_lazy("Look at your profile"), "learn:profile"),
    Missing.IDENTIFIERS: (gettext_lazy("Add it to your profile"), "learn:profile"),
    Missing.WITHDRAWN: (gettext_lazy("Write to support"), "learn:support"),
    Missing.FRONT_MATTER: (gettext_lazy("Open the course"), "learn:front-matter"),
    Missing.STUDY: (gettext_lazy("Go on studying"), "learn:learn"),
    Missing.PASS_MARK: (gettext_lazy("Take the posttest"), "learn:posttest"),
    Missing.ATTEMPTS: (gettext_lazy("See your result"), "learn:result"),
}
SENTENCES = {
    Missing.PROFILE: gettext_lazy("Complete your profile: certificates need your legal name."),
    Missing.PROFESSION: gettext_lazy(
        "This credit is for other professions: %(professions)s. If one of them is yours, add it to your profile."
    ),
    Missing.ONCE: gettext_lazy("This credit was awarded to you before: a course gives each credit once."),
    Missing.WITHDRAWN: gettext_lazy(
        "The provider withdrew the credit of this course on %(since)s, so it cannot be claimed any more. Credit "
        "awarded before that day stands."
    ),
    Missing.NOT_YET: gettext_lazy("This credit can be claimed from %(first)s on. Come back on that day."),
    Missing.EXPIRED: gettext_lazy("The last day for this credit was %(last)s. You can still view the course."),
    Missing.IDENTIFIERS: gettext_lazy("Your profile lacks what this credit is filed under: %(groups)s. Please add it."),
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
CLAIM_SENTENCES = {
    ClaimFault.AMOUNT_MISSING: gettext_lazy("Choose how many credits match your participation, at most %(most)s."),
    ClaimFault.AMOUNT_UNEVEN: gettext_lazy("Credit is claimed in quarters: choose 0.25, 0.5 and so on, to %(most)s."),
    ClaimFault.AMOUNT_TOO_SMALL: gettext_lazy("The least that can be claimed is 0.25 credits; the most is %(most)s."),
    ClaimFault.AMOUNT_TOO_LARGE: gettext_lazy("The most that can be claimed for this course is %(most)s credits."),
    ClaimFault.AMOUNT_FIXED: gettext_lazy("This credit is awarded whole, %(most)s, or not at all. Claim it as it is."),
    ClaimFault.NOT_ATTESTED: gettext_lazy("Tick the attestation: without it this credit cannot be awarded."),
}
