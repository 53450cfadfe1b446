"""Where a learner stands in a course, and what comes next, in words."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credence.journey.queries.standing import Standing, State, Step


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
