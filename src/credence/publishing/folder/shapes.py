"""Checks a file's values against its shape, and words what does not fit."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from credence.publishing.folder.faults import Fault
from credence.publishing.folder.loading import Place, Source

Shape = TypeVar("Shape", bound=BaseModel)


def shaped(source: Source, shape: type[Shape]) -> tuple[Shape | None, list[Fault]]:
    """Return the file as `shape`, or None and every fault."""
    if not isinstance(source.data, dict):
        return None, [source.fault((), "This file must hold keys and values, such as title: Sepsis.")]
    try:
        return shape.model_validate(source.data), []
    except ValidationError as error:
        return None, [_fault(source, shape, each) for each in error.errors(include_url=False) if not _follows(each)]


def _follows(error: ErrorDetails) -> bool:
    """Whether the list only seems short because entries of it are faulty, which is said elsewhere."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _fault(source: Source, shape: type[BaseModel], error: ErrorDetails) -> Fault:
    place = tuple(step for step in error["loc"] if not str(step).startswith("kind:") and step != "[key]")
    return source.fault(place, _sentence(shape, error, place))


def _sentence(shape: type[BaseModel], error: ErrorDetails, place: Place) -> str:
    name = f"`{place[-1]}`" if place and isinstance(place[-1], str) else "This entry"
    kind, context, given = error["type"], error.get("ctx", {}), error["input"]
    if kind == "missing":
        return f"{name} is missing.{_meaning(shape, error)}"
    if kind == "extra_forbidden":
        return f"{name} is not known here.{_suggestion(shape, error)}"
    if given is None and kind != "sentence":
        return f"{name} is empty.{_meaning(shape, error)}"
    if kind in ("union_tag_not_found", "union_tag_invalid"):
        return _kind_sentence(given, context)
    return f"{name} {_predicate(kind, context, error, given)}"


PREDICATES = {
    "string_type": "must be text, not a list or further keys.",
    "string_too_short": "is empty.",
    "string_too_long": "is longer than {max_length} characters. Shorten it.",
    "list_type": "must be a list, each entry beginning with a dash.",
    "tuple_type": "must be a list, each entry beginning with a dash.",
    "dict_type": "must hold keys and values.",
    "model_type": "must hold keys and values, not {given}.",
    "model_attributes_type": "must hold keys and values, not {given}.",
    "literal_error": "must be {expected}, not {given}.",
    "greater_than_equal": "must be at least {ge}, not {given}.",
    "less_than_equal": "must be at most {le}, not {given}.",
    "too_long": "has {actual_length} entries; at most {max_length} are allowed.",
}


def _predicate(kind: str, context: dict[str, Any], error: ErrorDetails, given: Any) -> str:
    if kind == "string_pattern_mismatch":
        return _pattern_sentence(str(context.get("pattern")), given)
    if kind == "too_short":
        least = context["min_length"]
        return f"needs at least {least} {'entry' if least == 1 else 'entries'}."
    if kind in PREDICATES:
        values = {"expected": "", **context, "given": _shown(given)}
        return PREDICATES[kind].format(**{**values, "expected": str(values["expected"]).replace("'", "")})
    return error["msg"]


def _pattern_sentence(pattern: str, given: Any) -> str:
    if "a-z0-9" in pattern:
        return (
            f"must be lower-case letters, digits and single hyphens, such as contrast-reactions, not {_shown(given)}."
        )
    if "A-Z" in pattern:
        return f"must be three capital letters such as USD, not {_shown(given)}."
    if pattern.startswith("^https"):
        return f"must be an address that begins with https://, not {_shown(given)}."
    return f"must be an e-mail address, not {_shown(given)}."


def _shown(given: Any) -> str:
    if isinstance(given, dict):
        return "keys and values"
    if isinstance(given, list | tuple):
        return "a list"
    text = str(given)
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"


def _kind_sentence(given: Any, context: dict[str, Any]) -> str:
    if not isinstance(given, dict):
        return f"This entry must hold keys and values, not {_shown(given)}."
    if "kind" not in given:
        return "`kind` is missing."
    allowed = str(context.get("expected_tags", "")).replace("kind:", "").replace("'", "")
    return f"`kind` must be one of {allowed}, not {_shown(given['kind'])}."


def _meaning(shape: type[BaseModel], error: ErrorDetails) -> str:
    found = _field(shape, error["loc"])
    return f" It holds: {found.description[0].lower()}{found.description[1:]}" if found and found.description else ""


def _suggestion(shape: type[BaseModel], error: ErrorDetails) -> str:
    names = sorted(
        field.alias or name for owner in _owners(shape, error["loc"]) for name, field in owner.model_fields.items()
    )
    close = get_close_matches(str(error["loc"][-1]), names, n=1)
    return f" Did you mean `{close[0]}`?" if close else f" Known here: {', '.join(names)}."


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
