"""Write evaluation forms, and send evaluations."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from credence.audit.actions import record
from credence.audit.enums import Act
from credence.catalog.actions import hold_content
from credence.catalog.models import AccreditingProvider, CourseVersion
from credence.catalog.queries.stamp import mark_beside
from credence.enrollment.actions import check_open, locked_enrollment
from credence.enrollment.models import Enrollment
from credence.evaluation import rules
from credence.evaluation.models import CourseEvaluation, EvaluationForm, EvaluationResponse
from credence.evaluation.queries import DueForm, due_under, form_asked, forms_for
from credence.kit.refusal import Refusal


class FormNotOfCourse(Refusal):
    """The form is not one that the enrollment's version of the course asks (abuse case 57)."""

    code = "form-not-of-course"


class AnswersRefused(Refusal):
    """Nothing was stored; `faults` of the data holds what is wrong by item key."""

    code = "answers-refused"


@transaction.atomic
def add_form(
    *,
    provider: AccreditingProvider,
    slug: str,
    definition: Mapping[str, Any],
    sha256: str,
    by: str,
    now: dt.datetime,
) -> EvaluationForm | None:
    """Write a provider's form as a new version if its definition is new; None if it is not (R35, R66).

    Args:
        provider: whose form it is; locked meanwhile, so that two never write the same version.
        slug: the form's short name.
        definition: the validated document with `title` and `items`.
        sha256: its fingerprint.
        by: who acts.
        now: the present moment.
    """
    hold_content()
    AccreditingProvider.objects.select_for_update().get(pk=provider.pk)
    mine = EvaluationForm.objects.filter(provider=provider, slug=slug)
    if mine.filter(sha256=sha256).exists():
        return None
    number = (mine.aggregate(last=Max("version"))["last"] or 0) + 1
    columns = {"version": number, "title": definition["title"], "definition": definition, "sha256": sha256}
    form = EvaluationForm.objects.create(provider=provider, slug=slug, **columns)
    details = {"form": slug, "version": number}
    record(Act.EVALUATION_FORM_ADDED, by=by, subject=("provider", provider.slug), now=now, details=details)
    return form


@transaction.atomic
def ask_for(*, version: CourseVersion, forms: Iterable[EvaluationForm], by: str, now: dt.datetime) -> None:
    """Let a version that is not published yet ask for `forms`, one of each accrediting provider; on record (R66)."""
    forms = list(forms)
    CourseEvaluation.objects.bulk_create(
        CourseEvaluation(version=version, provider=form.provider, form=form) for form in forms
    )
    details = {
        "version": version.number,
        "forms": [f"{form.provider.slug}/{form.slug} v{form.version}" for form in forms],
    }
    record(Act.EVALUATIONS_ASKED, by=by, subject=("course", version.course.public_id), now=now, details=details)


@transaction.atomic
def respond(
    *, enrollment: Enrollment, form: EvaluationForm, answers: Mapping[str, Any], now: dt.datetime
) -> EvaluationResponse:
    """Store the learner's answers to `form`, once; sent again, whatever it says, the first is returned (R35, R37).

    Perceived bias is put on record for the accrediting provider's staff (R69). That the posttest comes first is asked
    by `journey.actions.steps.respond`, the door for pages.
    Raises FormNotOfCourse, EnrollmentClosed or AnswersRefused; then nothing was written.
    """
    locked = locked_enrollment(enrollment)
    return store_answers(locked=locked, forms=forms_for(locked), form=form, answers=answers, now=now)


def store_answers(
    *,
    locked: Enrollment,
    forms: Iterable[DueForm],
    form: EvaluationForm,
    answers: Mapping[str, Any],
    now: dt.datetime,
) -> EvaluationResponse:
    """Do the same for an enrollment that the caller's transaction has locked, with its `forms` read under the lock."""
    due = due_under(forms, form.pk)
    if due is None:
        raise FormNotOfCourse
    if due.response:
        return due.response
    check_open(locked)
    checked = rules.validate(form_asked(due.form, locked.version, mark_beside([locked])), answers)
    if checked.faults:
        raise AnswersRefused(faults=checked.faults)
    response = EvaluationResponse.objects.create(
        enrollment=locked, form=due.form, answers=checked.answers, submitted_at=now
    )
    _put_on_record(response, by=locked.learner.username)
    return response


def _put_on_record(response: EvaluationResponse, *, by: str) -> None:
    details = {"form": f"{response.form.slug} v{response.form.version}"}
    subject = ("enrollment", response.enrollment.public_id)
    record(Act.EVALUATION_SENT, by=by, subject=subject, now=response.submitted_at, details=details)
    if rules.reports_bias(response.answers):
        record(Act.EVALUATION_BIAS_REPORTED, by=by, subject=subject, now=response.submitted_at, details=details)
