"""Study: what counts of it, and what only claims to be study."""

import time
import uuid
from collections.abc import Callable

from tests.factories.credit import make_accredited_course
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import make_chapter

from attack.registry import attack, held, honest
from attack.site import Person, Site, all_at_once, listed
from attack.visitor import Answer
from credence.catalog.models import Chapter
from credence.enrollment.models import Enrollment
from credence.progress.models import ChapterProgress


def begun(site: Site, kind: str, person: Person | None = None) -> tuple[Person, Enrollment, Chapter]:
    """Return a learner, signed in, who is enrolled in a course with one more chapter of a kind."""
    course = make_accredited_course(site.name(), chapters=0)
    assert course.current_version  # noqa: S101 - a course of the factory has one
    chapter = make_chapter(course.current_version, kind)
    person = person or site.learner()
    return person, make_enrollment(person.user, listed(course)), chapter


def address(enrollment: Enrollment, chapter: Chapter) -> str:
    """Return the address of a chapter."""
    return f"/courses/{enrollment.course.slug}/learn/{chapter.slug}/"


def beat(person: Person, path: str, player: str, start: int, end: int) -> Answer:
    """Send a beat that says so many milliseconds of film were shown."""
    told = {"player": player, "took": str(end - start), "start": str(start), "end": str(end)}
    return person.at.post(f"{path}beat/", told)


def watched(enrollment: Enrollment) -> int:
    """Return how many milliseconds of film count."""
    rows = ChapterProgress.objects.filter(enrollment=enrollment)
    return sum(end - start for row in rows for start, end in row.watched)


def is_finished(enrollment: Enrollment) -> bool:
    """Whether a chapter is finished."""
    return ChapterProgress.objects.filter(enrollment=enrollment).exclude(finished_at=None).exists()


@attack
def film_in_a_moment(site: Site) -> None:
    """A script says that the whole film was shown, in one beat and in many."""
    person, enrollment, chapter = begun(site, "video")
    path, player = address(enrollment, chapter), str(uuid.uuid4())
    honest(person.at.get(path).status == 200, "the chapter opens")
    honest(beat(person, path, player, 0, 0).status == 200, "a beat is taken")
    time.sleep(1.5)
    beat(person, path, player, 0, 1_000)
    honest(watched(enrollment) >= 500, "a second of film that took a second counts")
    beat(person, path, player, 0, 100_000)
    for second in range(0, 100, 5):
        beat(person, path, player, second * 1000, second * 1000 + 5000)
    held(watched(enrollment) < 80_000, f"{watched(enrollment)} ms count")
    held(not is_finished(enrollment), "it is finished")


@attack
def films_side_by_side(site: Site) -> None:
    """Beats for five courses arrive at the same moment."""
    person, enrollment, chapter = begun(site, "video")
    rows = [(enrollment, chapter)] + [begun(site, "video", person)[1:] for _ in range(4)]
    for one, film in rows:
        honest(person.at.get(address(one, film)).status == 200, "the chapters open")
    for start in (0, 4_000, 8_000):
        all_at_once([_beat_of(person, one, film, start) for one, film in rows])
    each = [watched(one) for one, _ in rows]
    held(sum(each) < 24_000, f"together {each} ms count")
    held(not any(is_finished(one) for one, _ in rows), "one is finished")


def _beat_of(person: Person, enrollment: Enrollment, film: Chapter, start: int) -> Callable[[], Answer]:
    player = str(uuid.uuid5(uuid.NAMESPACE_URL, enrollment.course.slug))
    return lambda: beat(person, address(enrollment, film), player, start, start + 4_000)


@attack
def read_by_its_button(site: Site) -> None:
    """A PDF and a film are said to be read or watched at once, by the form of the page."""
    for kind in ("pdf", "video"):
        person, enrollment, chapter = begun(site, kind)
        path = address(enrollment, chapter)
        honest(person.at.get(path).status == 200, "the chapter opens")
        person.at.post(path, {"finished_at": "2020-01-01", "percent": "100", "seen": "100"})
        held(not is_finished(enrollment), f"the {kind} is finished")


@attack
def study_of_another(site: Site) -> None:
    """A learner who is not enrolled, and a guest, send beats for a course."""
    person, enrollment, chapter = begun(site, "video")
    path, player = address(enrollment, chapter), str(uuid.uuid4())
    honest(person.at.get(path).status == 200, "the chapter opens")
    stranger = site.learner()
    held(beat(stranger, path, player, 0, 1000).status == 404, "a stranger's beat was not refused")
    held(stranger.at.get(path).status == 404, "a stranger opens the chapter")
    guest = Person(stranger.user, site.visitor())
    held(beat(guest, path, player, 0, 1000).status in {401, 403}, "a guest's beat was not refused")
    held(watched(enrollment) == 0, "it counts for the learner")


@attack
def odd_beats(site: Site) -> None:
    """Beats with numbers that are none, that are huge, negative or turned around."""
    person, enrollment, chapter = begun(site, "video")
    path = address(enrollment, chapter)
    honest(person.at.get(path).status == 200, "the chapter opens")
    good = {"player": str(uuid.uuid4()), "took": "0", "start": "0", "end": "0"}
    for change in ({"took": "-1"}, {"end": "9" * 40}, {"start": "5", "end": "1"}, {"took": "NaN"}, {"player": "x\x00"}):
        answer = person.at.post(f"{path}beat/", {**good, **change})
        held(answer.status == 400, f"{change} was answered {answer.status}")
    honest(person.at.post(f"{path}beat/", good).status == 200, "a sound one is taken")
