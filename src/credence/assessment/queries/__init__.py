"""What was tried, what is asked, and what may be told of it."""

from credence.assessment.queries.attempts import (
    AttemptSummary,
    CreditMark,
    attempts_of,
    attempts_of_many,
    bar_of,
    is_passed,
    key_of,
    marks_for,
    target_of,
)
from credence.assessment.queries.questions import (
    AskedQuestion,
    Choice,
    Marking,
    codes_for,
    marking_of,
    options_chosen,
    posttest_of,
    questions_for,
)
from credence.assessment.queries.review import (
    ObjectiveToReview,
    Passage,
    Review,
    ReviewedOption,
    ReviewedQuestion,
    review_of,
)

__all__ = [
    "AskedQuestion",
    "AttemptSummary",
    "Choice",
    "CreditMark",
    "Marking",
    "ObjectiveToReview",
    "Passage",
    "Review",
    "ReviewedOption",
    "ReviewedQuestion",
    "attempts_of",
    "attempts_of_many",
    "bar_of",
    "codes_for",
    "is_passed",
    "key_of",
    "marking_of",
    "marks_for",
    "options_chosen",
    "posttest_of",
    "questions_for",
    "review_of",
    "target_of",
]
