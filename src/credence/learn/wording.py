"""What pages say of the verdicts of the domain: one full sentence each."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credence.accounts.enums import IdentifierKind
from credence.credit.rules import Lack, Shortfall
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
        Step.DONE: (_("Completed"), _("Look at the course again"), "learn:learn"),
        Step.OVER: (_("Expired"), _("View the course"), "learn:learn"),
    }[standing.step]
    return StepWords(state=state, label=label, url=reverse(name, args=[slug]))


def shortfall_sentence(shortfall: Shortfall) -> str:
    """Say what is missing for a credit, and what to do about it."""
    words = {
        "day": formats.date_format(shortfall.day, "DATE_FORMAT") if shortfall.day else "",
        "mark": shortfall.mark,
        "names": ", ".join(str(IdentifierKind(name).label) for name in shortfall.names),
    }
    return str(SENTENCES[shortfall.lack]) % words


SENTENCES = {
    Lack.ALREADY_AWARDED: gettext_lazy("You hold this credit already: a course gives each credit once."),
    Lack.WITHDRAWN: gettext_lazy(
        "The provider has withdrawn the credit of this course. Please ask support if you were about to claim."
    ),
    Lack.PROFESSION: gettext_lazy(
        "This credit is not for the professions in your profile. Correct the profile if one is missing."
    ),
    Lack.IDENTIFIER: gettext_lazy(
        "Your profile lacks what this credit is filed under: %(names)s. Add it and come back."
    ),
    Lack.NOT_YET_VALID: gettext_lazy("This credit can be claimed from %(day)s on."),
    Lack.EXPIRED: gettext_lazy(
        "The last day for this credit was %(day)s. You can still view the course, but earn no credit."
    ),
    Lack.FRONT_MATTER: gettext_lazy(
        "The page about objectives, disclosures and support must be shown first. Open the course to see it."
    ),
    Lack.STUDY: gettext_lazy("Some of the course is not studied yet. Open the course to go on."),
    Lack.POSTTEST: gettext_lazy("Pass the posttest with at least %(mark)s%%."),
    Lack.ATTEMPTS_USED_UP: gettext_lazy(
        "The attempts that count for this credit are used up, and none reached %(mark)s%%."
    ),
    Lack.EVALUATION: gettext_lazy("Fill in the provider’s evaluation."),
    Lack.COMPLETED_TOO_EARLY: gettext_lazy(
        "You completed the course before %(day)s, the day from which it gives this credit."
    ),
    Lack.COMPLETED_TOO_LATE: gettext_lazy("You completed the course after %(day)s, the last day for this credit."),
}
