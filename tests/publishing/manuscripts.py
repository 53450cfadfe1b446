"""A manuscript that breaks nothing, as JSON values, and what is known around it."""

import copy
import datetime as dt
from collections.abc import Mapping
from typing import Any

from credence.media.rules.files import Probe
from credence.publishing.manuscript.document import Files, Manuscript, manuscript_of
from credence.publishing.manuscript.known import Known
from credence.publishing.manuscript.shape.provider import Accreditation, StatementText

TODAY = dt.date(2026, 1, 15)
RELEASED = "2026-01-15"
EXPIRES = "2028-12-31"

TIE = {
    "company": "Acme",
    "nature": "consultant",
    "relevant": True,
    "mitigation": "Peer review.",
    "mitigated_on": "2025-12-02",
}
PERSON = {
    "key": "chen",
    "name": "Mei Chen",
    "role": "author",
    "disclosed_on": "2025-12-01",
    "role_began_on": "2025-12-03",
    "disclosures": [TIE],
}
AMA = {
    "type": "ama-pra-1",
    "amount": "1.00",
    "certified_on": "2026-01-10",
    "valid": {"from": RELEASED, "to": EXPIRES},
}
ARRT = {**AMA, "type": "arrt-a", "category": "A", "approver": "ASRT", "reference_number": "MAE0123456"}
ACCREDITED = Accreditation.model_validate({"body": "ACCME, ANCC", "from": "2020-01-01"})
AAPA = {**AMA, "type": "aapa-1", "valid": {"from": RELEASED, "to": "2027-01-14"}}
BRN = {**AMA, "type": "ca-brn"}
COURSE: Mapping[str, Any] = {
    "format": 1,
    "slug": "sepsis",
    "title": "Sepsis",
    "summary": "The first hour.",
    "description": "How to treat it.",
    "audience": "Everybody.",
    "provider": "riverside",
    "format_of_learning": "enduring-material",
    "media": "Text",
    "estimated_minutes": 60,
    "topics": ["sepsis"],
    "dates": {"released": RELEASED, "expires": EXPIRES},
    "price": {"amount": "0.00"},
    "requirements": {"pass_mark": 70, "attempts": 3},
    "objectives": [{"key": "recognize", "text": "Recognize it."}],
    "faculty": [PERSON],
    "commercial_support": [{"company": "Acme", "kind": "grant", "agreement_on": "2026-01-14"}],
    "chapters": [{"slug": "read", "kind": "text", "title": "Read", "file": "text.md", "minutes": 57}],
    "credit": [AMA, ARRT],
    "evaluations": [{"provider": "riverside", "form": "cme"}],
    "references": "1. A source.",
}
POSTTEST: Mapping[str, Any] = {
    "questions": [
        {"key": "q1", "kind": "true-false", "stem": "Minutes count.", "objective": "recognize", "answer": True},
        {"key": "q2", "kind": "true-false", "stem": "Waiting helps.", "objective": "recognize", "answer": False},
    ]
}
TEXTS = {
    ("accreditation", ""): "[provider] is accredited by the ACCME.",
    ("joint-accreditation", ""): "[provider] is accredited by the ACCME, jointly with [joint provider].",
    **{
        ("designation", code): "[provider] designates this [learning format]."
        for code in ("ama-pra-1", "aapa-1", "ca-brn")
    },
}


TEXT = "Read this. " * 5700
"""11,400 words, 57 minutes."""


def changed(document: Mapping[str, Any], *changes: tuple[tuple[str | int, ...], Any]) -> dict[str, Any]:
    """Return a document with other values at some places; None takes the value away."""
    found = copy.deepcopy(dict(document))
    for place, value in changes:
        inner: Any = found
        for step in place[:-1]:
            inner = inner[step]
        if value is None:
            inner.pop(place[-1], None)
        elif isinstance(inner, list) and place[-1] == len(inner):
            inner.append(value)
        else:
            inner[place[-1]] = value
    return found


def manuscript(*changes: tuple[tuple[str | int, ...], Any], posttest: Any = POSTTEST) -> Manuscript:
    """Return the manuscript with some changes to its course."""
    files = Files(texts={"text.md": TEXT})
    return manuscript_of(changed(COURSE, *changes), posttest, files)


def known(texts: Mapping[tuple[str, str], str] = TEXTS, **values: Any) -> Known:
    """Return the surroundings in which it breaks nothing, with these texts of its provider."""
    statements = tuple(StatementText(kind=kind, credit_type=code, text=text) for (kind, code), text in texts.items())
    around: dict[str, Any] = {
        "zones": {"riverside": "America/New_York"},
        "statements": {"riverside": statements},
        "accreditations": {"riverside": (ACCREDITED,)},
        "numbers": {"riverside": frozenset({"California BRN CEP"})},
        "forms": {("riverside", "cme"): "0" * 64},
        "topics": frozenset({"sepsis"}),
    }
    return Known(**{**around, **values})


def probe(kind: str, **values: Any) -> Probe:
    """Return what a sound file of that kind turned out to be."""
    return Probe(kind=kind, sha256="1" * 64, size=1, content_type="application/pdf", **values)
