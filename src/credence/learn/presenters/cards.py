"""What a card of My Courses says of an enrollment."""

from typing import Any

from credence.journey.queries.standing import Standing
from credence.learn.wording.next import what_is_next

SOON_DAYS = 30
"""From so many days before it a deadline is shown with emphasis."""


def card_of(standing: Standing) -> dict[str, Any]:
    """Return where an enrollment stands and its next step, as plain values by which the card is kept.

    Nothing of them is a person's: who stands in a course in the same way has the same card. Credits that were earned
    are told beside it.
    """
    version, words = standing.enrollment.version, what_is_next(standing)
    return {
        "provider": version.provider.name,
        "title": version.title,
        "slug": standing.enrollment.course.slug,
        "state": standing.state.value,
        "deadline": standing.deadline,
        "days_left": standing.days_left,
        "is_soon": standing.days_left <= SOON_DAYS,
        "sentence": words.sentence,
        "label": words.label,
        "address": words.url,
        **_work(standing),
    }


def _work(standing: Standing) -> dict[str, Any]:
    """Return how much of a course was done."""
    study, best = standing.coursework.study, standing.coursework.attempts.best
    return {
        "finished": study.finished_count,
        "chapters": len(study.chapters),
        "is_studied": study.complete,
        "right": best.right if best else 0,
        "total": best.total if best else 0,
    }
