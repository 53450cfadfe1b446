"""The sentence of every flaw, for whoever wrote the manuscript, in whatever it was written."""

import datetime as dt
from decimal import Decimal
from typing import Any

from credence.publishing.manuscript.flaws import Flaw
from credence.publishing.manuscript.shape.values import clock
from credence.publishing.wording.courses import COURSES
from credence.publishing.wording.files import FILES, KINDS
from credence.publishing.wording.providers import PROVIDERS
from credence.publishing.wording.shapes import SHAPES

SENTENCES = {**SHAPES, **FILES, **COURSES, **PROVIDERS}
SAID_IF = {"unknown-key": "near", "no-file": "near", "missing": "meaning", "empty": "meaning", "no-form": "forms"}
"""The sentence of these codes is another one, `code:name`, where this particular was seen."""


def sentence(flaw: Flaw) -> str:
    """Say what is wrong and what to do; the number of a broken rule stands last."""
    said = str(SENTENCES[_key(flaw)]).format(**{name: _worded(name, value) for name, value in flaw.data.items()})
    return f"{said} ({flaw.rule})" if flaw.rule.startswith("R") else said


def _key(flaw: Flaw) -> str:
    if flaw.code == "statement":
        return f"statement:{flaw.data['kind']}"
    name = SAID_IF.get(flaw.code)
    return f"{flaw.code}:{name}" if name and flaw.data.get(name) else flaw.code


def _worded(name: str, value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if name == "at":
        return clock(value)
    if name == "meaning":
        return f"{value[:1].lower()}{value[1:]}"
    return str(KINDS[value]) if name == "kind" and value in KINDS else str(value)
