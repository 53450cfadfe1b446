"""Enrolling, and the front matter before the first chapter."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from credence.accounts.models import User
from credence.catalog.models import Course, FrontMatter
from credence.enrollment.actions import (
    FrontMatterChanged,
    NotOpen,
    PaymentRequired,
    ProfileIncomplete,
)
from credence.enrollment.actions import enroll as enroll_learner
from credence.journey.actions.steps import show_front_matter
from credence.kit.clock import now
from credence.learn.access.own import enrollment_or_404, learner_of, visit_or_404
from credence.learn.forms.accounts import registration_form
from credence.learn.presenters.what_you_get import what_you_get
from credence.learn.responses.awarded import tell_of_awards
from credence.learn.views.catalog import course_or_404
from credence.learn.wording.front_matter import WORDS
from credence.learn.wording.refusals import sentence


@never_cache
@require_http_methods(["GET", "POST"])
def enroll(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what this learner will get from a course, and enroll them in it; whoever is a guest joins first."""
    if not request.user.is_authenticated:
        return _join_page(request, slug)
    learner, moment = learner_of(request), now()
    visit = visit_or_404(learner, slug)
    if visit.enrollment:
        return redirect("learn:learn", slug)
    if request.method == "GET":
        context = {"course": visit.course, "what_you_get": what_you_get(visit, moment)}
        return render(request, "enrollment/enroll.html", context)
    return enrolled(request, learner, visit.course)


def _join_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what one is about to do, and offer to register and to sign in; what was sent is kept by signing in."""
    if request.method != "GET":
        return redirect_to_login(request.path)
    found, form = course_or_404(slug), registration_form()()
    document = found.current_front_matter.document if found.current_front_matter else {}
    context = {"course": found, "version": found.current_version, "document": document, "form": form}
    return render(request, "enrollment/join.html", context)


def enrolled(request: HttpRequest, learner: User, course: Course) -> HttpResponse:
    """Enroll a learner and lead to what comes first; where it is refused, to what can be done."""
    try:
        enroll_learner(learner=learner, course=course, by=learner.username, now=now())
    except ProfileIncomplete as refused:
        messages.info(request, sentence(refused))
        return redirect(reverse("learn:profile", query={"next": reverse("learn:enroll", args=[course.slug])}))
    except NotOpen as refused:
        messages.error(request, sentence(refused))
    except PaymentRequired:
        return redirect("learn:checkout", course.slug)
    else:
        return redirect("learn:front-matter", course.slug)
    return redirect("learn:enroll", course.slug)


@never_cache
@require_GET
def personal_part(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the personal parts of a course page; nothing to a visitor, for whom the page is right as it is."""
    if not request.user.is_authenticated:
        course_or_404(slug)
        return HttpResponse(status=204)
    visit = visit_or_404(learner_of(request), slug)
    context = {"course": visit.course, "what_you_get": what_you_get(visit, now()), "is_part": True}
    return render(request, "enrollment/_what-you-get.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def front_matter(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what must be known before the start, and record that it was shown (R20, R21)."""
    enrollment = enrollment_or_404(request, slug)
    shown = enrollment.course.current_front_matter
    assert shown  # noqa: S101 - a published course has one
    if request.method == "POST":
        sent = request.POST.get("front_matter", "")
        pk = int(sent) if sent.isdecimal() and len(sent) < 16 else 0
        seen = get_object_or_404(FrontMatter, pk=pk, course=enrollment.course)
        try:
            taken = show_front_matter(enrollment=enrollment, front_matter=seen, now=now())
        except FrontMatterChanged as refused:
            messages.info(request, sentence(refused))
            return redirect("learn:front-matter", slug)
        tell_of_awards(request, taken.awards)
        return redirect("learn:learn", slug)
    of_course = {"enrollment": enrollment, "course": enrollment.course}
    context = {**of_course, "front_matter": shown, "document": shown.document, **WORDS}
    return render(request, "enrollment/front-matter.html", context)
