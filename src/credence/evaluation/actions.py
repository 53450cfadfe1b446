"""Send an evaluation."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from credence.audit.actions import record
from credence.enrollment.models import Enrollment
from credence.evaluation import rules
from credence.evaluation.models import CourseEvaluation, EvaluationForm, EvaluationResponse
from credence.evaluation.queries import form_asked


class FormNotOfCourse(Exception):
    """The form is not one that the enrollment's version of the course asks (abuse case 57)."""

    code = "form-not-of-course"


class AnswersRefused(Exception):
    """Nothing was stored; `checked` holds what is wrong by item key."""

    code = "answers-refused"

    def __init__(self, checked: rules.Checked) -> None:
        super().__init__(self.code)
        self.checked = checked


@transaction.atomic
def respond(
    *, enrollment: Enrollment, form: EvaluationForm, answers: Mapping[str, Any], now: dt.datetime
) -> EvaluationResponse:
    """Store the learner's answers to `form`, once; sent again, whatever it says, the first is returned (R35, R37).

    Perceived bias is put on record for the accrediting provider's staff (R69).
    Raises FormNotOfCourse or AnswersRefused; then nothing was written.
    """
    if not CourseEvaluation.objects.filter(version=enrollment.version_id, form=form).exists():
        raise FormNotOfCourse
    if earlier := EvaluationResponse.objects.filter(enrollment=enrollment, form=form).first():
        return earlier
    checked = rules.validate(form_asked(form, enrollment.version), answers)
    if checked.faults:
        raise AnswersRefused(checked)
    response, is_first = EvaluationResponse.objects.get_or_create(
        enrollment=enrollment, form=form, defaults={"answers": checked.answers, "submitted_at": now}
    )
    if is_first:
        _put_on_record(response, by=enrollment.learner.username)
    return response


def _put_on_record(response: EvaluationResponse, *, by: str) -> None:
    details = {"form": f"{response.form.slug} v{response.form.version}"}
    subject = ("enrollment", response.enrollment.public_id)
    record("evaluation.sent", by=by, subject=subject, now=response.submitted_at, details=details)
    if rules.reports_bias(response.answers):
        record("evaluation.bias-reported", by=by, subject=subject, now=response.submitted_at, details=details)
