"""Evaluation forms and answers to them."""

import datetime as dt
import hashlib
import json
from typing import Any

from credence.catalog.models import AccreditingProvider, CourseVersion
from credence.enrollment.models import Enrollment
from credence.evaluation.models import CourseEvaluation, EvaluationForm, EvaluationResponse

EVALUATED = dt.datetime(2026, 2, 2, 16, tzinfo=dt.UTC)
LEVELS = ["Not at all", "Slightly", "Moderately", "Well", "Very well"]
YES_NO = [{"key": "no", "text": "No"}, {"key": "yes", "text": "Yes"}]
ITEMS: list[dict[str, Any]] = [
    {
        "key": "objectives",
        "kind": "grid",
        "rows": "objectives",
        "scale": LEVELS,
        "text": "How well were the objectives met?",
        "required": True,
    },
    {"key": "bias", "kind": "single", "options": YES_NO, "text": "Did you perceive bias?", "required": True},
    {
        "key": "bias-text",
        "kind": "text",
        "text": "Please explain.",
        "required": True,
        "when": {"item": "bias", "is": "yes"},
    },
    {"key": "comment", "kind": "text", "text": "Anything else?"},
]
ANSWERS: dict[str, Any] = {"objectives": {"recognize": 5}, "bias": "no"}


def make_form(provider: AccreditingProvider, slug: str = "cme-2026", **values: Any) -> EvaluationForm:
    """Return a form with a grid by objectives, a question on bias with a follow-up, and room for a comment."""
    title = str(values.pop("title", "Evaluation of the course"))
    definition = {"title": title, "items": values.pop("items", ITEMS)}
    fields = {"version": 1, "sha256": hashlib.sha256(json.dumps(definition).encode()).hexdigest()}
    return EvaluationForm.objects.create(
        provider=provider, slug=slug, title=title, definition=definition, **{**fields, **values}
    )


def ask_for(version: CourseVersion, form: EvaluationForm) -> CourseEvaluation:
    """Let `version` of a course ask for `form`."""
    return CourseEvaluation.objects.create(version=version, provider=form.provider, form=form)


def make_response(enrollment: Enrollment, form: EvaluationForm, **values: Any) -> EvaluationResponse:
    """Return complete answers to a form of `make_form`."""
    fields = {"answers": ANSWERS, "submitted_at": EVALUATED}
    return EvaluationResponse.objects.create(enrollment=enrollment, form=form, **{**fields, **values})
