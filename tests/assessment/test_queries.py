"""What was tried, what is asked and what is told of it."""

import dataclasses
import datetime as dt

import pytest

from credence.accounts.enums import Profession
from credence.assessment import queries
from credence.assessment.queries import AskedQuestion, Choice, attempts_of, attempts_of_many, marks_for
from credence.assessment.rules import Key
from credence.catalog.models import Chapter, Objective
from credence.enrollment.models import Enrollment
from tests.factories.accounts import make_learner
from tests.factories.assessment import answers_with, make_attempt, make_posttest, make_question
from tests.factories.catalog import make_course, make_offer
from tests.factories.enrollment import make_enrollment

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 15, tzinfo=dt.UTC)


@pytest.fixture
def enrollment():
    return make_enrollment(make_learner(), make_course())


def test_a_learner_who_never_tried_has_all_attempts_left(enrollment):
    summary = attempts_of(enrollment)
    assert (summary.attempts, summary.left, summary.best, summary.latest) == ((), 3, None, None)
    assert not summary.is_settled


def test_the_summary_tells_the_best_the_latest_and_what_is_left(enrollment):
    posttest = make_posttest(enrollment.version)
    first, best, last = (make_attempt(enrollment, posttest, right) for right in (4, 6, 5))
    summary = attempts_of(enrollment)
    assert summary.attempts == (first, best, last)
    assert (summary.best, summary.latest, summary.left) == (best, last, 0)


def test_the_earliest_of_equal_attempts_is_the_best(enrollment):
    posttest = make_posttest(enrollment.version)
    first = make_attempt(enrollment, posttest, 6)
    make_attempt(enrollment, posttest, 6)
    assert attempts_of(enrollment).best == first


@pytest.mark.parametrize("count", [1, 3])
def test_attempts_of_many_enrollments_take_one_query_beside_the_mark_of_content(count, django_assert_num_queries):
    course = make_course()
    posttest = make_posttest(course.current_version)
    for number in range(count):
        enrollment = make_enrollment(make_learner(f"learner{number}"), course)
        make_attempt(enrollment, posttest, 5)
        make_attempt(enrollment, posttest, 7)
    enrollments = list(Enrollment.objects.select_related("line__version"))
    attempts_of_many(enrollments)
    with django_assert_num_queries(2):
        found = attempts_of_many(enrollments)
    assert {pk: [attempt.right for attempt in summary.attempts] for pk, summary in found.items()} == {
        enrollment.pk: [5, 7] for enrollment in enrollments
    }


def test_each_credit_shows_its_own_mark_and_whether_it_was_met(enrollment):
    make_offer(enrollment.version, "arrt-a", pass_mark=75)
    make_offer(enrollment.version, "ama-pra-1")
    make_attempt(enrollment, make_posttest(enrollment.version, questions=15), 11)
    marks = marks_for(enrollment, attempts_of(enrollment))
    assert [(mark.terms.type.code, mark.terms.pass_mark, mark.for_me, mark.met) for mark in marks] == [
        ("ama-pra-1", 70, True, True),
        ("arrt-a", 75, False, False),
    ]


def test_a_credit_is_for_whoever_holds_one_of_its_professions(enrollment):
    make_offer(enrollment.version, "arrt-a", pass_mark=75)
    other = make_enrollment(make_learner("bob", Profession.RADIOLOGIC_TECHNOLOGIST), enrollment.course)
    assert [mark.for_me for mark in marks_for(other, attempts_of(other))] == [True]


def test_a_question_as_asked_has_no_room_for_the_key():
    assert {field.name for field in dataclasses.fields(AskedQuestion)} == {
        "key",
        "kind",
        "stem_html",
        "picture",
        "picture_alt",
        "choices",
    }
    assert {field.name for field in dataclasses.fields(Choice)} == {"code", "text"}


def test_the_page_does_not_even_load_what_is_correct(enrollment, django_assert_num_queries):
    posttest = make_posttest(enrollment.version, questions=3)
    with django_assert_num_queries(3) as captured:  # the mark of content, questions, options
        queries.questions_for(enrollment, posttest, 1)
    said = " ".join(query["sql"] for query in captured.captured_queries)
    assert '"correct"' not in said
    assert '"explanation"' not in said


def test_codes_lead_back_to_the_options_they_stand_for(enrollment):
    posttest = make_posttest(enrollment.version, questions=2, shuffle_options=True)
    codes = {
        question.key: [choice.code for choice in question.choices if choice.text.startswith("Option c")]
        for question in queries.questions_for(enrollment, posttest, 1)
    }
    assert queries.options_chosen(enrollment, posttest, 1, codes) == {"q1": ["c"], "q2": ["c"]}


