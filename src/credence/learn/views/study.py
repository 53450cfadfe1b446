"""The course access page, its chapters, and the beats that chapters send."""

import datetime as dt
from dataclasses import dataclass
from html import escape
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from credence.catalog.models import Chapter
from credence.catalog.queries.kept import VersionFacts, version_kept
from credence.catalog.queries.stamp import mark_beside
from credence.enrollment.models import Enrollment
from credence.journey.queries.gates import content_gate
from credence.journey.queries.standing import State, Step, standing_of
from credence.kit.clock import now
from credence.learn.access.media_links import chapter_file_name, media_url
from credence.learn.access.own import enrollment_or_404, learner_of
from credence.learn.forms.beat import BeatForm
from credence.learn.wording.next import what_is_next
from credence.learn.wording.refusals import sentence
from credence.learn.wording.study import next_in_study
from credence.progress.actions import (
    Recorded,
    TooSoon,
    open_chapter,
    record_beat,
    record_next_beat,
    take_word,
)
from credence.progress.models import ChapterProgress
from credence.progress.queries import (
    Desk,
    desk_of,
    duration_of,
    pages_of,
    study_by,
    study_of,
    word_due_at,
)

NEARLY_OVER_MS = 3000


@dataclass(frozen=True, kw_only=True, slots=True)
class PageShown:
    """The page on which a PDF opens, from 1 on, and whether that is where the learner stopped."""

    number: int
    resumed: bool = False


