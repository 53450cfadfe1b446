"""The data of a run: courses by the project's own actions, learners and what they did in bulk. Needs Django."""

import datetime as dt
import hashlib
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from tests.factories.accounts import JOINED, PASSWORD
from tests.factories.assessment import HANDED_IN
from tests.factories.credit import make_accredited_course, make_award
from tests.factories.evaluation import ANSWERS, EVALUATED
from tests.factories.progress import STUDIED, make_chapter

from bench.visits import MIB
from credence.accounts.enums import Profession
from credence.accounts.models import HeldProfession, Profile, User
from credence.assessment.models import Attempt, Posttest
from credence.catalog.actions import list_course, renew_front_matter
from credence.catalog.models import Chapter, Course
from credence.credit.actions import try_to_complete
from credence.credit.models import Certificate
from credence.credit.queries import current_certificate
from credence.enrollment.models import Enrollment, FrontMatterShowing
from credence.evaluation.models import EvaluationResponse
from credence.kit.clock import now
from credence.media.models import Asset
from credence.progress.models import ChapterProgress, LearnerClock, StudyClock

HOUR_MS = 3_600_000
BLOCKS = 32
FILM = "film.mp4"
LEAST_COURSES = 10
QUESTIONS = 10
RIGHT = "Option a"
"""How the right choice of every question begins."""

WORDS = tuple(
    word
    for line in (
        "acute airway angiography anticoagulants arrhythmia asthma bedside biopsy bleeding brain bronchitis burns",
        "cardiac catheter chest colon consent contrast coronary delirium diabetes dialysis dose embolism endoscopy",
        "epilepsy fracture gadolinium glaucoma handoffs heart hepatitis hernia hypertension imaging infusion insulin",
        "kidney liver lymphoma malaria melanoma migraine neonatal nutrition opioids pain palliative pediatric",
        "pneumonia pregnancy radiation sedation sepsis shock spine stroke thyroid trauma ultrasound vaccines wounds",
    )
    for word in line.split()
)


class Slot(IntEnum):
    """What each learner's ten enrollments are for: where they stand in the course."""

    STUDY = 0
    BEAT = 1
    TEST = 2
    JOURNEY = 3
    JOURNEY_TOO = 4
    LAST_JOURNEY = 5
    CLAIM = 6
    CLAIM_TOO = 7
    HELD = 8
    FRESH = 9


STUDIED_ALL = frozenset(Slot) - {Slot.STUDY, Slot.BEAT, Slot.FRESH}
DONE_ALL = frozenset({Slot.CLAIM, Slot.CLAIM_TOO, Slot.HELD})


@dataclass(frozen=True, slots=True)
class Made:
    """What there is: `enrollments[learner number][slot]`."""

    courses: list[Course]
    learners: list[User]
    enrollments: list[list[Enrollment]]
    certificates: list[Certificate]


def make(courses: int, learners: int, holders: int) -> Made:
    """Make so many courses and learners; the first `holders` learners hold a certificate each."""
    film = make_film()
    given = [make_one_course(number, film) for number in range(max(courses, LEAST_COURSES))]
    people = make_learners(learners)
    enrollments = make_enrollments(people, given)
    make_study(enrollments)
    make_results(enrollments)
    held = [certificate_of(each[Slot.HELD]) for each in enrollments[:holders]]
    return Made(given, people, enrollments, held)


def make_film() -> Asset:
    """Return a film of so many mebibytes, each of which says which one it is, at its place. Nothing plays it."""
    content = b"".join(f"block {block:05d};".encode().ljust(MIB, b"-") for block in range(BLOCKS))
    sha256 = hashlib.sha256(content).hexdigest()
    name = f"{sha256[:2]}/{sha256[2:4]}/{sha256}.mp4"
    path = Path(settings.VAR) / "media" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    fields = {"kind": "video", "file": name, "name": FILM, "content_type": "video/mp4", "size": len(content)}
    return Asset.objects.create(sha256=sha256, duration_ms=HOUR_MS, created_at=STUDIED, **fields)


def words_of(number: int) -> list[str]:
    """Return the six words of a course's title, which no other has together."""
    return random.Random(f"course {number}").sample(WORDS, 6)  # noqa: S311 - the same in every run


def make_one_course(number: int, film: Asset) -> Course:
    """Return a listed course of three texts and a film, with a posttest, an evaluation, AMA and ARRT credit."""
    title = f"{' '.join(words_of(number)).capitalize()}, part {number}"
    course = make_accredited_course(f"course-{number}", chapters=3, title=title)
    make_chapter(course.current_version, "video", title=f"Film {number}", minutes=60, file=film)
    renew_front_matter(course=course, by="bench", now=now())
    list_course(course=course)
    return Course.objects.select_related("current_version", "current_front_matter").get(pk=course.pk)


def make_learners(count: int) -> list[User]:
    """Return physicians with whole profiles; all have one password, which is hashed once."""
    kept = make_password(PASSWORD)
    people = User.objects.bulk_create(
        User(
            username=f"learner{number:06d}",
            email=f"l{number}@example.org",
            date_joined=JOINED,
            password=kept,
        )
        for number in range(count)
    )
    Profile.objects.bulk_create(_profile(person) for person in people)
    HeldProfession.objects.bulk_create(
        HeldProfession(user=person, profession=Profession.PHYSICIAN, held_from=JOINED) for person in people
    )
    return people