def test_codes_of_another_attempt_learner_or_option_key_mean_nothing(enrollment):
    posttest = make_posttest(enrollment.version, questions=1)
    (question,) = queries.questions_for(enrollment, posttest, 1)
    codes = {"q1": [choice.code for choice in question.choices]}
    other = make_enrollment(make_learner("bob"), enrollment.course)
    assert queries.options_chosen(enrollment, posttest, 2, codes) == {"q1": ["", "", ""]}
    assert queries.options_chosen(other, posttest, 1, codes) == {"q1": ["", "", ""]}
    assert queries.options_chosen(enrollment, posttest, 1, {"q1": ["a"], "q2": ["a"]}) == {"q1": [""], "q2": [""]}


def test_answers_are_shown_as_chosen_on_the_page_of_another_attempt_as_far_as_it_asks_them(enrollment):
    posttest = make_posttest(enrollment.version, questions=12, pool={objective_of(enrollment): 5}, shuffle_options=True)
    answers = {f"q{n}": ["b"] for n in range(1, 13)}
    shown = queries.codes_for(enrollment, posttest, 2, answers)
    assert list(shown) == drawn(enrollment, posttest, 2)
    assert queries.options_chosen(enrollment, posttest, 2, shown) == {key: ["b"] for key in shown}
    assert queries.codes_for(enrollment, posttest, 2, {}) == {}


def orders(enrollment, posttest, number):
    return [
        [choice.text for choice in question.choices] for question in queries.questions_for(enrollment, posttest, number)
    ]


def test_a_shuffled_test_keeps_its_order_for_one_attempt_and_changes_it_for_the_next(enrollment):
    posttest = make_posttest(enrollment.version, shuffle_options=True)
    assert orders(enrollment, posttest, 1) == orders(enrollment, posttest, 1)
    assert orders(enrollment, posttest, 1) != orders(enrollment, posttest, 2)


def test_a_test_that_is_not_shuffled_shows_the_authors_order(enrollment):
    posttest = make_posttest(enrollment.version, questions=2)
    assert orders(enrollment, posttest, 1) == [[f"Option {letter} of q{n}" for letter in "abc"] for n in (1, 2)]


def test_true_stays_before_false_in_a_shuffled_test(enrollment):
    posttest = make_posttest(enrollment.version, questions=0, shuffle_options=True)
    for number in range(8):
        make_question(posttest, f"t{number}", options="tf", correct="f", kind="true-false")
    assert orders(enrollment, posttest, 1) == [[f"Option t of t{n}", f"Option f of t{n}"] for n in range(8)]


def test_objectives_to_review_are_those_of_wrong_answers_with_every_place_where_they_are_taught(enrollment):
    version = enrollment.version
    treat = Objective.objects.create(version=version, key="treat", position=2, text="Treat a reaction.")
    chapter = Chapter.objects.get(version=version)
    posttest = make_posttest(version, questions=0)
    make_question(posttest, "q1", objective=treat)
    make_question(posttest, "q2", chapter=chapter, at_ms=155_000)
    make_question(posttest, "q3", chapter=chapter, at_ms=20_000)
    make_question(posttest, "q4", chapter=chapter, at_ms=155_000)
    make_question(posttest, "q5", chapter=chapter, at_ms=5_000, objective=treat)
    make_question(posttest, "q6", chapter=chapter, at_ms=90_000)
    attempt = make_attempt(enrollment, posttest, 1, answers={**answers_with(posttest, 6), "q2": ["b"]})
    (objective,) = queries.review_of(attempt, Key.NOTHING).objectives
    assert objective.text == "Recognize a reaction."
    assert [(place.chapter, place.at_ms) for place in objective.passages] == [
        (chapter, at) for at in (20_000, 90_000, 155_000)
    ]


def test_equal_objectives_are_told_alike_whichever_answers_were_wrong(enrollment):
    posttest = make_posttest(enrollment.version, questions=0)
    chapter = Chapter.objects.get(version=enrollment.version)
    for number in range(1, 5):
        make_question(posttest, f"q{number}", chapter=chapter, at_ms=number * 1000)
    told = [
        queries.review_of(make_attempt(enrollment, posttest, 3, answers=answers), Key.NOTHING)
        for answers in ({**answers_with(posttest, 4), key: ["b"]} for key in ("q1", "q3"))
    ]
    assert told[0] == told[1]


def test_whoever_had_everything_right_has_nothing_to_review(enrollment):
    attempt = make_attempt(enrollment, make_posttest(enrollment.version), 10)
    assert queries.review_of(attempt, Key.ALL).objectives == ()


