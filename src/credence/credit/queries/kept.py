"""Evidence, standard and verdict as they are kept with an award, and read back: what is kept proves the award.

The form is told by the dataclasses of the rule: amounts, days and moments are text, sets are in order. What an older
award kept before evidence named all that it rests on is not read back, and never recomputed.
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, is_dataclass
from decimal import Decimal
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from credence.credit.models import Award
from credence.credit.rules import Evidence, Standard, Verdict

PROVES = "held"
"""Evidence with this name proves by itself; older evidence has no dates of professions."""


def to_json(facts: Evidence | Standard | Verdict) -> dict[str, Any]:
    """Return facts as JSON values."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(facts), default=_plain))
    return plain


def proves(evidence: Mapping[str, Any]) -> bool:
    """Return whether kept evidence names all that its award rests on."""
    return PROVES in evidence


def evidence_from_json(kept: Mapping[str, Any]) -> Evidence:
    """Return kept evidence that `proves`."""
    found: Evidence = _read(Evidence, kept)
    return found


def evidence_of_award(award: Award) -> Evidence:
    """Return what was done for an award, as far as its evidence names it."""
    return evidence_from_json(award.evidence) if proves(award.evidence) else Evidence()


def standard_from_json(kept: Mapping[str, Any]) -> Standard:
    """Return the standard that was kept beside it."""
    found: Standard = _read(Standard, kept)
    return found


def professions_of_award(award: Award) -> list[str]:
    """Return the professions that counted for an award, of whatever kind its evidence is."""
    counted: list[str] = award.verdict.get("professions") or award.evidence.get("professions") or []
    return counted


def _plain(value: object) -> str | list[Any]:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _read(kind: Any, kept: Any) -> Any:
    """Return a JSON value as `kind`: a dataclass, a collection of them, or a plain value."""
    if isinstance(kind, type) and is_dataclass(kind):
        hints = {each.name: get_type_hints(kind)[each.name] for each in fields(kind) if each.name in kept}
        return kind(**{name: _read(hint, kept[name]) for name, hint in hints.items()})
    if get_origin(kind) in (tuple, frozenset):
        return get_origin(kind)(_read(get_args(kind)[0], each) for each in kept)
    if isinstance(kind, UnionType):
        return None if kept is None else _read(get_args(kind)[0], kept)
    return PLAIN.get(kind, kind)(kept)


PLAIN: dict[Any, Callable[[Any], Any]] = {
    dt.datetime: dt.datetime.fromisoformat,
    dt.date: dt.date.fromisoformat,
    Decimal: Decimal,
}
