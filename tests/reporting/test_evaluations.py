"""What evaluations add up to: without names, and nothing of groups under five."""

import json
from decimal import Decimal
from typing import Any

import pytest

from credence.catalog.models import AccreditingProvider, Course
from credence.evaluation.rules import form_from
from credence.reporting.queries.evaluations import evaluations_of
from credence.reporting.rules import evaluating
from credence.reporting.rules.evaluating import Figure, Question, Summary, as_data, from_data, summarize
from tests.factories.accounts import make_learner
from tests.factories.catalog import make_course, make_provider
from tests.factories.enrollment import make_enrollment
from tests.factories.evaluation import ITEMS, LEVELS, make_form, make_response

ROWS = [{"key": "a", "text": "Objective A"}, {"key": "b", "text": "Objective B"}]
DEFINITION = {
    "title": "Evaluation",
    "items": [
        {"key": "grid", "kind": "grid", "rows": ROWS, "scale": LEVELS, "text": "How well?"},
        {"key": "scale", "kind": "scale", "scale": ["No", "Yes"], "text": "Useful?"},
        {
            "key": "barriers",
            "kind": "multiple",
            "options": [{"key": "time", "text": "Time"}, {"key": "cost", "text": "Cost"}],
            "text": "Barriers?",
        },
        {
            "key": "bias",
            "kind": "single",
            "options": [{"key": "no", "text": "No"}, {"key": "yes", "text": "Yes"}],
            "text": "Bias?",
        },
        {"key": "why", "kind": "text", "text": "Explain.", "when": {"item": "bias", "is": "yes"}},
        {"key": "comment", "kind": "text", "text": "Anything else?"},
    ],
}
FORM = form_from(DEFINITION, objectives=[], faculty=[])


def answer(**values: Any) -> dict[str, Any]:
    return {
        "grid": {"a": 5, "b": 3},
        "scale": 2,
        "barriers": ["time"],
        "bias": "no",
        "comment": "Fine",
        **values,
    }


def by_text(summary: Summary) -> dict[str, Question]:
    return {each.text: each for each in summary.questions}


def test_five_answers_are_told_point_by_point_with_the_mean() -> None:
    answers = [answer(grid={"a": point, "b": 3}) for point in (5, 5, 4, 4, 2)]
    points = (("Not at all", 0), ("Slightly", 1), ("Moderately", 0), ("Well", 2), ("Very well", 2))
    told = by_text(summarize(FORM, answers))
    assert told["How well?"].figures[0] == Figure(text="Objective A", answered=5, points=points, mean=Decimal("4.00"))
    assert told["Useful?"].figures == (
        Figure(text="", answered=5, points=(("No", 0), ("Yes", 5)), mean=Decimal("2.00")),
    )


def test_of_several_options_each_counts() -> None:
    answers = [answer(barriers=["time", "cost"]), *(answer() for _ in range(4))]
    assert by_text(summarize(FORM, answers))["Barriers?"].figures[0].points == (("Time", 5), ("Cost", 1))


def test_four_answers_are_not_told() -> None:
    told = summarize(FORM, [answer() for _ in range(4)])
    assert told.responses == 4
    assert {figure.points for each in told.questions for figure in each.figures} == {None}
    assert {figure.mean for each in told.questions for figure in each.figures} == {None}
    assert by_text(told)["Anything else?"].comments is None


def test_a_row_that_four_of_five_answered_is_not_told() -> None:
    answers = [*(answer() for _ in range(4)), answer(grid={"a": 5})]
    first, second = by_text(summarize(FORM, answers))["How well?"].figures
    assert (first.answered, second.answered, first.points is None, second.points) == (5, 4, False, None)


def test_comments_stand_in_the_order_of_the_alphabet() -> None:
    answers = [answer(comment=words) for words in ("b", "A", "d", "c", "E")]
    assert by_text(summarize(FORM, answers))["Anything else?"].comments == ("A", "b", "c", "d", "E")


def test_of_many_comments_the_first_by_the_alphabet_are_kept_and_all_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluating, "MOST_COMMENTS", 2)
    told = by_text(summarize(FORM, [answer(comment=words) for words in ("f", "b", "", "e", "A", "d", "c")]))
    assert (told["Anything else?"].comments, told["Anything else?"].written) == (("A", "b"), 6)


def test_a_summary_that_was_kept_is_the_same_again() -> None:
    answers = [answer(bias="yes", why="One product."), *(answer(grid={"a": 2}) for _ in range(4))]
    told = summarize(FORM, answers)
    assert from_data(json.loads(json.dumps(as_data(told)))) == told
    assert (told.bias_reports, told.bias) == (1, ("One product.",))


def test_one_report_of_bias_is_told_to_the_staff_with_its_words_and_apart() -> None:
    told = summarize(FORM, [answer(bias="yes", why="Only one product was named."), answer()])
    assert (told.bias_reports, told.bias) == (1, ("Only one product was named.",))
    assert "Explain." not in by_text(told)


def test_no_report_of_bias_is_told_where_there_is_none() -> None:
    told = summarize(FORM, [answer()])
    assert (told.bias_reports, told.bias) == (0, ())


def respond(name: str, course: Course, provider: AccreditingProvider, **answers: Any) -> None:
    form = provider.evaluation_forms.first() or make_form(provider)
    given = {"objectives": {"recognize": 4}, "bias": "no", **answers}
    make_response(make_enrollment(make_learner(name), course), form, answers=given)


@pytest.mark.django_db
def test_a_course_is_told_by_the_answers_to_the_provider_s_own_form() -> None:
    course, provider, other = make_course(), make_provider(), make_provider("lakeside")
    for number in range(5):
        respond(f"learner{number}", course, provider)
    respond("theirs", course, other)
    respond("elsewhere", make_course("sepsis"), provider)
    (told,) = evaluations_of(provider, course)
    assert (told.title, told.responses) == ("Evaluation of the course", 5)
    assert told.questions[0].figures[0].text == "Recognize a reaction."
    assert told.questions[0].figures[0].mean == Decimal("4.00")


@pytest.mark.django_db
def test_each_version_of_a_form_is_told_for_itself() -> None:
    course, provider = make_course(), make_provider()
    first = make_form(provider)
    second = make_form(provider, version=2, items=ITEMS[:1])
    for name, form in (("alice", first), ("bob", second)):
        make_response(make_enrollment(make_learner(name), course), form)
    assert [(len(each.questions), each.responses) for each in evaluations_of(provider, course)] == [(1, 1), (3, 1)]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(count: int, django_assert_num_queries: Any) -> None:
    course, provider = make_course(), make_provider()
    for number in range(count):
        respond(f"learner{number}", course, provider)
    with django_assert_num_queries(4):
        assert evaluations_of(provider, course)[0].responses == count
