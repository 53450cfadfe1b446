"""A posttest between its file and its rows."""

from typing import Any

from credence.assessment.actions import QuestionContent
from credence.assessment.enums import QuestionKind
from credence.assessment.models import Posttest, Question
from credence.catalog.models import CourseVersion
from credence.kit.text import markdown_to_html
from credence.media.models import Asset
from credence.publishing.folder import posttest as shape
from credence.publishing.folder.course_folder import plain

TRUE_FALSE = (("true", "True"), ("false", "False"))


def posttest_columns(file: shape.PosttestFile) -> dict[str, Any]:
    """Return the columns of a posttest beside its questions."""
    return {"shuffle_options": file.shuffle_options, "instructions": file.instructions}


def questions_of(file: shape.PosttestFile, assets: dict[str, Asset]) -> list[QuestionContent]:
    """Return the questions of a posttest as `assessment` writes them; `assets` are by path."""
    return [
        QuestionContent(
            columns={
                "key": each.key,
                "kind": each.kind,
                "stem": each.stem,
                "stem_html": markdown_to_html(each.stem),
                "picture": assets[each.picture.file] if each.picture else None,
                "picture_alt": each.picture.alt if each.picture else "",
                "at_ms": each.taught_in.at if each.taught_in else None,
                "explanation": each.explanation,
            },
            objective=each.objective,
            chapter=each.taught_in.chapter if each.taught_in else None,
            options=_options(each),
        )
        for each in file.questions
    ]


def read_posttest(version: CourseVersion, pictures: dict[str, str]) -> dict[str, Any]:
    """Return a version's posttest as its file says it; `pictures` are paths by the key of the question."""
    posttest = Posttest.objects.get(version=version)
    questions = posttest.questions.select_related("objective", "chapter").prefetch_related("options")
    document = {
        "shuffle_options": posttest.shuffle_options,
        "instructions": posttest.instructions,
        "questions": [_question(question, pictures) for question in questions],
    }
    return plain(shape.PosttestFile.model_validate(document))


def _options(question: shape.ChoiceQuestion | shape.TrueFalseQuestion) -> list[tuple[str, str, bool]]:
    if isinstance(question, shape.TrueFalseQuestion):
        return [(key, text, question.answer == (key == "true")) for key, text in TRUE_FALSE]
    return [(option.key, option.text, option.correct) for option in question.options]


def _question(question: Question, pictures: dict[str, str]) -> dict[str, Any]:
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
