"""What the parts of a course say of each other and of what is known: nothing twice, nothing that is not there."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from credence.publishing.manuscript.flaws import Flaw, Place, in_course
from credence.publishing.manuscript.rules.submission import Submission
from credence.publishing.manuscript.shape.course import CourseDocument
from credence.publishing.manuscript.shape.values import unique

NEARLY_THE_SAME = 0.9


def twice(submission: Submission) -> Iterator[Flaw]:
    """Each entry of a list has a name of its own."""
    course = submission.course
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
            yield in_course("", "twice", *place, value=value)


def unknown_providers(submission: Submission) -> Iterator[Flaw]:
    """Every provider named is known, or about to be."""
    known = submission.known.providers | submission.known.broken
    for place, slug in _providers(submission.course):
        if slug and slug not in known:
            yield in_course("", "no-provider", *place, provider=slug)


def unknown_forms(submission: Submission) -> Iterator[Flaw]:
    """Every evaluation form named is one of its provider's."""
    known = submission.known
    for index, each in enumerate(submission.course.evaluations):
        if each.provider not in known.providers - known.broken or (each.provider, each.form) in known.forms:
            continue
        names = ", ".join(known.forms_of(each.provider))
        data = {"provider": each.provider, "form": each.form, "forms": names}
        yield in_course("", "no-form", "evaluations", index, "form", **data)


def misspelt_topics(submission: Submission) -> Iterator[Flaw]:
    """A new topic that is nearly another is taken for a misspelling unless it has a name."""
    topics = submission.known.topics
    for index, topic in enumerate(submission.course.topics):
        close = get_close_matches(topic, topics - {topic}, n=1, cutoff=NEARLY_THE_SAME)
        if topic not in topics and close:
            yield in_course("", "topic-nearly", "topics", index, topic=topic, near=close[0])


def unknown_twin(submission: Submission) -> Iterator[Flaw]:
    """R44: a course is another edition of one that is here, and not of itself."""
    twin, known = submission.course.twin_of, submission.known
    if twin and (twin == submission.course.slug or twin not in known.terms.keys() | known.coming):
        yield in_course("R44", "no-twin", "twin_of", twin=twin)


def _providers(course: CourseDocument) -> Iterator[tuple[Place, str | None]]:
    yield ("provider",), course.provider
    for index, offer in enumerate(course.credit):
        yield ("credit", index, "provider"), offer.provider
    for index, evaluation in enumerate(course.evaluations):
        yield ("evaluations", index, "provider"), evaluation.provider


RULES = (twice, unknown_providers, unknown_forms, misspelt_topics, unknown_twin)
