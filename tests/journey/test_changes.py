"""What a change does to those in the middle of a course: they go on with the newest, and lose nothing of theirs."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credence.accounts.enums import Profession
from credence.assessment.actions import RepairReasonMissing, hand_in, repair_keys
from credence.assessment.models import Attempt, KeyRepair, Regrading
from credence.assessment.queries import questions_for
from credence.assessment.rules import grade, right_by_any
from credence.catalog.actions import AlreadyWithdrawn, withdraw_credit
from credence.catalog.models import Course
from credence.catalog.queries.withdrawals import withdrawn_since
from credence.credit.actions import NotOffered, award
from credence.credit.queries import verdicts_for
from credence.credit.rules import Missing
from credence.enrollment.models import Enrollment
from credence.evaluation.queries import forms_for
from credence.progress.actions import open_chapter
from credence.progress.queries import study_of
from tests.factories.accounts import make_learner
from tests.factories.assessment import HANDED_IN, make_attempt
from tests.factories.catalog import make_course
from tests.factories.changes import CHANGED, go_on, repair, show_again
from tests.factories.credit import make_accredited_course, make_ready, offer_of, posttest_of, settled
from tests.factories.enrollment import make_enrollment
from tests.factories.evaluation import make_form, make_response
from tests.factories.progress import finish_all, make_asset, make_chapter, make_progress

pytestmark = pytest.mark.django_db
TECHNOLOGIST = Profession.RADIOLOGIC_TECHNOLOGIST
MINUTE = 60_000


@pytest.fixture
def course() -> Course:
    return make_accredited_course()


def film(ms: int) -> Any:
    """Return a film of so many milliseconds."""
    return make_asset(str(ms).encode(), duration_ms=ms)


def watching(duration: int = 10 * MINUTE, **progress: Any) -> Enrollment:
    """Return somebody who is in the middle of a film."""
    enrollment = make_enrollment(make_learner(), make_course(chapters=0))
    chapter = make_chapter(enrollment.version, "video", file=film(duration))
    make_progress(enrollment, chapter, **{"watched": [[0, 2 * MINUTE]], "position_ms": 2 * MINUTE, **progress})
    return enrollment


@pytest.mark.parametrize(
    ("ms", "place"), [(10 * MINUTE, 120_000), (606_000, 120_000), (594_000, 120_000), (606_001, 0), (593_999, 0)]
)
def test_a_place_in_a_film_is_kept_where_the_new_one_is_as_long(ms: int, place: int) -> None:
    enrollment = watching()
    slug = enrollment.version.chapters.get().slug
    version = go_on(enrollment.course, chapters={slug: {"file": film(ms)}})
    found = show_again(enrollment)
    assert study_of(found).chapters[0].position_ms == place
    progress = open_chapter(enrollment=found, chapter=version.chapters.get(), now=CHANGED)
    assert (progress.position_ms, progress.watched) == (place, [[0, place]] if place else [])
    assert found.progress.count() == 1


def test_finished_stays_finished_however_long_the_new_film_is() -> None:
    enrollment = watching(finished_at=HANDED_IN)
    slug = enrollment.version.chapters.get().slug
    go_on(enrollment.course, chapters={slug: {"file": film(3 * MINUTE)}})
    study = study_of(show_again(enrollment))
    assert (study.complete, study.finished_at) == (True, HANDED_IN)


def test_a_page_from_before_a_correction_is_counted_and_graded_by_what_is_right_now(course: Course) -> None:
    enrollment = finish(make_enrollment(make_learner(), course))
    page = posttest_of(enrollment)
    shown = questions_for(enrollment, page, 1)
    version = go_on(course, keys={"q1": "b"})
    found = show_again(enrollment)
    assert questions_for(found, version.posttest, 1) == shown
    attempt = hand_in(
        enrollment=found, posttest=page, answers={"q1": ["b"]}, submission_key=uuid.uuid4(), now=CHANGED, page=1
    )
    assert (attempt.posttest, attempt.right) == (version.posttest, 1)


def finish(enrollment: Enrollment) -> Enrollment:
    """Study everything."""
    finish_all(enrollment)
    return enrollment


def test_an_answer_to_the_form_of_before_is_an_answer(course: Course) -> None:
    enrollment = make_ready(course, evaluated=False)
    (due,) = forms_for(enrollment)
    make_response(enrollment, due.form)
    version = go_on(course)
    newer = make_form(version.provider, slug="newer")
    version.evaluations.update(form=newer)
    (found,) = forms_for(show_again(enrollment))
    assert (found.form, found.response.form, found.former) == (due.form, due.form, (due.form,))


def test_a_claim_from_before_a_correction_is_the_claim_of_the_same_credit(course: Course) -> None:
    enrollment = make_ready(course)
    offer = offer_of(enrollment)
    go_on(course)
    given = award(
        enrollment=show_again(enrollment), offer=offer, claimed=Decimal("1.50"), attested=True, by="alice", now=CHANGED
    )
    assert (given.offer.version.number, given.offer.credit_type) == (2, "ama-pra-1")


def test_an_offer_of_another_line_is_none_of_the_learners(course: Course) -> None:
    enrollment, other = make_ready(course), offer_of(make_ready(make_accredited_course("mri-safety"), "bob"))
    with pytest.raises(NotOffered):
        award(enrollment=enrollment, offer=other, claimed=Decimal(1), attested=True, by="alice", now=CHANGED)


def test_what_is_withdrawn_stays_withdrawn_in_the_next_version(course: Course) -> None:
    enrollment = make_ready(course)
    for code in ("ama-pra-1", "arrt-a"):
        withdraw_credit(course=course, offer=offer_of(enrollment, code), by="dana", reason="Outdated", now=CHANGED)
    version = go_on(course)
    missing = {each.type.code: codes(each) for each in verdicts_for(show_again(enrollment), CHANGED)}
    assert all(Missing.WITHDRAWN in each for each in missing.values())
    assert withdrawn_since(version) == CHANGED
    with pytest.raises(AlreadyWithdrawn):
        withdraw_credit(course=course, offer=version.credit_offers.all()[0], by="dana", reason="Again", now=CHANGED)


def codes(verdict: Any) -> set[Missing]:
    """Return what is missing."""
    return {each.code for each in verdict.verdict.shortfalls}


def test_a_new_credit_is_not_shown_to_who_had_passed_and_can_be_earned_by_who_had_not(course: Course) -> None:
    passed, begun = make_ready(course), finish(make_enrollment(make_learner("bob"), course))
    first, days = offer_of(passed), {"certified_on": CHANGED.date(), "valid_from": CHANGED.date()}
    new = {"credit_type": "ancc", "amount": Decimal(1), "provider": first.provider, "pass_mark": 70, **days}
    go_on(course, added=[{**new, "valid_to": first.valid_to, "attempt_limit": 3}])
    told = [{each.type.code for each in verdicts_for(show_again(one), CHANGED)} for one in (passed, begun)]
    assert told == [{"ama-pra-1", "arrt-a"}, {"ama-pra-1", "arrt-a", "ancc"}]


def test_a_repaired_key_passes_who_was_failed_by_it_on_the_day_of_their_attempt(course: Course) -> None:
    failed = make_ready(course, "tess", TECHNOLOGIST, right=7)
    passed = make_ready(course, "max", TECHNOLOGIST, right=8)
    before = {each.pk: (each.right, each.answers) for each in Attempt.objects.all()}
    risen = repair(course, {"q8": "b"})
    assert risen == [failed.attempts.get()]
    assert {each.pk: (each.right, each.answers) for each in Attempt.objects.all()} == before
    for one in (failed, passed):
        (given,) = settled(show_again(one), now=CHANGED)
        assert (given.credit_type, given.completed_on) == ("arrt-a", dt.date(2026, 2, 2))
    kept = KeyRepair.objects.get()
    assert (kept.question, kept.before, kept.after, kept.by, kept.reason) == ("q8", ["a"], ["b"], "dana", "A wrong key")
    assert Regrading.objects.count() == 2


def test_no_key_is_repaired_without_a_reason(course: Course) -> None:
    with pytest.raises(RepairReasonMissing):
        repair_keys(version=go_on(course, keys={"q8": "b"}), by="dana", reason=" ", now=CHANGED)


def test_who_has_no_evaluation_before_the_end_is_not_awarded_by_a_repair(course: Course) -> None:
    enrollment = make_ready(course, right=6, evaluated=False)
    late = dt.datetime(2029, 2, 1, tzinfo=dt.UTC)
    repair(course, {"q7": "b"}, now=late)
    (ama, *_) = verdicts_for(show_again(enrollment), late)
    assert (ama.verdict.completed_on, codes(ama) >= {Missing.EXPIRED, Missing.EVALUATION}) == (None, True)


@pytest.mark.parametrize(("days", "is_due"), [(0, True), (30, True), (31, False)])
def test_who_completed_in_time_can_claim_for_thirty_days_from_the_repair(
    course: Course, days: int, *, is_due: bool
) -> None:
    enrollment = make_ready(course, right=6)
    late = dt.datetime(2029, 2, 1, 17, tzinfo=dt.UTC)
    repair(course, {"q7": "b"}, now=late)
    (ama, *_) = verdicts_for(show_again(enrollment), late + dt.timedelta(days=days))
    assert (ama.verdict.completed_on, ama.verdict.is_due) == (dt.date(2026, 2, 2), is_due)


def test_a_second_repair_counts_what_the_first_had_counted(course: Course) -> None:
    enrollment = make_enrollment(make_learner(), course)
    attempt = make_attempt(enrollment, posttest_of(enrollment), 7)
    repair(course, {"q8": "b"})
    assert repair(course, {"q8": "c"}) == []
    assert [each.right for each in attempt.regradings.order_by("pk")] == [8, 8]


letters = st.sampled_from("abc")
keys = st.fixed_dictionaries({f"q{number}": st.sets(letters, min_size=1) for number in range(4)})
answers = st.dictionaries(st.sampled_from([f"q{number}" for number in range(4)]), st.lists(letters, unique=True))


@given(st.lists(keys, min_size=1, max_size=4), answers)
def test_nobody_is_graded_lower_by_a_repair(line: Any, given_answers: Any) -> None:
    asked = list(line[0])
    scores = [right_by_any(line[:count], asked, given_answers) for count in range(1, len(line) + 1)]
    assert scores == sorted(scores)
    assert scores[0] == grade(line[0], given_answers).right