@login_required
@never_cache
@require_GET
def learn(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the course access page: what is finished, and what comes next."""
    enrollment = enrollment_or_404(request, slug)
    if content_gate(enrollment):
        return redirect("learn:front-matter", slug)
    standing = standing_of(enrollment, now())
    study = standing.coursework.study
    of_credit = {"deadline": standing.deadline, "days_left": standing.days_left, "pass_mark": standing.pass_mark}
    context = {"enrollment": enrollment, "study": study, "next": what_is_next(standing), **of_credit}
    return render(request, "study/learn.html", context)


@login_required
@never_cache
@require_GET
def next_step(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to whatever comes next for the learner; where the way has ended, to the credit, or to where it says why."""
    standing = standing_of(enrollment_or_404(request, slug), now())
    if standing.step is Step.DONE and standing.earned:
        return redirect("learn:claim", slug)
    goes_on = standing.state in {State.READY, State.IN_PROGRESS} and standing.step is not Step.WAIT
    return redirect(what_is_next(standing).url) if goes_on else redirect("learn:learn", slug)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def chapter(request: HttpRequest, slug: str, chapter: str) -> HttpResponse:
    """Show a chapter; a POST says that it was read, or its video watched where no script could follow."""
    enrollment = enrollment_or_404(request, slug)
    if content_gate(enrollment):
        return redirect("learn:front-matter", slug)
    found = _chapter_or_404(enrollment, chapter)
    if request.method == "POST":
        return _finish(request, enrollment, found)
    desk, moment = desk_of(enrollment), now()
    progress = desk.opened.get(found.pk) or open_chapter(enrollment=enrollment, chapter=found, now=moment)
    desk.opened[found.pk] = progress
    places = {"start_ms": starts_at(request, found, progress), "page": begins_on(request, found, progress)}
    context = _chapter_context(enrollment, found, desk) | places
    context |= _word_context(enrollment, found, desk, moment)
    return render(request, f"study/{found.kind}.html", context)


@never_cache
@require_POST
def beat(request: HttpRequest, slug: str, chapter: str) -> HttpResponse:
    """Count what a page says was played or read. Answers in JSON; 401 says that the session has ended."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    form, moment, recorded = BeatForm(request.POST), now(), None
    if form.is_valid():
        learner = learner_of(request)
        recorded = record_next_beat(learner=learner, course=slug, chapter=chapter, beat=form.beat, now=moment)
    if recorded and not recorded.milestone:
        return JsonResponse(_beat_answer(recorded))
    enrollment = enrollment_or_404(request, slug)
    found = _chapter_or_404(enrollment, chapter)
    if content_gate(enrollment):
        raise Http404
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    recorded = recorded or record_beat(enrollment=enrollment, chapter=found, beat=form.beat, now=moment)
    return JsonResponse(_beat_answer(recorded) | _new_outline(request, enrollment, found, recorded))


def starts_at(request: HttpRequest, chapter: Chapter, progress: ChapterProgress) -> int:
    """Return the millisecond at which a video opens: `?t=` in seconds, or where the learner stopped.

    Whoever had reached the end begins again.
    """
    duration_ms = duration_of(chapter)
    asked = request.GET.get("t", "")
    if asked.isascii() and asked.isdecimal() and len(asked) < 6:
        return min(int(asked) * 1000, duration_ms)
    return progress.position_ms if progress.position_ms < duration_ms - NEARLY_OVER_MS else 0


def begins_on(request: HttpRequest, chapter: Chapter, progress: ChapterProgress) -> PageShown:
    """Return the page on which a PDF opens: `?page=` as asked for, or where the learner stopped."""
    asked = request.GET.get("page", "")
    if asked.isascii() and asked.isdecimal() and len(asked) < 6:
        return PageShown(number=min(max(1, int(asked)), max(1, pages_of(chapter))))
    return PageShown(number=max(1, progress.page), resumed=progress.page > 1)


def _chapter_or_404(enrollment: Enrollment, slug: str) -> Chapter:
    """Return a chapter of the version that the learner is on, with its files."""
    found = next((each for each in _facts(enrollment).chapters if each.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _facts(enrollment: Enrollment) -> VersionFacts:
    return version_kept(enrollment.version_id, mark_beside([enrollment]))


def _finish(request: HttpRequest, enrollment: Enrollment, chapter: Chapter) -> HttpResponse:
    """Take the learner's word that a chapter was read, or a video watched that no script could follow."""
    try:
        take_word(enrollment=enrollment, chapter=chapter, now=now())
    except TooSoon as refused:
        messages.warning(request, sentence(refused))
        return redirect("learn:chapter", enrollment.course.slug, chapter.slug)
    return redirect(next_in_study(enrollment.course.slug, study_of(enrollment)).url)


def _chapter_context(enrollment: Enrollment, chapter: Chapter, desk: Desk) -> dict[str, Any]:
    study = study_by(_facts(enrollment), desk.opened, desk.studied_ms)
    places = {each.chapter_id: place for place, each in enumerate(study.chapters)}
    place = places[chapter.pk]
    name = chapter_file_name(enrollment, chapter)
    return {
        "enrollment": enrollment,
        "chapter": chapter,
        "study": study,
        "opened": study.chapters[place],
        "after": study.chapters[place + 1] if place + 1 < len(study.chapters) else None,
        "next": next_in_study(enrollment.course.slug, study, study.chapters[place]),
        "links": {
            field: media_url(asset, enrollment, name) if asset else ""
            for field, asset in (("file", chapter.file), ("captions", chapter.captions), ("poster", chapter.poster))
        },
        "duration_ms": duration_of(chapter),
        "watched": desk.opened[chapter.pk].watched,
        "text": _text_of(chapter),
    }


def _word_context(enrollment: Enrollment, chapter: Chapter, desk: Desk, moment: dt.datetime) -> dict[str, Any]:
    """Return from when the learner's word is taken, None where it is not needed, and how long that is from `moment`."""
    progress = desk.opened[chapter.pk]
    if progress.finished_at:
        return {"word_due_at": None, "due_in_ms": 0}
    due_at = word_due_at(enrollment, chapter, progress, desk.clock, moment)
    return {"word_due_at": due_at, "due_in_ms": max(0, (due_at - moment) // dt.timedelta(milliseconds=1))}


def _text_of(chapter: Chapter) -> str:
    """Return a text without its title, which heads the page already; other headings of that rank go one below."""
    text = chapter.html.removeprefix(f"<h1>{escape(chapter.title, quote=False)}</h1>")
    return text.replace("<h1>", "<h2>").replace("</h1>", "</h2>")


def _beat_answer(recorded: Recorded) -> dict[str, Any]:
    return {
        "counts": recorded.counts,
        "percent": recorded.percent,
        "finished": recorded.finished,
        "gap": recorded.gap_ms,
        "minutes": recorded.studied_minutes,
    }


def _new_outline(request: HttpRequest, enrollment: Enrollment, chapter: Chapter, recorded: Recorded) -> dict[str, str]:
    """Return the outline as it is after a beat that changed it, else nothing."""
    if not recorded.milestone:
        return {}
    study = study_of(enrollment)
    opened = next(each for each in study.chapters if each.chapter_id == chapter.pk)
    context = {"enrollment": enrollment, "study": study, "opened": opened}
    context["next"] = next_in_study(enrollment.course.slug, study, opened)
    return {"outline": render_to_string("study/outline.html", context, request)}
