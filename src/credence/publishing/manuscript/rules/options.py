"""Questions that measure reading instead of knowing, or cannot be shown in another order."""

import re
from collections import Counter
from collections.abc import Iterator

from credence.publishing.manuscript.flaws import Flaw, Place, in_course, in_posttest, warning
from credence.publishing.manuscript.rules.alike import folded
from credence.publishing.manuscript.rules.submission import Submission
from credence.publishing.manuscript.shape.posttest import ChoiceQuestion, Question
from credence.publishing.manuscript.shape.values import unique

HOW_MANY = r"(?:all|none|any|both|neither|either|some|one|two|three|each|only)"
ABOVE = r"(?:above|below|preceding|following|previous|foregoing)"
NAMED = r"(?:options?|answers?|choices?|statements?|items?)"
REFERENCE = r"[\(\[]?(?:[A-La-l]|1[0-2]|[1-9]|I{1,3}|IV|VI{0,3}|IX|X)[\)\].]?"
LINK = r"(?:\s*,\s+|\s*,?\s+(?:and|or|nor|und)\s+|\s*[&+]\s*)"
LETTERED = r"[\(\[]?[A-L][\)\].]?"
REFERS = (
    re.compile(rf"\b{HOW_MANY}\s+(?:of\s+)?the\s+(?:{NAMED}\s+)?{ABOVE}\b", re.IGNORECASE),
    re.compile(rf"\b{HOW_MANY}\s+(?:of\s+)?(?:these\s+|those\s+)?(?:{NAMED}\s+)?{ABOVE}\W*$", re.IGNORECASE),
    re.compile(rf"^\W*{HOW_MANY}\s+of\s+(?:these|those|them|the\s+(?:others?|{NAMED}))\W*$", re.IGNORECASE),
    re.compile(rf"\b{NAMED}\s+{LETTERED}(?=\W|$)|\b{NAMED}\s+\d{{1,2}}\b", re.IGNORECASE),
    re.compile(rf"\b(?:[Bb]oth|[Ee]ither|[Nn]either|[Oo]nly)\s+{REFERENCE}(?:{LINK}{REFERENCE})+(?=\W|$)"),
    re.compile(rf"^\W*{REFERENCE}(?:{LINK}{REFERENCE})+(?:\s+(?:only|(?:are|is)\s+\w+))?\W*$"),
    re.compile(rf"^\W*(?:[Oo]nly\s+{LETTERED}|{LETTERED}\s+only)\W*$"),
)
"""How an option speaks of the others by their places or letters."""
COUNT = re.compile(r"^\W*\d+\s+(?:or|to)\s+\d+\W*$", re.IGNORECASE)
"""“1 or 2” is how many, not which."""
NEGATIVE = re.compile(
    r"\b(?:NOT|EXCEPT|NEVER|LEAST)\b|(?i:\bexcept\s*[:?.]?\s*$|\bwhich\b[^.?]*\b(?:not|never)\b|\bleast likely\b)"
)
MUCH_LONGER = 1.5
LONG = 40
"""Letters; among short options the longest is no hint."""


def refers_to_others(submission: Submission) -> Iterator[Flaw]:
    """Where options are shown in another order to each learner, none speaks of the place or letter of another."""
    if submission.posttest is None or not submission.posttest.shuffle_options:
        return
    for at, question in _questions(submission):
        for number, option in enumerate(question.options):
            if refers(option.text):
                yield in_posttest("", "option-refers", *at, "options", number, "text", text=option.text)


def alike(submission: Submission) -> Iterator[Flaw]:
    """No two options and no two questions say the same but for capitals, blanks, punctuation and look-alikes.

    Two questions in the same words with other options are to be known.
    """
    for at, question in _questions(submission):
        for number, text in unique(folded(option.text) for option in question.options):
            yield in_posttest("", "options-alike", *at, "options", number, "text", text=text)
    questions = submission.posttest.questions if submission.posttest else ()
    again = dict(unique(_gist(question) for question in questions))
    yield from (in_posttest("", "questions-alike", "questions", index, "stem") for index in again)
    for index, _ in unique(_asked(question) for question in questions):
        if index not in again:
            yield warning(in_posttest("", "stems-alike", "questions", index, "stem"))


def hints(submission: Submission) -> Iterator[Flaw]:
    """A right option that is by far the longest, and a stem that asks for what is not so, are to be known."""
    for index, question in enumerate(submission.posttest.questions if submission.posttest else ()):
        if NEGATIVE.search(question.stem):
            yield warning(in_posttest("", "stem-negative", "questions", index, "stem"))
        if isinstance(question, ChoiceQuestion) and _longest_is_right(question):
            yield warning(in_posttest("", "longest-right", "questions", index, "options"))


def measured_once(submission: Submission) -> Iterator[Flaw]:
    """One question alone hardly measures an objective, and its answer is told to whoever fails.

    They are told which objectives to see again (R34); where a pool draws one question, it is asked alone, too.
    """
    if submission.posttest is None:
        return
    pool, there = submission.posttest.pool, Counter(each.objective for each in submission.posttest.questions)
    for index, objective in enumerate(submission.course.objectives):
        if there[objective.key] and min(there[objective.key], pool.get(objective.key, there[objective.key])) == 1:
            yield warning(in_course("", "measured-once", "objectives", index, key=objective.key))


def refers(text: str) -> bool:
    """Return whether an option speaks of others by their places or letters.

    >>> [refers(text) for text in ("Both A and B", "All of the above", "1 and 3", "1 or 2", "Hepatitis A and B")]
    [True, True, True, False, False]
    """
    return not COUNT.search(text) and any(pattern.search(text) for pattern in REFERS)


def _questions(submission: Submission) -> Iterator[tuple[Place, ChoiceQuestion]]:
    for index, question in enumerate(submission.posttest.questions if submission.posttest else ()):
        if isinstance(question, ChoiceQuestion):
            yield ("questions", index), question


def _gist(question: Question) -> str:
    """Return all that a learner sees of a question, in no order of its options."""
    options = sorted(folded(each.text) for each in question.options) if isinstance(question, ChoiceQuestion) else []
    return "\n".join([_asked(question), *options])


def _asked(question: Question) -> str:
    """Return what is asked, and about which picture."""
    return "\n".join([folded(question.stem), question.picture.file if question.picture else ""])


def _longest_is_right(question: ChoiceQuestion) -> bool:
    right = [len(option.text) for option in question.options if option.correct]
    wrong = [len(option.text) for option in question.options if not option.correct]
    return bool(wrong) and len(right) == 1 and right[0] >= LONG and right[0] >= MUCH_LONGER * max(wrong)


RULES = (refers_to_others, alike, hints, measured_once)