def _profile(person: User) -> Profile:
    number = int(person.username[-6:])
    name = "".join(chr(ord("a") + number // 26**place % 26) for place in range(4)).capitalize()
    fields = {"given_name": name, "family_name": "Example", "city": "Boston", "region": "MA"}
    born = {"birth_month": 4, "birth_day": 15}
    return Profile(user=person, completed_at=JOINED, updated_at=JOINED, **fields, **born)


def make_enrollments(people: list[User], courses: list[Course]) -> list[list[Enrollment]]:
    """Return ten enrollments of each learner, in ten courses, to each of which its front matter was shown."""
    made = Enrollment.objects.bulk_create(
        Enrollment(learner=person, course=course, **_studied(course), enrolled_at=STUDIED)
        for number, person in enumerate(people)
        for course in (courses[(number + slot) % len(courses)] for slot in Slot)
    )
    FrontMatterShowing.objects.bulk_create(
        FrontMatterShowing(enrollment=each, front_matter=each.course.current_front_matter, shown_at=STUDIED)
        for each in made
    )
    return [made[first : first + len(Slot)] for first in range(0, len(made), len(Slot))]


def _studied(course: Course) -> dict[str, Any]:
    version = course.current_version
    assert version  # noqa: S101 - the courses of a bench are published
    return {"line": version.line, "began_with": version}


def percent_of(number: int) -> int:
    """Return how much of the film a learner has watched: neighbours differ."""
    return 1 + number % 70


def reached_of(number: int) -> int:
    """Return the second of the film at which a learner stopped: no two have the same within an hour."""
    return 60 + number % 3_000


def make_study(enrollments: list[list[Enrollment]]) -> None:
    """Let everybody have studied as far as their enrollments say."""
    chapters: dict[int, list[Chapter]] = {}
    for chapter in Chapter.objects.order_by("position"):
        chapters.setdefault(chapter.version_id, []).append(chapter)
    rows = (
        row
        for number, mine in enumerate(enrollments)
        for slot in Slot
        for row in _study(number, slot, mine[slot], chapters[mine[slot].version_id])
    )
    ChapterProgress.objects.bulk_create(rows, batch_size=2_000)
    clocks = LearnerClock.objects.bulk_create(LearnerClock(learner=mine[0].learner) for mine in enrollments)
    begun = zip(enrollments, clocks, strict=True)
    StudyClock.objects.bulk_create(StudyClock(enrollment=mine[Slot.BEAT], clock=clock) for mine, clock in begun)


def _study(number: int, slot: Slot, enrollment: Enrollment, chapters: list[Chapter]) -> Iterator[ChapterProgress]:
    whole = [[0, HOUR_MS]]
    if slot in STUDIED_ALL:
        for chapter in chapters:
            yield _progress(enrollment, chapter, finished_at=STUDIED, watched=whole)
    elif slot == Slot.STUDY:
        watched = [[0, HOUR_MS * percent_of(number) // 100]]
        yield _progress(enrollment, chapters[-1], watched=watched, position_ms=reached_of(number) * 1000)
    elif slot == Slot.BEAT:
        yield _progress(enrollment, chapters[-1])


def _progress(enrollment: Enrollment, chapter: Chapter, **values: object) -> ChapterProgress:
    return ChapterProgress(enrollment=enrollment, chapter=chapter, opened_at=STUDIED, **values)


def make_results(enrollments: list[list[Enrollment]]) -> None:
    """Let the posttest be passed and the evaluation be given where all is done."""
    tests = {test.version_id: test for test in Posttest.objects.prefetch_related("questions")}
    done = [mine[slot] for mine in enrollments for slot in DONE_ALL]
    Attempt.objects.bulk_create(_passed(each, tests[each.version_id]) for each in done)
    forms = dict(Course.objects.values_list("current_version", "current_version__evaluations__form"))
    EvaluationResponse.objects.bulk_create(
        EvaluationResponse(enrollment=each, form_id=forms[each.version_id], answers=ANSWERS, submitted_at=EVALUATED)
        for each in done
    )


def _passed(enrollment: Enrollment, test: Posttest) -> Attempt:
    answers = {question.key: ["a"] for question in test.questions.all()}
    return Attempt(
        enrollment=enrollment,
        posttest=test,
        number=1,
        submission_key=uuid.uuid4(),
        submitted_at=HANDED_IN,
        answers=answers,
        right=len(answers),
        total=len(answers),
        target=70,
    )


def certificate_of(enrollment: Enrollment) -> Certificate:
    """Claim the credit of an enrollment, and return its certificate, drawn and signed."""
    moment: dt.datetime = now()
    certificate = current_certificate(make_award(enrollment, "1.25", now=moment))
    if not try_to_complete(certificate=certificate):
        raise RuntimeError("A certificate could not be drawn; the log above says why.")
    return Certificate.objects.select_related("award__enrollment__learner").get(pk=certificate.pk)
