"""A course and a provider that say all that they can say, as JSON values; and what to put into them."""

import copy
from collections.abc import Iterator
from typing import Any

from tests.publishing.manuscripts import ARRT, COURSE, EXPIRES, PERSON, POSTTEST, RELEASED, TIE

Place = tuple[str | int, ...]
PICTURE = {"kind": "picture", "size": 9, "content_type": "image/png", "width": 9, "height": 9}
FILES: dict[str, dict[str, Any]] = {
    "a.mp4": {
        "kind": "video",
        "size": 9,
        "content_type": "video/mp4",
        "duration_ms": 120_000,
        "frame_rate": 25.0,
        "pixel_format": "yuv420p",
        "width": 640,
        "height": 360,
    },
    "a.vtt": {
        "kind": "captions",
        "size": 9,
        "content_type": "text/vtt",
        "duration_ms": 2000,
        "cues": [{"start_ms": 1000, "end_ms": 2000, "text": "Now.", "line": 3}],
    },
    "a.pdf": {
        "kind": "pdf",
        "size": 9,
        "content_type": "application/pdf",
        "pages": 1,
        "words": 400,
        "figures": 1,
    },
    **{f"{name}.png": PICTURE for name in ("cover", "chen", "poster", "ct")},
}
VIDEO = {
    "slug": "see",
    "kind": "video",
    "title": "See",
    "file": "a.mp4",
    "captions": "a.vtt",
    "preview": True,
    "poster": "poster.png",
    "poster_alt": "A wheal",
    "extra": {"minutes": 1, "reason": "A case to think over."},
}
USE = {
    "kind": "text",
    "of": "read",
    "tool": "Scribe",
    "version": "4",
    "used_on": "2026-01-02",
    "task": "A draft",
    "checked_by": "Mei Chen",
    "checked_on": "2026-01-03",
}
OPTIONS = [{"key": "a", "text": "Epinephrine", "correct": True}, {"key": "b", "text": "Waiting"}]
WHOLE_COURSE: dict[str, Any] = {
    **copy.deepcopy(dict(COURSE)),
    "estimated_minutes": 66,
    "hardware": "A browser.",
    "joint_provider": {"name": "City Clinic", "kind": "eligible"},
    "made_from": {"kind": "live-recording", "title": "Rounds", "held_on": "2026-01-01", "reference_numbers": ["M1"]},
    "cover": {"file": "cover.png", "alt": "A ward"},
    "dates": {"released": RELEASED, "reviewed": RELEASED, "expires": EXPIRES},
    "review": {"by": "Dana Reyes", "outcome": "Content current."},
    "price": {"amount": "25.00", "currency": "USD"},
    "requirements": {"pass_mark": 70, "attempts": 3, "study_percent": 90, "study_minutes": 1},
    "faculty": [
        {
            **PERSON,
            "credentials": "MD",
            "affiliation": "Riverside",
            "portrait": "chen.png",
            "profession": "physician",
            "disclosures": [{**TIE, "company_kind": "ineligible", "tie": "other"}],
        }
    ],
    "commercial_support": [
        {"company": "Acme", "kind": "grant", "amount": "5000.00", "agreement_on": "2026-01-14"},
        {"company": "Beta", "kind": "in-kind", "nature": "A loan", "agreement_on": "2026-01-14"},
    ],
    "chapters": [
        VIDEO,
        {"slug": "leaf", "kind": "pdf", "title": "Leaf", "file": "a.pdf"},
        {
            "slug": "read",
            "kind": "text",
            "title": "Read",
            "file": "text.md",
            "extra": {"minutes": 56, "reason": "A case."},
        },
    ],
    "credit": [
        {**COURSE["credit"][0], "pass_mark": 75, "attempts": 2, "pool_agreed_on": "2026-01-10"},
        {**ARRT, "provider": "riverside", "pool_agreed_on": "2026-01-10", "evaluation_required": True},
    ],
    "participation": True,
    "ai_uses": [USE],
}
QUESTION = {"objective": "recognize", "explanation": "It is so."}
WHOLE_POSTTEST: dict[str, Any] = {
    "shuffle_options": True,
    "instructions": "Choose.",
    "pool": {"recognize": 2},
    "questions": [
        *POSTTEST["questions"],
        {
            **QUESTION,
            "key": "q3",
            "kind": "single",
            "stem": "What does this CT show?",
            "options": OPTIONS,
            "picture": {"file": "ct.png", "alt": "A raised patch"},
            "taught_in": {"chapter": "see", "at": "0:01"},
        },
        {**QUESTION, "key": "q4", "kind": "multiple", "stem": "Which help?", "options": OPTIONS},
    ],
}
WHOLE_PROVIDER: dict[str, Any] = {
    "slug": "riverside",
    "name": "Riverside Medical Center",
    "short_name": "Riverside",
    "address": "1 Main St",
    "url": "https://riverside.example",
    "email": "cme@riverside.example",
    "time_zone": "America/New_York",
    "signatory": {"name": "Dana Reyes, MD", "title": "Director"},
    "provider_numbers": {"CEP": "17001"},
    "claim_days": 3,
    "accreditations": [
        {"body": "ACCME", "number": "01", "from": "2020-01-01", "to": "2030-12-31", "status": "accredited"}
    ],
    "statements": [
        {"kind": "accreditation", "text": "[provider] is accredited by the ACCME."},
        {"kind": "joint-accreditation", "text": "[provider] is accredited by the ACCME, with [joint provider]."},
        {"kind": "designation", "credit_type": "ama-pra-1", "text": "[provider] designates it."},
    ],
}
APPROVERS: dict[str, Any] = {"approvers": [{"name": "ASRT", "rceem_plus": True}]}
ITEMS = (
    {
        "key": "grid",
        "kind": "grid",
        "text": "How well?",
        "rows": "objectives",
        "scale": ["No", "Yes"],
        "required": True,
    },
    {
        "key": "one",
        "kind": "single",
        "text": "Change?",
        "options": [{"key": "yes", "text": "Yes"}, {"key": "no", "text": "No"}],
    },
    {"key": "more", "kind": "text", "text": "What?", "required": True, "when": {"item": "one", "is": "yes"}},
    {"key": "all", "kind": "scale", "text": "Overall", "scale": ["Poor", "Good"]},
)
WHOLE_FORM: dict[str, Any] = {"title": "Evaluation", "items": list(ITEMS)}
ODD_VALUES: tuple[Any, ...] = (
    *("x" * 130, "x" * 300, "x" * 70_000, "\U0001f600" * 200, "a\nb", "\x00", "a\ud800", "\ufffe", "\u200b", "9" * 400),
    *("0", "-1", "1" * 9, "999999.99", "1900-01-01", "2199-12-31", "99:999:59.999", -1, 2**31, 2**63, None, ["a"]),
)
"""What no author means: too long, too large, empty, of another kind, or no text at all."""


def whole_manuscript() -> dict[str, Any]:
    """Return the whole course as JSON values."""
    files = {path: {**note, "sha256": f"{number:064x}"} for number, (path, note) in enumerate(FILES.items(), 1)}
    return {"course": WHOLE_COURSE, "posttest": WHOLE_POSTTEST, "texts": {"text.md": "Read this."}, "files": files}


def spoiled(document: Any, place: Place, value: Any) -> Any:
    """Return a document with another value at a place."""
    found = copy.deepcopy(document)
    inner = found
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return found


def leaves(document: Any, place: Place = ()) -> Iterator[Place]:
    """Yield every place in a document at which a value stands that holds no others."""
    inner = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for step, value in inner:
        yield from leaves(value, (*place, step))
    if not isinstance(document, dict | list):
        yield place
