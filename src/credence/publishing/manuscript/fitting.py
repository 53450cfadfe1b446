"""Fit a document to its shape; what does not fit becomes flaws with codes and places."""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from credence.publishing.manuscript.flaws import Document, Flaw, Place
from credence.publishing.manuscript.shape.values import OURS, SLUG

Shape = TypeVar("Shape", bound=BaseModel)
DEEPEST = 12
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""What no page, file or database can keep as text."""

CODES = {
    "string_type": "no-text",
    "string_too_short": "empty-text",
    "string_too_long": "too-long-text",
    "list_type": "no-list",
    "tuple_type": "no-list",
    "dict_type": "no-mapping",
    "model_type": "no-mapping",
    "model_attributes_type": "no-mapping",
    "literal_error": "no-choice",
    "greater_than_equal": "too-small",
    "less_than_equal": "too-great",
    "too_short": "too-few",
    "too_long": "too-many",
    "union_tag_not_found": "no-kind",
    "union_tag_invalid": "other-kind",
}
"""Our code for each kind of error that pydantic finds in our shapes."""
PATTERNS = {SLUG: "no-slug", r"^[A-Z]{3}$": "no-currency", r"^https?://\S+$": "no-address"}


def fit(document: Document, data: Any, shape: type[Shape], name: str = "") -> tuple[Shape | None, tuple[Flaw, ...]]:
    """Return `data` as `shape`, or None and every flaw; `name` says which form it is."""
    if not isinstance(data, dict):
        return None, (Flaw(document=document, place=(), code="no-document", name=name),)
    odd = tuple(Flaw(document=document, place=place, code=code, name=name) for place, code in _unkeepable(data, ()))
    if odd:
        return None, odd
    try:
        return shape.model_validate(data), ()
    except ValidationError as error:
        found = [each for each in error.errors(include_url=False) if not _follows(each)]
    return None, tuple(_flaw(document, name, shape, each) for each in found)


def _unkeepable(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """Yield where something stands that no text can hold, or that is nested deeper than any shape."""
    if len(place) > DEEPEST:
        yield place, "too-deep"
    elif isinstance(value, str) and NO_TEXT.search(value):
        yield place, "no-character"
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _unkeepable(str(key), place)
            yield from _unkeepable(each, (*place, str(key)))
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            yield from _unkeepable(each, (*place, index))


def _follows(error: ErrorDetails) -> bool:
    """Whether the list only seems short because entries of it are faulty, which is said elsewhere."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _flaw(document: Document, name: str, shape: type[BaseModel], error: ErrorDetails) -> Flaw:
    place = tuple(step for step in error["loc"] if not str(step).startswith("kind:") and step != "[key]")
    code, data = _code(shape, error)
    return Flaw(document=document, place=place, code=code, data=data, name=name)


def _code(shape: type[BaseModel], error: ErrorDetails) -> tuple[str, dict[str, Any]]:
    kind, given = error["type"], error["input"]
    if isinstance(error.get("ctx"), dict) and OURS in error["ctx"]:
        return kind, {name: value for name, value in error["ctx"].items() if name != OURS}
    if kind == "missing":
        return "missing", {"meaning": _meaning(shape, error)}
    if kind == "extra_forbidden":
        return "unknown-key", _suggestion(shape, error)
    if given is None:
        return "empty", {"meaning": _meaning(shape, error)}
    if kind == "union_tag_not_found":
        return ("no-kind", {}) if isinstance(given, dict) else ("no-mapping", {"given": _shown(given)})
    code = _pattern(error) if kind == "string_pattern_mismatch" else CODES.get(kind, "no-value")
    return code, _particulars(error)


def _pattern(error: ErrorDetails) -> str:
    return PATTERNS.get(str(error["ctx"]["pattern"]), "no-email")


def _particulars(error: ErrorDetails) -> dict[str, Any]:
    given, context = error["input"], error.get("ctx", {})
    if error["type"] == "union_tag_invalid":
        tags = str(context["expected_tags"]).replace("kind:", "").replace("'", "")
        return {"expected": tags, "given": _shown(given["kind"])}
    limits = {"min_length": "least", "max_length": "most", "ge": "least", "le": "most", "actual_length": "count"}
    found = {limits[name]: value for name, value in context.items() if name in limits}
    if "expected" in context:
        found["expected"] = str(context["expected"]).replace("'", "")
    return found | {"given": _shown(given)}


def _shown(given: Any) -> str:
    if isinstance(given, dict):
        return "{…}"
    if isinstance(given, list | tuple):
        return "[…]"
    text = str(given)
    return f"{text[:40]}…" if len(text) > 40 else text


def _meaning(shape: type[BaseModel], error: ErrorDetails) -> str:
    found = _field(shape, error["loc"])
    return found.description or "" if found else ""


def _suggestion(shape: type[BaseModel], error: ErrorDetails) -> dict[str, Any]:
    names = sorted(
        field.alias or name for owner in _owners(shape, error["loc"]) for name, field in owner.model_fields.items()
    )
    return {"near": "".join(get_close_matches(str(error["loc"][-1]), names, n=1)), "known": ", ".join(names)}


def _field(shape: type[BaseModel], loc: Place) -> FieldInfo | None:
    for owner in _owners(shape, loc):
        for name, field in owner.model_fields.items():
            if loc[-1] in (name, field.alias):
                return field
    return None


def _owners(shape: type[BaseModel], loc: Place) -> list[type[BaseModel]]:
    """Return the models that the parent of `loc` may be."""
    models = [shape]
    for step in loc[:-1]:
        if isinstance(step, int):
            continue
        if step.startswith("kind:"):
            models = [model for model in models if _is_kind(model, step.removeprefix("kind:"))]
        else:
            fields = [f for m in models for n, f in m.model_fields.items() if step in (n, f.alias)]
            models = [model for field in fields for model in _models_in(field.annotation)]
    return models


def _is_kind(model: type[BaseModel], kind: str) -> bool:
    field = model.model_fields.get("kind")
    return field is None or kind in get_args(field.annotation)


def _models_in(annotation: Any) -> Iterable[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models_in(argument)]
