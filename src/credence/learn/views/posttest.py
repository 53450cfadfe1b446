"""The posttest and its result."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from credence.assessment import rules
from credence.assessment.actions import AnswersUnfit, HandInRefused, Outdated, Paused, StaleTest
from credence.assessment.models import Posttest
from credence.assessment.queries import (
    AskedQuestion,
    AttemptSummary,
    CreditMark,
    attempts_of,
    bar_of,
    codes_for,
    key_of,
    marks_for,
    options_chosen,
    posttest_in,
    questions_for,
    review_of,
)
from credence.catalog.queries.stamp import mark_beside
from credence.enrollment.actions import EnrollmentClosed
from credence.enrollment.models import Enrollment
from credence.journey.actions.steps import GateClosed, hand_in
from credence.journey.queries.gates import Gate, Unmet, posttest_gate
from credence.journey.queries.standing import Standing, Step, standing_of
from credence.kit.clock import now
from credence.learn.access.media_links import media_url
from credence.learn.access.own import enrollment_or_404
from credence.learn.forms.page_signature import PageSignature
from credence.learn.forms.posttest import Flawed, Submission, signature_for
from credence.learn.responses.awarded import tell_of_awards
from credence.learn.views.session_ended import instead_of_taking, keep_until_shown
from credence.learn.wording.next import what_is_next
from credence.learn.wording.posttest import in_words, misfit_sentences, to_the_minute
from credence.learn.wording.refusals import sentence
from credence.learn.wording.study import NextStep

STUDY_FIRST = gettext_lazy("The posttest opens when you have finished all chapters.")
COUNTED_ONCE = gettext_lazy("You had already sent that page. It counted once; here is its result.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sitting:
    """A learner before a posttest: what was tried, what each credit asks, and what bars another try."""

    enrollment: Enrollment
    summary: AttemptSummary
    marks: tuple[CreditMark, ...]
    barred: rules.Bar | None
    now: dt.datetime

    @property
    def number(self) -> int:
        """The attempt that comes next."""
        return len(self.summary.attempts) + 1

    @property
    def opens_at(self) -> dt.datetime | None:
        """When the pause before the next attempt is over; None if there is none, or it is over."""
        opens_at = self.summary.opens_at
        return opens_at if opens_at and self.now < opens_at else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Returned:
    """A page that comes back with its answers, and why: nothing was counted."""

    chosen: Mapping[str, Collection[str]] = field(default_factory=dict)
    flawed: Flawed = field(default_factory=Flawed)
    refused: HandInRefused | None = None

    @property
    def status(self) -> int:
        """The status of the answer."""
        return 409 if isinstance(self.refused, Outdated | Paused) else 422 if self.refused else 200


@csrf_exempt  # the signature of the page stands in, see learn.forms.page_signature
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def posttest(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the posttest, storing nothing; or hand it in."""
    if answer := instead_of_taking(request):
        return answer
    enrollment = enrollment_or_404(request, slug)
    test = _posttest_or_404(enrollment)
    return _receive(request, enrollment, test) if request.method == "POST" else _open(request, enrollment, test)


