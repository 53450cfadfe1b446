"""What an attempt is asked, and the key for grading it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings

from credence.assessment import rules
from credence.assessment.enums import QuestionKind
from credence.assessment.models import Posttest, Question
from credence.assessment.queries.kept import posttest_kept, questions_asked, questions_with_key
from credence.catalog.models import CourseVersion
from credence.catalog.queries.stamp import mark_beside
from credence.enrollment.models import Enrollment
from credence.media.models import Asset


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """An option as the page shows it: the code says nothing of the option's key."""

    code: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedQuestion:
    """A question as the page shows it. It has no room for the key, an explanation or where the answer is taught."""

    key: str
    kind: str
    stem_html: str
    picture: Asset | None
    picture_alt: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Marking:
    """The options of each question, the right ones, and which questions take one option, by keys: for grading only."""

    offered: dict[str, list[str]]
    correct: dict[str, list[str]]
    single: frozenset[str]


def posttest_of(version: CourseVersion) -> Posttest | None:
    """Return the posttest of a version of a course, if it has one."""
    return Posttest.objects.filter(version=version).first()


def posttest_in(enrollment: Enrollment) -> Posttest | None:
    """Return the posttest of the enrollment's version as it is kept, if it has one."""
    return posttest_kept(enrollment.version_id, mark_beside([enrollment]))


def posttest_as_of_now(enrollment: Enrollment, posttest: Posttest) -> Posttest | None:
    """Return the posttest of the enrollment's line as it is now, where a page asked an earlier one of the same line."""
    present = posttest_in(enrollment)
    return present if present and present.first_id == posttest.first_id else None


def questions_for(enrollment: Enrollment, posttest: Posttest, number: int) -> tuple[AskedQuestion, ...]:
    """Return what attempt `number` of `enrollment` is asked, the same in the same order at every reload, without key.

    Of a pool it is what is drawn for this enrollment and attempt.
    """
    return tuple(
        AskedQuestion(
            key=question.key,
            kind=question.kind,
            stem_html=question.stem_html,
            picture=question.picture,
            picture_alt=question.picture_alt,
            choices=_choices(enrollment, posttest, number, question),
        )
        for question in _asked(enrollment, posttest, number)
    )


def options_chosen(
    enrollment: Enrollment, posttest: Posttest, number: int, codes: Mapping[str, Collection[str]]
) -> dict[str, list[str]]:
    """Return question -> option keys for question -> `codes` of the page of attempt `number`.

    A code that stands for no option of its question becomes the empty key, which no option has: `hand_in` refuses it.
    """
    asked = _asked(enrollment, posttest, number)
    meant = {question.key: _disguised(enrollment, posttest, number, question) for question in asked}
    return {key: [meant.get(key, {}).get(code, "") for code in sent] for key, sent in codes.items()}


def codes_for(
    enrollment: Enrollment, posttest: Posttest, number: int, answers: Mapping[str, Collection[str]]
) -> dict[str, list[str]]:
    """Return the codes by which the page of attempt `number` shows `answers` (question -> option keys) as chosen.

    What it does not ask is left out.
    """
    asked = [each for each in _asked(enrollment, posttest, number) if each.key in answers]
    disguised = {each.key: _disguised(enrollment, posttest, number, each) for each in asked}
    return {key: [code for code, option in meant.items() if option in answers[key]] for key, meant in disguised.items()}


def marking_of(enrollment: Enrollment, posttest: Posttest, number: int) -> Marking:
    """Return what attempt `number` of `enrollment` offers and what is right, for grading."""
    questions = _drawn(enrollment, posttest, number, questions_with_key(posttest.pk, mark_beside([enrollment])))
    return Marking(
        offered={question.key: [option.key for option in question.options.all()] for question in questions},
        correct={question.key: correct_of(question) for question in questions},
        single=frozenset(question.key for question in questions if question.kind != QuestionKind.MULTIPLE),
    )


def correct_of(question: Question) -> list[str]:
    """Return the keys of the right options."""
    return [option.key for option in question.options.all() if option.correct]


def keys_of(posttest: Posttest) -> dict[str, list[str]]:
    """Return the key of every question of a posttest, for grading only."""
    return {each.key: correct_of(each) for each in posttest.questions.prefetch_related("options")}


def _asked(enrollment: Enrollment, posttest: Posttest, number: int) -> list[Question]:
    return _drawn(enrollment, posttest, number, questions_asked(posttest.pk, mark_beside([enrollment])))


def _drawn(enrollment: Enrollment, posttest: Posttest, number: int, questions: Iterable[Question]) -> list[Question]:
    found = list(questions)
    seed = _seed(enrollment, posttest, number, "pool")
    asked = rules.drawn([(each.key, each.objective.key) for each in found], posttest.pool, seed=seed)
    return [each for each in found if each.key in asked]


def _seed(enrollment: Enrollment, posttest: Posttest, number: int, what: str) -> str:
    return f"{settings.SECRET_KEY}:{enrollment.public_id}:{posttest.first_id}:{number}:{what}"


def _choices(enrollment: Enrollment, posttest: Posttest, number: int, question: Question) -> tuple[Choice, ...]:
    text_of = {option.key: option.text for option in question.options.all()}
    meant = _disguised(enrollment, posttest, number, question)
    return tuple(Choice(code=code, text=text_of[key]) for code, key in meant.items())


def _disguised(enrollment: Enrollment, posttest: Posttest, number: int, question: Question) -> dict[str, str]:
    seed = _seed(enrollment, posttest, number, question.key)
    keys = [option.key for option in question.options.all()]
    # True before False wherever they stand: only lists are shuffled.
    shuffle = posttest.shuffle_options and question.kind != QuestionKind.TRUE_FALSE
    return rules.disguise(keys, seed=seed, shuffle=shuffle)
