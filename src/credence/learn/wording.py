"""What pages say of the verdicts of the domain: one full sentence each."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

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
