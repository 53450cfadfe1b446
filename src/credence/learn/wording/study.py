"""What comes next of the study of a course, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from credence.catalog.enums import ChapterKind
from credence.kit.routes import route
from credence.progress.queries import ChapterStudy, Study


@dataclass(frozen=True, kw_only=True, slots=True)
class NextStep:
    """What a learner is told to do next: a sentence, and a button with its address unless it is on this page."""

    sentence: str
    label: str = ""
    url: str = ""


def next_in_study(slug: str, study: Study, opened: ChapterStudy | None = None) -> NextStep:
    """Word what comes next of the study of a course, for someone who has the chapter `opened` before them, or none.

    What comes after the study depends on everything else that was done, and is looked up by whoever goes there.
    """
    if study.next_chapter and opened and study.next_chapter.chapter_id == opened.chapter_id:
        return NextStep(sentence=str(FINISH_THIS[ChapterKind(opened.kind)]))
    if study.next_chapter:
        return _next_chapter(slug, study.next_chapter, started=study.started)
    if not study.complete:
        return _time_is_left(slug, study)
    return NextStep(
        sentence=_("You have finished every chapter."),
        label=_("Go to the next step"),
        url=route("learn:next", slug),
    )


def _time_is_left(slug: str, study: Study) -> NextStep:
    said = ngettext(
        "You have finished every chapter. Its credit stands for a time of study: %(num)s minute is left. "
        "Looking again at any chapter counts.",
        "You have finished every chapter. Its credit stands for a time of study: %(num)s minutes are left. "
        "Looking again at any chapter counts.",
        study.minutes_left,
    )
    return NextStep(
        sentence=said % {"num": study.minutes_left},
        label=_("Look at the chapters again"),
        url=route("learn:chapter", slug, study.chapters[0].slug),
    )


def _next_chapter(slug: str, chapter: ChapterStudy, *, started: bool) -> NextStep:
    words = {"title": chapter.title}
    if chapter.opened:
        sentence, label = _("Go on where you stopped: %(title)s") % words, _("Continue")
    elif started:
        sentence, label = _("Next chapter: %(title)s") % words, _("Open the next chapter")
    else:
        sentence, label = _("First chapter: %(title)s") % words, _("Start")
    return NextStep(sentence=sentence, label=label, url=route("learn:chapter", slug, chapter.slug))


FINISH_THIS = {
    ChapterKind.VIDEO: gettext_lazy("Watch this chapter. What comes next appears here when it is finished."),
    ChapterKind.PDF: gettext_lazy("Read this PDF, and say below it that you have read it."),
    ChapterKind.TEXT: gettext_lazy("Read this chapter to its end. What comes next appears here when it is finished."),
}
