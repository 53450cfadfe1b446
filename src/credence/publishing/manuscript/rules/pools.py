"""Questions drawn from a pool: each attempt asks so many of an objective's questions."""

from collections import Counter
from collections.abc import Iterator

from credence.assessment.rules import is_ample
from credence.publishing.manuscript.flaws import Flaw, in_course, in_posttest, warning
from credence.publishing.manuscript.rules.submission import Placed, Submission


def undrawable(submission: Submission) -> Iterator[Flaw]:
    """A pool names objectives that are measured by as many questions as are drawn, or more."""
    if submission.posttest is None:
        return
    there = Counter(question.objective for question in submission.posttest.questions)
    objectives = {objective.key for objective in submission.course.objectives}
    for key, drawn in submission.posttest.pool.items():
        if key not in objectives:
            names = ", ".join(objective.key for objective in submission.course.objectives)
            yield in_posttest("", "no-objective", "pool", key, objective=key, objectives=names)
        elif drawn > there[key]:
            yield in_posttest("", "pool-too-small", "pool", key, objective=key, drawn=drawn, there=there[key])


def not_agreed(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """Credit of a type whose approver must agree to a pool has that agreement on record (accreditation page 8.4)."""
    if submission.posttest is None or not submission.posttest.pool or not placed.type.pool_by_agreement:
        return
    agreed, place = placed.offer.pool_agreed_on, (*placed.at, "pool_agreed_on")
    if agreed is None:
        yield in_course("R8", "pool-not-agreed", *place, type=placed.offer.type)
    elif agreed > submission.today:
        yield in_course("R8", "day-to-come", *place, day=agreed)


def feedback_closed(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R34: where a body asks for feedback, who fails for the last time gets it on what an ample pool drew, no more.

    To be known only: the score and the objectives to see again, which everybody is told, are feedback, too. [MOC-1]
    """
    if submission.posttest is None or not placed.type.feedback_after_last_attempt:
        return
    there = Counter(question.objective for question in submission.posttest.questions)
    closed = [key for key in there if not is_ample(submission.posttest.pool.get(key), there[key])]
    if closed and submission.course.requirements.attempts:
        yield warning(
            in_posttest("R34", "feedback-closed", "pool", type=placed.offer.type, objectives=", ".join(closed))
        )


RULES = (undrawable,)
OFFER_RULES = (not_agreed, feedback_closed)
