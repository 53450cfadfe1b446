"""A posttest between its document and its rows."""

from collections.abc import Mapping
from typing import Any

from credence.assessment.actions import QuestionContent
from credence.assessment.enums import QuestionKind
from credence.assessment.models import Posttest, Question
from credence.catalog.models import CourseVersion
from credence.kit.text import markdown_to_html
from credence.media.models import Asset
from credence.publishing.manuscript.shape import posttest as shape

TRUE_FALSE = (("true", "True"), ("false", "False"))


def posttest_columns(posttest: shape.PosttestDocument) -> dict[str, Any]:
    """Return the columns of a posttest beside its questions."""
    return posttest.model_dump(exclude={"questions"})


def questions_of(posttest: shape.PosttestDocument, assets: Mapping[str, Asset]) -> list[QuestionContent]:
    """Return the questions of a posttest as `assessment` writes them; `assets` are by path."""
    return [
        QuestionContent(
            columns=_columns(each, assets),
            objective=each.objective,
            chapter=each.taught_in.chapter if each.taught_in else None,
            options=_options(each),
        )
        for each in posttest.questions
    ]


def posttest_document(version: CourseVersion, pictures: Mapping[str, str]) -> dict[str, Any]:
    """Return a version's posttest as its document says it; `pictures` are paths by the key of the question."""
    posttest = Posttest.objects.get(version=version)
    questions = posttest.questions.select_related("objective", "chapter").prefetch_related("options")
    return {
        "shuffle_options": posttest.shuffle_options,
        "instructions": posttest.instructions,
        "pool": posttest.pool,
        "questions": [_question(question, pictures) for question in questions],
    }


def _columns(question: shape.Question, assets: Mapping[str, Asset]) -> dict[str, Any]:
    return {
        **question.model_dump(include={"key", "kind", "stem", "explanation"}),
        "stem_html": markdown_to_html(question.stem),
        "picture": assets[question.picture.file] if question.picture else None,
        "picture_alt": question.picture.alt if question.picture else "",
        "at_ms": question.taught_in.at if question.taught_in else None,
    }


def _options(question: shape.Question) -> list[tuple[str, str, bool]]:
    if isinstance(question, shape.TrueFalseQuestion):
        return [(key, text, question.answer == (key == "true")) for key, text in TRUE_FALSE]
    return [(option.key, option.text, option.correct) for option in question.options]


def _question(question: Question, pictures: Mapping[str, str]) -> dict[str, Any]:
    document: dict[str, Any] = {
        "key": question.key,
        "kind": question.kind,
        "stem": question.stem,
        "objective": question.objective.key,
        "explanation": question.explanation,
    }
    if question.picture_id:
        document["picture"] = {"file": pictures[question.key], "alt": question.picture_alt}
    if question.chapter:
        document["taught_in"] = {"chapter": question.chapter.slug, "at": question.at_ms}
    options = list(question.options.all())
    if question.kind == QuestionKind.TRUE_FALSE:
        return document | {"answer": next(option.key for option in options if option.correct) == "true"}
    return document | {
        "options": [{"key": option.key, "text": option.text, "correct": option.correct} for option in options]
    }
