"""What the page of an evaluation sends."""

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from credence.evaluation.rules import Form, Item

ITEM = "item."


def answers_in(form: Form, data: QueryDict) -> dict[str, Any]:
    """Return the answers posted to `form` in the shape of `evaluation.rules.validate`.

    An answer to an item that the form does not ask is passed on under its name, so that it is refused there.
    """
    expected = {name for item in form.items for name in _names(item)}
    strange = {name.removeprefix(ITEM): data[name] for name in data if name.startswith(ITEM) and name not in expected}
    return {**{item.key: _answer(item, data) for item in form.items}, **strange}


def field_name(item: Item, row: str = "") -> str:
    """Return the name of the form field of an item, or of one row of a grid."""
    return f"{ITEM}{item.key}.{row}" if row else f"{ITEM}{item.key}"


def _names(item: Item) -> Iterable[str]:
    return [field_name(item, row.key) for row in item.rows] if item.kind == "grid" else [field_name(item)]


def _answer(item: Item, data: QueryDict) -> Any:
    if item.kind == "grid":
        return {row.key: data[name] for row in item.rows if (name := field_name(item, row.key)) in data}
    if item.kind == "multiple":
        return data.getlist(field_name(item))
    return data.get(field_name(item), "")
