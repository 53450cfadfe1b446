"""Where a learner stands in a course, and what comes next, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credence.journey.queries.standing import Standing, State, Step
from credence.kit.routes import route


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
        address = route("learn:evaluation", slug, standing.open_form.form.pk)
        return StepWords(state=_("In progress"), label=_("Fill in the evaluation"), url=address)
    state, label, name = STEP_WORDS[standing.step]
    arguments = [] if standing.step is Step.PROFILE else [slug]
    return StepWords(state=str(state), label=str(label), url=route(name, *arguments))


def step_sentence(step: Step) -> str:
    """Say on the page of a course what comes next, for every step behind the study of it."""
    return str(STEP_SENTENCES[step])


def group_words(state: State) -> str:
    """Name a group of My Courses."""
    return str(GROUPS[state])


IN_PROGRESS = gettext_lazy("In progress")
STEP_WORDS = {
    Step.FRONT_MATTER: (gettext_lazy("Not started"), gettext_lazy("Begin"), "learn:front-matter"),
    Step.STUDY: (IN_PROGRESS, gettext_lazy("Continue"), "learn:learn"),
    Step.POSTTEST: (IN_PROGRESS, gettext_lazy("Take the posttest"), "learn:posttest"),
    Step.EVALUATION: (IN_PROGRESS, gettext_lazy("Continue"), "learn:learn"),
    Step.CLAIM: (gettext_lazy("Ready to claim"), gettext_lazy("Claim your credit"), "learn:claim"),
    Step.PROFILE: (IN_PROGRESS, gettext_lazy("Complete your profile"), "learn:profile"),
    Step.WAIT: (IN_PROGRESS, gettext_lazy("See from when credit can be claimed"), "learn:claim"),
    Step.DONE: (gettext_lazy("Completed"), gettext_lazy("View the course again"), "learn:learn"),
    Step.OVER: (gettext_lazy("Expired"), gettext_lazy("View the course"), "learn:learn"),
    Step.LOCKED: (gettext_lazy("Ended without credit"), gettext_lazy("See why"), "learn:claim"),
    Step.CLOSED: (gettext_lazy("Given back"), gettext_lazy("See the course"), "learn:course"),
    Step.WITHDRAWN: (gettext_lazy("Credit withdrawn"), gettext_lazy("See why"), "learn:claim"),
}
GROUPS = {
    State.READY: gettext_lazy("Ready to claim"),
    State.IN_PROGRESS: IN_PROGRESS,
    State.COMPLETED: gettext_lazy("Completed"),
    State.EXPIRED: gettext_lazy("Expired"),
    State.ENDED: gettext_lazy("Ended without credit"),
}
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
