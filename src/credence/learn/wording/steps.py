"""The groups of My Courses, in words."""

from django.utils.translation import gettext_lazy

from credence.journey.queries.standing import State


def group_words(state: State) -> str:
    """Name a group of My Courses."""
    return str(GROUPS[state])


GROUPS = {
    State.READY: gettext_lazy("Ready to claim"),
    State.IN_PROGRESS: gettext_lazy("In progress"),
    State.COMPLETED: gettext_lazy("Completed"),
    State.EXPIRED: gettext_lazy("Expired"),
    State.ENDED: gettext_lazy("Ended without credit"),
}
