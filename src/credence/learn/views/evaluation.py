"""Evaluation forms of the accrediting providers."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from credence.assessment.queries import is_passed, marks_for
from credence.catalog.queries.stamp import mark_beside
from credence.credit.queries import known_of
from credence.enrollment.actions import EnrollmentClosed
from credence.enrollment.models import Enrollment
from credence.evaluation.actions import AnswersRefused
from credence.evaluation.queries import DueForm, due_under, form_asked
from credence.evaluation.rules import LONGEST_TEXT, Fault, Form
from credence.journey.actions.steps import NotPassed, respond
from credence.kit.clock import now
from credence.learn.access.own import enrollment_or_404
from credence.learn.forms.evaluation import answers_in, field_name
from credence.learn.forms.page_signature import PageSignature
from credence.learn.responses.awarded import to_the_certificate
from credence.learn.views.session_ended import instead_of_taking
from credence.learn.wording.refusals import sentence

FAULTS = {
    Fault.MISSING: gettext_lazy("Please answer this question; the accrediting provider requires it."),
    Fault.INCOMPLETE: gettext_lazy("Please choose one answer in every row."),
    Fault.UNKNOWN: gettext_lazy("This answer is not one of the choices. Please choose again."),
    Fault.TOO_LONG: gettext_lazy("This is longer than %(most)s characters. Please shorten it."),
}
STALE = gettext_lazy("The page you sent is not of this form, so nothing was stored. Please answer here.")


@csrf_exempt  # the signature of the page stands in, see learn.forms.page_signature
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def evaluation(request: HttpRequest, slug: str, form_id: int) -> HttpResponse:
    """Show a provider's form, or take the answers to it, once the posttest is passed (R37)."""
    if answer := instead_of_taking(request):
        return answer
    enrollment = enrollment_or_404(request, slug)
    known = known_of([enrollment])
    done = known.coursework[enrollment.pk]
    due = _due_or_404(done.forms, form_id)
    marks = marks_for(enrollment, done.attempts, known.people[enrollment.learner_id].professions)
    if not is_passed(done.attempts, marks):
        messages.info(request, _("The evaluation opens when you have passed the posttest."))
        return redirect("learn:posttest", slug)
    if due.response:
        return render(request, "evaluation/sent.html", {"enrollment": enrollment, "due": due})
    asked = form_asked(due.form, enrollment.version, mark_beside([enrollment]))
    if request.method == "POST":
        return _receive(request, enrollment, due, asked)
    return _page(request, enrollment, due, asked)


def _due_or_404(forms: tuple[DueForm, ...], form_id: int) -> DueForm:
    """Return the form if the enrollment's version of the course asks it; another provider's is not there (57)."""
    due = due_under(forms, form_id)
    if due is None:
        raise Http404
    return due


def _receive(request: HttpRequest, enrollment: Enrollment, due: DueForm, asked: Form) -> HttpResponse:
    signature = PageSignature.read(request.POST.get("signature", ""))
    typed = answers_in(asked, request.POST)
    if signature is None or not signature.is_for(enrollment.learner, "evaluation", enrollment.public_id, due.form.pk):
        messages.warning(request, STALE)
        return redirect("learn:evaluation", enrollment.course.slug, due.form.pk)
    try:
        taken = respond(enrollment=enrollment, form=due.form, answers=typed, now=now())
    except AnswersRefused as refusal:
        return _page(request, enrollment, due, asked, typed=typed, faults=refusal.data["faults"])
    except (NotPassed, EnrollmentClosed) as refused:
        messages.warning(request, sentence(refused))
        return redirect("learn:next", enrollment.course.slug)
    messages.success(
        request, _("Thank you. Your evaluation has been sent to %(provider)s.") % {"provider": due.provider}
    )
    return to_the_certificate(request, taken.awards) or redirect("learn:next", enrollment.course.slug)


def _page(
    request: HttpRequest,
    enrollment: Enrollment,
    due: DueForm,
    asked: Form,
    *,
    typed: dict[str, Any] | None = None,
    faults: dict[str, Fault] | None = None,
) -> HttpResponse:
    context = {
        "enrollment": enrollment,
        "due": due,
        "asked": asked,
        "signature": PageSignature.on(enrollment.learner, "evaluation", enrollment.public_id, due.form.pk),
        "field_name": field_name,
        "typed": typed or {},
        "faults": {item: FAULTS[fault] % {"most": LONGEST_TEXT} for item, fault in (faults or {}).items()},
        "longest": LONGEST_TEXT,
    }
    return render(request, "evaluation/evaluation.html", context)
