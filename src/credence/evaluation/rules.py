"""What an evaluation form asks, and when answers to it are complete. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from credence.kit.text import normal_lines

LONGEST_TEXT = 4000
BIAS_ITEM, BIAS_ANSWER = "bias", "yes"


class Fault(StrEnum):
    """What is wrong with an answer."""

    MISSING = "missing"
    INCOMPLETE = "incomplete"
    UNKNOWN = "unknown"
    TOO_LONG = "too-long"


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line of a grid, or one option: a key that is stored and a text that is shown."""

    key: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class When:
    """The answer to an earlier item on which an item depends."""

    item: str
    answer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One question of a form. `scale` has labels from lowest to highest, answered 1, 2, …; `rows` belong to grids."""

    key: str
    kind: str
    text: str
    required: bool = False
    when: When | None = None
    scale: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    options: tuple[Row, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A form as one course asks it: rows by objective or faculty member are filled in."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """Answers made clean, and what is wrong by item key; nothing may be stored while there are faults."""

    answers: dict[str, Any]
    faults: dict[str, Fault]


def form_from(definition: Mapping[str, Any], *, objectives: Sequence[Row], faculty: Sequence[Row]) -> Form:
    """Return the form of a stored definition for a course with these objectives and faculty.

    A grid without rows, such as one by faculty where nobody is named, asks nothing and is left out.
    """
    named = {"objectives": tuple(objectives), "faculty": tuple(faculty)}
    items = (_item(entry, named) for entry in definition["items"])
    return Form(title=definition["title"], items=tuple(item for item in items if item.kind != "grid" or item.rows))


def _item(entry: Mapping[str, Any], named: Mapping[str, tuple[Row, ...]]) -> Item:
    rows, when = entry.get("rows") or (), entry.get("when")
    return Item(
        key=entry["key"],
        kind=entry["kind"],
        text=entry["text"],
        required=entry.get("required", False),
        when=When(item=when["item"], answer=when["is"]) if when else None,
        scale=tuple(entry.get("scale") or ()),
        rows=named[rows] if isinstance(rows, str) else _rows(rows),
        options=_rows(entry.get("options") or ()),
    )


def _rows(entries: Sequence[Mapping[str, str]]) -> tuple[Row, ...]:
    return tuple(Row(key=entry["key"], text=entry["text"]) for entry in entries)


def validate(form: Form, answers: Mapping[str, Any]) -> Checked:
    """Check `answers` (item key -> value, {row key: value} for grids) in the order of the form.

    An item with a condition counts only after the answer it depends on: then it may be required, else what was
    written there is dropped. Empty answers to items that are not required are left out.
    """
    cleaned: dict[str, Any] = {}
    faults = dict.fromkeys(answers.keys() - {item.key for item in form.items}, Fault.UNKNOWN)
    for item in form.items:
        if not is_asked(item, cleaned):
            continue
        value, fault = _check(item, answers.get(item.key))
        if fault:
            faults[item.key] = fault
        elif value not in ("", [], {}, None):
            cleaned[item.key] = value
    return Checked(answers=cleaned, faults=faults)


def is_asked(item: Item, answers: Mapping[str, Any]) -> bool:
    """Return whether `item` is shown after the earlier `answers`."""
    if item.when is None:
        return True
    earlier = answers.get(item.when.item)
    return item.when.answer in earlier if isinstance(earlier, list) else earlier == item.when.answer


def reports_bias(answers: Mapping[str, Any]) -> bool:
    """Return whether commercial bias was perceived: item "bias" answered "yes" (R69)."""
    return bool(answers.get(BIAS_ITEM) == BIAS_ANSWER)


Answer = tuple[Any, Fault | None]


def _check(item: Item, value: Any) -> Answer:
    cleaned, fault = _checks[item.kind](item, value)
    if fault is None and item.required and cleaned in ("", [], {}, None):
        return cleaned, Fault.MISSING
    return cleaned, fault


def _check_scale(item: Item, value: Any) -> Answer:
    if value in ("", None):
        return None, None
    points = {str(point): point for point in range(1, len(item.scale) + 1)}
    return points.get(str(value)), None if str(value) in points else Fault.UNKNOWN


def _check_grid(item: Item, value: Any) -> Answer:
    given = value or {}
    if not isinstance(given, Mapping) or given.keys() - {row.key for row in item.rows}:
        return None, Fault.UNKNOWN
    cleaned = {}
    for row in item.rows:
        point, fault = _check_scale(item, given.get(row.key))
        if fault:
            return None, fault
        if point is not None:
            cleaned[row.key] = point
    is_partial = item.required and 0 < len(cleaned) < len(item.rows)
    return cleaned, Fault.INCOMPLETE if is_partial else None


def _check_single(item: Item, value: Any) -> Answer:
    is_known = value in ("", None) or value in [option.key for option in item.options]
    return value, None if is_known else Fault.UNKNOWN


def _check_multiple(item: Item, value: Any) -> Answer:
    given = [value] if isinstance(value, str) else list(value or ())
    known = [option.key for option in item.options]
    if any(key not in known for key in given):
        return None, Fault.UNKNOWN
    return [key for key in known if key in given], None


def _check_text(_item: Item, value: Any) -> Answer:
    if not isinstance(value, str | None):
        return None, Fault.UNKNOWN
    text = normal_lines(value or "").strip()  # browsers count a line's end as one character and send two
    return text, Fault.TOO_LONG if len(text) > LONGEST_TEXT else None


_checks: dict[str, Callable[[Item, Any], Answer]] = {
    "scale": _check_scale,
    "grid": _check_grid,
    "single": _check_single,
    "multiple": _check_multiple,
    "text": _check_text,
}
