"""How far learners are in their courses."""

from typing import Any

import pytest

from credence.enrollment.models import Enrollment
from credence.progress.queries import ChapterStudy, Study, studies_of, study_of
from tests.factories.accounts import make_learner
from tests.factories.catalog import make_course
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import STUDIED, finish_all, make_chapter, make_clock, make_progress

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment() -> Enrollment:
    return make_enrollment(make_learner(), make_course(chapters=0, study_minutes=10))


def test_study_tells_each_chapter_in_order_and_what_comes_next(enrollment: Enrollment) -> None:
    video, pdf, text = (make_chapter(enrollment.version, kind) for kind in ("video", "pdf", "text"))
    make_progress(enrollment, video, watched=[[0, 30_000], [50_000, 60_999]], position_ms=60_999)
    make_progress(enrollment, pdf, finished_at=STUDIED)
    make_clock(enrollment, studied_ms=419_999)
    common = {"minutes": 5}
    first = ChapterStudy(
        chapter_id=video.pk, slug="video-1", title="video 1", kind="video", percent=40, position_ms=60_999,
        opened=True, finished=False, **common,
    )  # fmt: skip
    second = ChapterStudy(
        chapter_id=pdf.pk, slug="pdf-2", title="pdf 2", kind="pdf", percent=100, position_ms=0,
        opened=True, finished=True, **common,
    )  # fmt: skip
    third = ChapterStudy(
        chapter_id=text.pk, slug="text-3", title="text 3", kind="text", percent=0, position_ms=0,
        opened=False, finished=False, **common,
    )  # fmt: skip
    study = study_of(enrollment)
    assert study == Study(
        chapters=(first, second, third), studied_minutes=6, required_minutes=10, required_percent=90, complete=False
    )
    assert (study.next_chapter, study.finished_count, study.minutes_left) == (first, 1, 4)


@pytest.mark.parametrize(("studied_ms", "complete"), [(599_999, False), (600_000, True)])
def test_study_is_complete_when_every_chapter_is_finished_and_the_time_is_full(
    enrollment: Enrollment, studied_ms: int, complete: bool
) -> None:
    make_chapter(enrollment.version, "video")
    finish_all(enrollment)
    make_clock(enrollment, studied_ms=studied_ms)
    study = study_of(enrollment)
    assert (study.complete, study.next_chapter) == (complete, None)


def test_one_unfinished_chapter_keeps_study_open(enrollment: Enrollment) -> None:
    make_chapter(enrollment.version, "video")
    finish_all(enrollment)
    make_chapter(enrollment.version, "text")
    make_clock(enrollment, studied_ms=600_000)
    assert study_of(enrollment).complete is False


def test_progress_of_another_learner_is_not_mine(enrollment: Enrollment) -> None:
    make_chapter(enrollment.version, "pdf")
    other = make_enrollment(make_learner("bob"), enrollment.course)
    finish_all(other)
    assert [studies_of([enrollment, other])[each.pk].finished_count for each in (enrollment, other)] == [0, 1]


@pytest.mark.parametrize("count", [1, 3])
def test_two_queries_are_enough_for_any_number_of_enrollments_and_chapters(
    count: int, django_assert_num_queries: Any
) -> None:
    learner = make_learner()
    for number in range(count):
        enrollment = make_enrollment(learner, make_course(f"course-{number}", chapters=count))
        finish_all(enrollment)
    enrollments = list(Enrollment.objects.select_related("line__version"))
    studies_of(enrollments)
    with django_assert_num_queries(2):  # the mark of content, and what was done
        studies = studies_of(enrollments)
    assert [len(study.chapters) for study in studies.values()] == [count] * count


def test_no_enrollments_have_no_studies() -> None:
    assert studies_of([]) == {}
