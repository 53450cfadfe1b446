"""The course access page, its chapters, and the beats that chapters send."""

from dataclasses import dataclass
from html import escape
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from credence.catalog.enums import ChapterKind
from credence.catalog.models import Chapter
from credence.enrollment.models import Enrollment
from credence.journey.gates import content_gate
from credence.kit.clock import now
from credence.learn.access import enrollment_or_404
from credence.learn.forms.beat import BeatForm
from credence.learn.media_links import chapter_file_name, media_url
from credence.progress.actions import NotToBeMarked, Recorded, finish_text, open_chapter, record_beat
from credence.progress.models import ChapterProgress
from credence.progress.queries import ChapterStudy, Study, duration_of, study_of

NEARLY_OVER_MS = 3000
FINISH_THIS = {
    ChapterKind.VIDEO: gettext_lazy("Watch this chapter. What comes next appears here when it is finished."),
    ChapterKind.PDF: gettext_lazy("Read this chapter."),
    ChapterKind.TEXT: gettext_lazy("Read this chapter and mark it as read at its end."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What a learner is told to do next: a sentence, and a button with its address unless it is on this page."""

    sentence: str
    label: str = ""
    url: str = ""


@login_required
@never_cache
@require_GET
def learn(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the course access page: what is finished, and what comes next."""
    enrollment = enrollment_or_404(request, slug)
    if content_gate(enrollment):
        return redirect("learn:front-matter", slug)
    study = study_of(enrollment)
    context = {"enrollment": enrollment, "study": study, "standing": standing_in(enrollment, study)}
    return render(request, "study/learn.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def chapter(request: HttpRequest, slug: str, chapter: str) -> HttpResponse:
    """Show a chapter; a POST says that its text has been read."""
    enrollment = enrollment_or_404(request, slug)
    if content_gate(enrollment):
        return redirect("learn:front-matter", slug)
    found = _chapter_or_404(enrollment, chapter)
    if request.method == "POST":
        return _finish(enrollment, found)
    progress = open_chapter(enrollment=enrollment, chapter=found, now=now())
    context = _chapter_context(enrollment, found, progress, starts_at(request, found, progress))
    return render(request, f"study/{found.kind}.html", context)


@never_cache
@require_POST
def beat(request: HttpRequest, slug: str, chapter: str) -> HttpResponse:
    """Count what a page says was played or read. Answers in JSON; 401 says that the session has ended."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    enrollment = enrollment_or_404(request, slug)
    found = _chapter_or_404(enrollment, chapter)
    form = BeatForm(request.POST)
    if content_gate(enrollment):
        raise Http404
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    recorded = record_beat(enrollment=enrollment, chapter=found, beat=form.beat, now=now())
    return JsonResponse(_beat_answer(request, enrollment, found, recorded))


def standing_in(enrollment: Enrollment, study: Study, opened: ChapterStudy | None = None) -> Standing:
    """Word what comes next of the study of a course, for someone who has the chapter `opened` before them, or none."""
    slug = enrollment.course.slug
    if study.next_chapter and opened and study.next_chapter.chapter_id == opened.chapter_id:
        return Standing(sentence=str(FINISH_THIS[ChapterKind(opened.kind)]))
    if study.next_chapter:
        return _next_chapter(slug, study.next_chapter, started=study.started)
    if not study.complete:
        return Standing(
            sentence=_("Every chapter is finished. This course asks for %(minutes)s more minutes of study.")
            % {"minutes": study.minutes_left},
            label=_("Look at the chapters again"),
            url=reverse("learn:chapter", args=[slug, study.chapters[0].slug]),
        )
    return Standing(
        sentence=_("You have finished every chapter."),
        label=_("Take the posttest"),
        url=reverse("learn:posttest", args=[slug]),
    )


def starts_at(request: HttpRequest, chapter: Chapter, progress: ChapterProgress) -> int:
    """Return the millisecond at which a video opens: `?t=` in seconds, or where the learner stopped.

    Whoever had reached the end begins again.
    """
    duration_ms = duration_of(chapter)
    asked = request.GET.get("t", "")
    if asked.isascii() and asked.isdecimal() and len(asked) < 6:
        return min(int(asked) * 1000, duration_ms)
    return progress.position_ms if progress.position_ms < duration_ms - NEARLY_OVER_MS else 0


def _next_chapter(slug: str, chapter: ChapterStudy, *, started: bool) -> Standing:
    words = {"title": chapter.title}
    if chapter.opened:
        sentence, label = _("Go on where you stopped: %(title)s") % words, _("Continue")
    elif started:
        sentence, label = _("Next chapter: %(title)s") % words, _("Open the next chapter")
    else:
        sentence, label = _("First chapter: %(title)s") % words, _("Start")
    return Standing(sentence=sentence, label=label, url=reverse("learn:chapter", args=[slug, chapter.slug]))


def _chapter_or_404(enrollment: Enrollment, slug: str) -> Chapter:
    """Return a chapter of the version that the learner is on."""
    chapters = Chapter.objects.filter(version=enrollment.version_id, slug=slug)
    found = chapters.select_related("file", "captions", "poster").first()
    if found is None:
        raise Http404
    return found


def _finish(enrollment: Enrollment, chapter: Chapter) -> HttpResponse:
    try:
        finish_text(enrollment=enrollment, chapter=chapter, now=now())
    except NotToBeMarked as refusal:
        raise Http404 from refusal
    return redirect(standing_in(enrollment, study_of(enrollment)).url)


def _chapter_context(
    enrollment: Enrollment, chapter: Chapter, progress: ChapterProgress, start_ms: int
) -> dict[str, Any]:
    study = study_of(enrollment)
    places = {each.chapter_id: place for place, each in enumerate(study.chapters)}
    place = places[chapter.pk]
    name = chapter_file_name(enrollment, chapter)
    return {
        "enrollment": enrollment,
        "chapter": chapter,
        "study": study,
        "opened": study.chapters[place],
        "after": study.chapters[place + 1] if place + 1 < len(study.chapters) else None,
        "standing": standing_in(enrollment, study, study.chapters[place]),
        "start_ms": start_ms,
        "links": {
            field: media_url(asset, enrollment, name) if asset else ""
            for field, asset in (("file", chapter.file), ("captions", chapter.captions), ("poster", chapter.poster))
        },
        "duration_ms": duration_of(chapter),
        "watched": progress.watched,
        "text": _text_of(chapter),
    }


def _text_of(chapter: Chapter) -> str:
    """Return a text without its title, which heads the page already; other headings of that rank go one below."""
    text = chapter.html.removeprefix(f"<h1>{escape(chapter.title, quote=False)}</h1>")
    return text.replace("<h1>", "<h2>").replace("</h1>", "</h2>")


def _beat_answer(request: HttpRequest, enrollment: Enrollment, chapter: Chapter, recorded: Recorded) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "counts": recorded.counts,
        "percent": recorded.percent,
        "finished": recorded.finished,
        "gap": recorded.gap_ms,
        "minutes": recorded.studied_minutes,
    }
    if recorded.milestone:
        study = study_of(enrollment)
        opened = next(each for each in study.chapters if each.chapter_id == chapter.pk)
        context = {"enrollment": enrollment, "study": study, "opened": opened}
        context["standing"] = standing_in(enrollment, study, opened)
        answer["outline"] = render_to_string("study/outline.html", context, request)
    return answer
