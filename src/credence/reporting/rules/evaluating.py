"""What answers to an evaluation add up to. Pure. Groups under five are hidden, and nobody's answers stand together."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from credence.evaluation.rules import BIAS_ITEM, Form, Item, reports_bias
from credence.reporting.rules.hiding import LEAST


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """How one question, or one row of a grid, was answered. `points` are None where too few answered to be shown.

    `mean` is that of a scale, answered 1, 2, ….
    """

    text: str
    answered: int
    points: tuple[tuple[str, int], ...] | None
    mean: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One item of a form: its figures, or what people wrote. `comments` are None where too few wrote."""

    text: str
    kind: str
    figures: tuple[Figure, ...] = ()
    comments: tuple[str, ...] | None = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """A form with all that was answered to it. `bias` is what those wrote who perceived commercial bias (R69)."""

    title: str
    responses: int
    questions: tuple[Question, ...]
    bias_reports: int
    bias: tuple[str, ...]


def summarize(form: Form, answers: Sequence[Mapping[str, Any]]) -> Summary:
    """Return what `answers` to `form` add up to.

    What was written stands in the order of the alphabet, so that it cannot be told who came first. Reports of bias are
    for the staff who must inquire, however few they are, and stand apart from the comments.
    """
    biased = [each for each in answers if reports_bias(each)]
    explanations = [item.key for item in form.items if _explains_bias(item)]
    return Summary(
        title=form.title,
        responses=len(answers),
        questions=tuple(_question(item, answers) for item in form.items if not _explains_bias(item)),
        bias_reports=len(biased),
        bias=_alphabetical(each.get(key) for each in biased for key in explanations),
    )


def _explains_bias(item: Item) -> bool:
    return item.kind == "text" and item.when is not None and item.when.item == BIAS_ITEM


def _question(item: Item, answers: Sequence[Mapping[str, Any]]) -> Question:
    given = [each[item.key] for each in answers if item.key in each]
    if item.kind == "text":
        return Question(text=item.text, kind=item.kind, comments=_alphabetical(given) if _are_enough(given) else None)
    if item.kind == "grid":
        figures = tuple(
            _scale(row.text, item.scale, [each[row.key] for each in given if row.key in each]) for row in item.rows
        )
        return Question(text=item.text, kind=item.kind, figures=figures)
    figure = _scale("", item.scale, given) if item.kind == "scale" else _choice(item, given)
    return Question(text=item.text, kind=item.kind, figures=(figure,))


def _scale(text: str, scale: Sequence[str], given: Sequence[int]) -> Figure:
    if not _are_enough(given):
        return Figure(text=text, answered=len(given), points=None)
    counted = Counter(given)
    points = tuple((label, counted[point]) for point, label in enumerate(scale, start=1))
    mean = (Decimal(sum(given)) / len(given)).quantize(Decimal("0.01"))
    return Figure(text=text, answered=len(given), points=points, mean=mean)


def _choice(item: Item, given: Sequence[Any]) -> Figure:
    if not _are_enough(given):
        return Figure(text="", answered=len(given), points=None)
    counted = Counter(key for each in given for key in (each if isinstance(each, list) else [each]))
    points = tuple((option.text, counted[option.key]) for option in item.options)
    return Figure(text="", answered=len(given), points=points)


def _are_enough(given: Sequence[Any]) -> bool:
    return len(given) >= LEAST


def _alphabetical(given: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted((str(each) for each in given if each), key=str.casefold))
