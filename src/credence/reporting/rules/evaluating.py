"""What answers to an evaluation add up to. Pure. Groups under five are hidden, and nobody's answers stand together."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from credence.evaluation.rules import BIAS_ITEM, Form, Item, reports_bias
from credence.reporting.rules.hiding import LEAST

MOST_COMMENTS = 300
"""So many of what people wrote are shown of a question, however many wrote."""


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
    """One item of a form: its figures, or the first comments by the alphabet, of so many that were `written`.

    `comments` are None where too few wrote.
    """

    text: str
    kind: str
    figures: tuple[Figure, ...] = ()
    comments: tuple[str, ...] | None = ()
    written: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """A form with all that was answered to it.

    `bias` is all that those wrote who perceived commercial bias, however many they are (R69).
    """

    title: str
    responses: int
    questions: tuple[Question, ...]
    bias_reports: int
    bias: tuple[str, ...]


@dataclass(slots=True)
class _Written:
    """What people wrote: how many did, and the first of it by the alphabet, so that many fill no memory."""

    answered: int = 0
    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, words: Any) -> None:
        self.answered += 1
        if words:
            self.count += 1
            self.first.append(str(words))
        if len(self.first) > 2 * MOST_COMMENTS:
            self.first = self.alphabetical()

    def alphabetical(self) -> list[str]:
        return sorted(self.first, key=str.casefold)[:MOST_COMMENTS]


@dataclass(slots=True)
class _Chosen:
    """How often each point of a scale or each option was chosen, and by how many."""

    answered: int = 0
    counts: Counter[Any] = field(default_factory=Counter)

    def add(self, given: Any) -> None:
        self.answered += 1
        self.counts.update(given if isinstance(given, list) else [given])


class Answers:
    """What is counted of the answers to one form while they are read, one at a time."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._responses = self._bias_reports = 0
        self._chosen: defaultdict[tuple[str, str], _Chosen] = defaultdict(_Chosen)
        self._written: defaultdict[str, _Written] = defaultdict(_Written)
        self._bias: list[str] = []
        self._explanations = [item.key for item in form.items if _explains_bias(item)]

    def add(self, answers: Mapping[str, Any]) -> None:
        """Count the answers of one learner."""
        self._responses += 1
        if reports_bias(answers):
            self._bias_reports += 1
            self._bias += (str(answers[key]) for key in self._explanations if answers.get(key))
        for item in self._form.items:
            if item.key in answers and not _explains_bias(item):
                self._count(item, answers[item.key])

    def _count(self, item: Item, given: Any) -> None:
        if item.kind == "text":
            self._written[item.key].add(given)
        elif item.kind == "grid":
            for row in item.rows:
                if row.key in given:
                    self._chosen[item.key, row.key].add(given[row.key])
        else:
            self._chosen[item.key, ""].add(given)

    def summary(self) -> Summary:
        """Return what was counted.

        What was written stands in the order of the alphabet, so that it cannot be told who came first. Reports of bias
        are for the staff who must inquire, however few they are, and stand apart from the comments.
        """
        return Summary(
            title=self._form.title,
            responses=self._responses,
            questions=tuple(self._question(item) for item in self._form.items if not _explains_bias(item)),
            bias_reports=self._bias_reports,
            bias=tuple(sorted(self._bias, key=str.casefold)),
        )

    def _question(self, item: Item) -> Question:
        if item.kind == "text":
            said = self._written[item.key]
            comments = tuple(said.alphabetical()) if said.answered >= LEAST else None
            return Question(text=item.text, kind=item.kind, comments=comments, written=said.count)
        rows = [(row.key, row.text) for row in item.rows] if item.kind == "grid" else [("", "")]
        figures = tuple(_figure(item, text, self._chosen[item.key, key]) for key, text in rows)
        return Question(text=item.text, kind=item.kind, figures=figures)


def summarize(form: Form, answers: Iterable[Mapping[str, Any]]) -> Summary:
    """Return what `answers` to `form` add up to."""
    counted = Answers(form)
    for each in answers:
        counted.add(each)
    return counted.summary()


def as_data(summary: Summary) -> dict[str, Any]:
    """Return a summary as it is kept."""
    told = asdict(summary)
    for figure in (figure for question in told["questions"] for figure in question["figures"]):
        figure["mean"] = None if figure["mean"] is None else str(figure["mean"])
    return told


def from_data(data: Mapping[str, Any]) -> Summary:
    """Return a summary that was kept."""
    questions = tuple(_question_from(each) for each in data["questions"])
    return Summary(**{**data, "questions": questions, "bias": tuple(data["bias"])})


def _question_from(data: Mapping[str, Any]) -> Question:
    comments = None if data["comments"] is None else tuple(data["comments"])
    return Question(**{**data, "figures": tuple(map(_figure_from, data["figures"])), "comments": comments})


def _figure_from(data: Mapping[str, Any]) -> Figure:
    points = None if data["points"] is None else tuple((label, count) for label, count in data["points"])
    return Figure(**{**data, "points": points, "mean": None if data["mean"] is None else Decimal(data["mean"])})


def _explains_bias(item: Item) -> bool:
    return item.kind == "text" and item.when is not None and item.when.item == BIAS_ITEM


def _figure(item: Item, text: str, chosen: _Chosen) -> Figure:
    if chosen.answered < LEAST:
        return Figure(text=text, answered=chosen.answered, points=None)
    if item.kind in ("grid", "scale"):
        return _scale(text, item.scale, chosen)
    points = tuple((option.text, chosen.counts[option.key]) for option in item.options)
    return Figure(text="", answered=chosen.answered, points=points)


def _scale(text: str, scale: Sequence[str], chosen: _Chosen) -> Figure:
    points = tuple((label, chosen.counts[point]) for point, label in enumerate(scale, start=1))
    total = sum(point * count for point, count in chosen.counts.items())
    mean = (Decimal(total) / chosen.answered).quantize(Decimal("0.01"))
    return Figure(text=text, answered=chosen.answered, points=points, mean=mean)
