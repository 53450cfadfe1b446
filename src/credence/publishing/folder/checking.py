"""Check a course folder as a whole: what its parts say of each other, and the rules of publication."""

import datetime as dt
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from credence.catalog.rules.publication import breaches
from credence.publishing.folder.course_folder import MARKDOWN_PICTURE, CourseFolder
from credence.publishing.folder.drafting import draft_of
from credence.publishing.folder.faults import Fault
from credence.publishing.folder.format import VideoChapter
from credence.publishing.folder.known import Known
from credence.publishing.folder.loading import Place
from credence.publishing.folder.posttest import ChoiceQuestion, Question
from credence.publishing.folder.values import clock, unique
from credence.publishing.folder.wording import breach_sentence

NEARLY_THE_SAME = 0.9
ABOUT_STATEMENTS = frozenset({"statement", "awards-ama"})


def check(folder: CourseFolder, known: Known, today: dt.date) -> list[Fault]:
    """Return everything wrong with a course folder beyond the shape of its files."""
    return [
        *_repeated(folder),
        *_surroundings(folder, known),
        *_questions(folder),
        *_pictures_in_prose(folder),
        *_rules(folder, known, today),
    ]


def _repeated(folder: CourseFolder) -> Iterator[Fault]:
    course = folder.course
    lists: tuple[tuple[str, str, Iterable[str]], ...] = (
        ("topics", "", course.topics),
        ("objectives", "key", (each.key for each in course.objectives)),
        ("faculty", "key", (each.key for each in course.faculty)),
        ("chapters", "slug", (each.slug for each in course.chapters)),
        ("credit", "type", (each.type for each in course.credit)),
        ("evaluations", "provider", (each.provider for each in course.evaluations)),
    )
    for name, key, values in lists:
        for index, value in unique(values):
            place: Place = (name, index, key) if key else (name, index)
            sentence = f"“{value}” stands twice in `{name}`. Each entry has its own."
            yield folder.course_source.fault(place, sentence)
    for index, key in unique(question.key for question in folder.posttest.questions):
        yield folder.posttest_source.fault(
            ("questions", index, "key"), f"“{key}” stands twice in `questions`. Each entry has its own."
        )


def _surroundings(folder: CourseFolder, known: Known) -> Iterator[Fault]:
    yield from _providers(folder, known)
    yield from _forms(folder, known)
    for index, topic in enumerate(folder.course.topics):
        close = get_close_matches(topic, known.topics - {topic}, n=1, cutoff=NEARLY_THE_SAME)
        if topic not in known.topics and close:
            sentence = f"The topic “{topic}” is new, and nearly “{close[0]}”. Write that, or name it in topics.yaml."
            yield folder.course_source.fault(("topics", index), sentence)


def _providers(folder: CourseFolder, known: Known) -> Iterator[Fault]:
    named: list[tuple[Place, str | None]] = [(("provider",), folder.course.provider)]
    named += [(("credit", index, "provider"), offer.provider) for index, offer in enumerate(folder.course.credit)]
    named += [
        (("evaluations", index, "provider"), each.provider) for index, each in enumerate(folder.course.evaluations)
    ]
    for place, slug in named:
        if slug and slug not in known.providers | known.broken:
            sentence = (
                f"There is no provider “{slug}” here. Correct the name, or import the folder that holds "
                f"providers/{slug} together with this course."
            )
            yield folder.course_source.fault(place, sentence)


def _forms(folder: CourseFolder, known: Known) -> Iterator[Fault]:
    for index, each in enumerate(folder.course.evaluations):
        if each.provider not in known.providers or each.provider in known.broken:
            continue
        if (each.provider, each.form) not in known.forms:
            names = ", ".join(known.forms_of(each.provider)) or "none"
            sentence = f"{each.provider} has no evaluation form “{each.form}”. Its forms: {names}."
            yield folder.course_source.fault(("evaluations", index, "form"), sentence)


def _questions(folder: CourseFolder) -> Iterator[Fault]:
    objectives = [objective.key for objective in folder.course.objectives]
    for index, question in enumerate(folder.posttest.questions):
        at: Place = ("questions", index)
        if question.objective not in objectives:
            sentence = (
                f"“{question.objective}” is not an objective of the course. Write one of {', '.join(objectives)}."
            )
            yield folder.posttest_source.fault((*at, "objective"), sentence)
        yield from _options(folder, question, at)
        yield from _taught_in(folder, question, at)


def _options(folder: CourseFolder, question: Question, at: Place) -> Iterator[Fault]:
    if isinstance(question, ChoiceQuestion):
        for number, key in unique(option.key for option in question.options):
            sentence = f"“{key}” stands twice in `options`. Each entry has its own."
            yield folder.posttest_source.fault((*at, "options", number, "key"), sentence)


def _taught_in(folder: CourseFolder, question: Question, at: Place) -> Iterator[Fault]:
    taught, source = question.taught_in, folder.posttest_source
    if not taught:
        return
    chapters = {chapter.slug: chapter for chapter in folder.course.chapters}
    chapter = chapters.get(taught.chapter)
    if chapter is None:
        sentence = f"“{taught.chapter}” is not a chapter of the course. Write one of {', '.join(chapters)}."
        yield source.fault((*at, "taught_in", "chapter"), sentence)
    elif taught.at is not None and not isinstance(chapter, VideoChapter):
        sentence = f"The chapter “{taught.chapter}” is not a video. Leave `at` out."
        yield source.fault((*at, "taught_in", "at"), sentence)
    elif taught.at is not None:
        video = folder.files.get(chapter.file)
        if video and video.duration_ms and taught.at >= video.duration_ms:
            sentence = f"{clock(taught.at)} is after the end of {chapter.file}. Write an earlier place."
            yield source.fault((*at, "taught_in", "at"), sentence)


def _pictures_in_prose(folder: CourseFolder) -> Iterator[Fault]:
    sentence = "Pictures inside texts are not shown. Take it out."
    for name in ("description", "references"):
        if MARKDOWN_PICTURE.search(getattr(folder.course, name)):
            yield folder.course_source.fault((name,), sentence)
    for index, question in enumerate(folder.posttest.questions):
        if MARKDOWN_PICTURE.search(question.stem):
            yield folder.posttest_source.fault(
                ("questions", index, "stem"), "Pictures inside texts are not shown. Write `picture` instead."
            )


def _rules(folder: CourseFolder, known: Known, today: dt.date) -> Iterator[Fault]:
    for breach in breaches(draft_of(folder, known), today):
        provider = breach.data.get("provider")
        if breach.code in ABOUT_STATEMENTS and provider not in known.providers - known.broken:
            continue  # said already: the provider itself is unknown or faulty
        yield folder.course_source.fault(breach.at, breach_sentence(breach))
