"""A posttest between its file and its rows."""

from typing import Any

from credence.assessment.enums import QuestionKind
from credence.assessment.models import Option, Posttest, Question
from credence.catalog.models import CourseVersion
from credence.kit.text import markdown_to_html
from credence.media.models import Asset
from credence.publishing.folder import posttest as shape
from credence.publishing.folder.course_folder import plain

TRUE_FALSE = (("true", "True"), ("false", "False"))


def write_posttest(version: CourseVersion, file: shape.PosttestFile, assets: dict[str, Asset]) -> Posttest:
    """Write the posttest of a version; `assets` are by path. The key goes to the options' rows and nowhere else."""
    posttest = Posttest.objects.create(
        version=version, shuffle_options=file.shuffle_options, instructions=file.instructions
    )
    objectives = {objective.key: objective for objective in version.objectives.all()}
    chapters = {chapter.slug: chapter for chapter in version.chapters.all()}
    for position, each in enumerate(file.questions, 1):
        taught = each.taught_in
        question = Question.objects.create(
            posttest=posttest,
            key=each.key,
            position=position,
            kind=each.kind,
            stem=each.stem,
            stem_html=markdown_to_html(each.stem),
            picture=assets[each.picture.file] if each.picture else None,
            picture_alt=each.picture.alt if each.picture else "",
            objective=objectives[each.objective],
            chapter=chapters[taught.chapter] if taught else None,
            at_ms=taught.at if taught else None,
            explanation=each.explanation,
        )
        Option.objects.bulk_create(
            [
                Option(question=question, position=number, key=key, text=text, correct=correct)
                for number, (key, text, correct) in enumerate(_options(each), 1)
            ]
        )
    return posttest


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