@login_required
@never_cache
@require_GET
def result(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the score of the last attempt, the mark of each credit, and what to do next."""
    enrollment, moment = enrollment_or_404(request, slug), now()
    standing = standing_of(enrollment, moment)
    sitting = _sitting_after(standing, moment)
    latest = sitting.summary.latest
    if latest is None:
        return redirect("learn:posttest", slug)
    credit_met = any(mark.met and mark.for_me for mark in sitting.marks)
    passed = credit_met or sitting.summary.is_settled
    key = key_of(sitting.summary, sitting.marks, sitting.barred)
    context = {
        "sitting": sitting,
        "standing": standing,
        "enrollment": enrollment,
        "latest": latest,
        "percent": rules.percent(latest.right, latest.total),
        "credit_met": credit_met,
        "passed": passed,
        "next": _after_passing(standing) if passed else None,
        "review": review_of(latest, key, mark_beside([enrollment])),
        "key": key,
        "in_words": in_words,
        "to_the_minute": to_the_minute,
        "media_url": media_url,
    }
    return render(request, "posttest/result.html", context)


def _after_passing(standing: Standing) -> NextStep | None:
    """Word what comes next for whoever has passed, wherever they stand; None where only another attempt is left.

    A form that a credit waits for goes ahead of what can be claimed without it, so that all can be claimed together.
    """
    if standing.step is Step.POSTTEST:
        return None
    waits = standing.step is Step.CLAIM and _waits_for_form(standing)
    return what_is_next(replace(standing, step=Step.EVALUATION) if waits else standing)


def _waits_for_form(standing: Standing) -> bool:
    """Return whether a credit whose mark was met still waits for its provider's form (R37)."""
    form, meets = standing.open_form, standing.coursework.attempts.meets
    mine = [each.terms for each in standing.results if each.for_me]
    return form is not None and any(terms.provider == form.provider and meets(terms) for terms in mine)


def _posttest_or_404(enrollment: Enrollment) -> Posttest:
    found = posttest_in(enrollment)
    if found is None:
        raise Http404
    return found


def _sitting(enrollment: Enrollment) -> Sitting:
    summary, moment = attempts_of(enrollment), now()
    marks = marks_for(enrollment, summary)
    barred = bar_of(enrollment, summary, marks, moment)
    return Sitting(enrollment=enrollment, summary=summary, marks=marks, barred=barred, now=moment)


def _sitting_after(standing: Standing, moment: dt.datetime) -> Sitting:
    """Return the same from where the learner stands, which has looked it all up."""
    enrollment, summary = standing.enrollment, standing.coursework.attempts
    marks = [
        CreditMark(terms=each.terms, for_me=each.for_me, met=each.verdict.attempt is not None)
        for each in sorted(standing.results, key=lambda each: (each.terms.pass_mark, each.type.code))
    ]
    barred = bar_of(enrollment, summary, marks, moment)
    return Sitting(enrollment=enrollment, summary=summary, marks=tuple(marks), barred=barred, now=moment)


def _open(request: HttpRequest, enrollment: Enrollment, test: Posttest) -> HttpResponse:
    sitting = _sitting(enrollment)
    if (sitting.barred or sitting.opens_at) and sitting.summary.attempts:
        return redirect("learn:result", enrollment.course.slug)
    if sitting.barred:
        return _closed(request, sitting)
    return _gate(request, enrollment) or _page(request, sitting, test)


def _closed(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Say why the test is closed to someone who never tried."""
    version, offered = sitting.enrollment.version, [mark.terms for mark in sitting.marks]
    awaited = [mark.terms.first for mark in sitting.marks if mark.for_me]
    context = {
        "sitting": sitting,
        "enrollment": sitting.enrollment,
        "first_day": max(awaited, default=min((terms.first for terms in offered), default=version.released_on)),
        "last_day": max((terms.last for terms in offered), default=version.expires_on),
    }
    return render(request, "posttest/closed.html", context)


def _gate(request: HttpRequest, enrollment: Enrollment) -> HttpResponse | None:
    """Return the way to what comes before the test, or None if the learner has done it."""
    gate = posttest_gate(enrollment)
    return _way_through(request, enrollment, gate) if gate else None


def _way_through(request: HttpRequest, enrollment: Enrollment, gate: Gate) -> HttpResponse:
    if gate.unmet is Unmet.FRONT_MATTER:
        return redirect("learn:front-matter", enrollment.course.slug)
    messages.info(request, STUDY_FIRST)
    return redirect("learn:learn", enrollment.course.slug)


def _receive(request: HttpRequest, enrollment: Enrollment, test: Posttest) -> HttpResponse:
    """Hand in what was sent. A valid signature proves that the page was opened through the gates."""
    sent = Submission.read(request.POST)
    signature = sent.signature_if_for(enrollment, test)
    if signature is None:
        messages.warning(request, sentence(StaleTest()))
        return redirect("learn:posttest", enrollment.course.slug)
    return _to_complete(request, enrollment, test, signature, sent) or _hand_in(
        request, enrollment, test, signature, sent
    )


def _to_complete(
    request: HttpRequest, enrollment: Enrollment, test: Posttest, signature: PageSignature, sent: Submission
) -> HttpResponse | None:
    """Return the page with what was answered, to complete, confirm or mend; None where `hand_in` has the say: nothing
    is open, the test is closed, or the page counted before or belongs to another attempt.
    """
    flawed = sent.flawed(questions_for(enrollment, test, sent.number))
    if not flawed.misfits and (sent.confirmed or not flawed.missing):
        return None
    sitting = _sitting(enrollment)
    if sitting.barred or sitting.number != sent.number or sitting.summary.has_counted(signature.key):
        return None
    refused = AnswersUnfit(misfits=flawed.misfits) if flawed.misfits else None
    returned = Returned(chosen=sent.shown_again(flawed), flawed=flawed, refused=refused)
    return _page(request, sitting, test, signature, returned)


def _hand_in(
    request: HttpRequest, enrollment: Enrollment, test: Posttest, signature: PageSignature, sent: Submission
) -> HttpResponse:
    moment = now()
    try:
        taken = hand_in(
            enrollment=enrollment,
            posttest=test,
            answers=options_chosen(enrollment, test, sent.number, sent.codes),
            submission_key=signature.key,
            now=moment,
            page=sent.number,
        )
    except GateClosed as refusal:
        is_shown = refusal.gate.unmet is not Unmet.FRONT_MATTER
        return _way_through(request, enrollment, refusal.gate) if is_shown else keep_until_shown(request, enrollment)
    except (Outdated, Paused) as refused:
        return _to_send_later(request, enrollment, test, sent, refused)
    except (HandInRefused, EnrollmentClosed) as refused:
        messages.warning(request, sentence(refused))
        return redirect("learn:posttest", enrollment.course.slug)
    if taken.fact.submitted_at != moment:
        messages.info(request, COUNTED_ONCE)
    tell_of_awards(request, taken.awards)
    return redirect("learn:result", enrollment.course.slug)


def _to_send_later(
    request: HttpRequest, enrollment: Enrollment, test: Posttest, sent: Submission, refused: HandInRefused
) -> HttpResponse:
    """Return the page of the next attempt with what was answered, as far as it asks the same."""
    sitting = _sitting(enrollment)
    answers = options_chosen(enrollment, test, sent.number, sent.codes)
    chosen = codes_for(enrollment, test, sitting.number, answers)
    return _page(request, sitting, test, returned=Returned(chosen=chosen, refused=refused))


def _page(
    request: HttpRequest,
    sitting: Sitting,
    test: Posttest,
    signature: PageSignature | None = None,
    returned: Returned | None = None,
) -> HttpResponse:
    enrollment, returned = sitting.enrollment, returned or Returned()
    questions: tuple[AskedQuestion, ...] = questions_for(enrollment, test, sitting.number)
    context = {
        "sitting": sitting,
        "enrollment": enrollment,
        "test": test,
        "questions": questions,
        "signature": signature or signature_for(enrollment, test, sitting.number),
        "chosen": returned.chosen,
        "missing": returned.flawed.missing,
        "refused": sentence(returned.refused) if returned.refused else "",
        "misfits": misfit_sentences(returned.flawed.misfits),
        "pause": in_words(rules.pause_after(sitting.number)),
        "in_words": in_words,
        "to_the_minute": to_the_minute,
        "media_url": media_url,
    }
    return render(request, "posttest/posttest.html", context, status=returned.status)
