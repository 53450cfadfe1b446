"""What the old code wrote and judged: `before.json.gz`, made by `make_before.py`."""

import gzip
import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "before.json.gz"
FACTS = (
    "enrollment.Enrollment",
    "enrollment.FrontMatterShowing",
    "assessment.Attempt",
    "evaluation.EvaluationResponse",
    "credit.Award",
    "credit.Revocation",
    "credit.Certificate",
)
"""What happened, and means the same for ever."""


def before() -> dict[str, Any]:
    """Return rows by model, the migrations that they fit, and what was judged and verified of them."""
    found: dict[str, Any] = json.loads(gzip.decompress(FILE.read_bytes()))
    return found