def test_the_review_shows_each_answer_beside_the_right_one(enrollment):
    attempt = make_attempt(enrollment, make_posttest(enrollment.version, questions=2), 1)
    assert queries.review_of(attempt, Key.NOTHING).questions == ()
    right, wrong = queries.review_of(attempt, Key.ALL).questions
    assert (right.right, wrong.right, wrong.explanation) == (True, False, "Because of q2.")
    assert [(option.correct, option.chosen) for option in wrong.options] == [
        (True, False),
        (False, True),
        (False, False),
    ]


def drawn(enrollment, posttest, number=1):
    """Return the keys of the questions that an attempt asks."""
    return [each.key for each in queries.questions_for(enrollment, posttest, number)]


def test_of_a_pool_each_attempt_draws_its_own_and_shows_it_at_every_reload(enrollment):
    posttest = make_posttest(enrollment.version, questions=12, pool={objective_of(enrollment): 5})
    first = drawn(enrollment, posttest)
    assert len(first) == 5
    assert drawn(enrollment, posttest) == first
    assert len({tuple(drawn(enrollment, posttest, number)) for number in range(1, 7)}) == 6


def test_what_is_graded_and_shown_again_is_what_was_drawn(enrollment):
    posttest = make_posttest(enrollment.version, questions=12, pool={objective_of(enrollment): 5})
    first = drawn(enrollment, posttest)
    assert list(queries.marking_of(enrollment, posttest, 1).correct) == first
    codes = {
        each.key: [choice.code for choice in each.choices] for each in queries.questions_for(enrollment, posttest, 1)
    }
    assert list(queries.options_chosen(enrollment, posttest, 1, codes)) == first
    attempt = make_attempt(enrollment, posttest, 0, asked=first, total=5)
    assert len(queries.review_of(attempt, Key.ALL).questions) == 5


def test_an_attempt_from_before_there_were_pools_asked_every_question(enrollment):
    posttest = make_posttest(enrollment.version, questions=3)
    assert len(queries.review_of(make_attempt(enrollment, posttest, 3), Key.ALL).questions) == 3


@pytest.mark.parametrize(("drawn_of_12", "opened"), [(5, 5), (6, 6), (7, 0)])
def test_feedback_after_the_last_attempt_is_on_what_an_ample_pool_drew_alone(enrollment, drawn_of_12, opened):
    treat = Objective.objects.create(version=enrollment.version, key="treat", position=2, text="Treat a reaction.")
    posttest = make_posttest(enrollment.version, questions=12, pool={objective_of(enrollment): drawn_of_12})
    make_question(posttest, "q13", objective=treat)
    asked = drawn(enrollment, posttest)
    attempt = make_attempt(enrollment, posttest, 0, asked=asked, total=len(asked))
    shown = [each.stem_html for each in queries.review_of(attempt, Key.DRAWN).questions]
    assert shown == [f"<p>What of {key}?</p>" for key in asked if key != "q13"][:opened]
    assert len(queries.review_of(attempt, Key.ALL).questions) == drawn_of_12 + 1


@pytest.mark.parametrize(
    ("profession", "rights", "shown"),
    [
        (Profession.PHYSICIAN, [5], Key.NOTHING),
        (Profession.PHYSICIAN, [5, 5, 5], Key.DRAWN),
        (Profession.PHYSICIAN, [5, 5, 7], Key.ALL),
        (Profession.NURSE, [5, 5, 5], Key.NOTHING),
    ],
)
def test_feedback_is_due_to_those_for_whom_the_credit_is(enrollment, profession, rights, shown):
    make_offer(enrollment.version, "abim-moc")
    other = make_enrollment(make_learner("bob", profession), enrollment.course)
    posttest = make_posttest(enrollment.version)
    for right in rights:
        make_attempt(other, posttest, right)
    summary = attempts_of(other)
    marks = marks_for(other, summary)
    barred = queries.bar_of(other, summary, marks, NOW)
    assert queries.key_of(summary, marks, barred) is shown


def test_the_pause_counts_from_the_last_hand_in_where_there_is_no_limit(enrollment, settings):
    posttest = make_posttest(enrollment.version)
    make_attempt(enrollment, posttest, 5)
    assert attempts_of(enrollment).opens_at is None
    free = make_enrollment(enrollment.learner, make_course("sepsis", attempt_limit=None))
    test = make_posttest(free.version)
    assert attempts_of(free).opens_at is None
    for minutes in (0, 7):
        make_attempt(free, test, 5, submitted_at=NOW + dt.timedelta(minutes=minutes))
    assert attempts_of(free).opens_at == NOW + dt.timedelta(minutes=12)
    settings.CLOCK_SPEED = 60
    assert attempts_of(free).opens_at == NOW + dt.timedelta(minutes=7, seconds=5)


def objective_of(enrollment):
    """Return the key of the objective that all questions measure."""
    return enrollment.version.objectives.all()[0].key
