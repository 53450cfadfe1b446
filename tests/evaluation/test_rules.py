"""Every kind of item, its faults, and conditions."""

import pytest

from credence.evaluation import rules
from credence.evaluation.rules import Fault, Row

OBJECTIVES = [Row(key="recognize", text="Recognize."), Row(key="treat", text="Treat.")]
FACULTY = [Row(key="chen", text="Mei Chen, MD")]
LEVELS = ["Not at all", "Slightly", "Very well"]
CHOICES = [{"key": "no", "text": "No"}, {"key": "yes", "text": "Yes"}]
DEFINITION = {
    "title": "Evaluation",
    "items": [
        {"key": "objectives", "kind": "grid", "rows": "objectives", "scale": LEVELS, "text": "Met?", "required": True},
        {"key": "overall", "kind": "scale", "scale": LEVELS, "text": "Overall?", "required": True},
        {"key": "bias", "kind": "single", "options": CHOICES, "text": "Bias?", "required": True},
        {
            "key": "bias-text",
            "kind": "text",
            "text": "Explain.",
            "required": True,
            "when": {"item": "bias", "is": "yes"},
        },
        {"key": "change", "kind": "multiple", "options": CHOICES, "text": "Change?"},
        {"key": "comment", "kind": "text", "text": "Anything else?"},
    ],
}
COMPLETE = {"objectives": {"recognize": "3", "treat": "2"}, "overall": "1", "bias": "no"}


def form():
    return rules.form_from(DEFINITION, objectives=OBJECTIVES, faculty=FACULTY)


def faults_of(**changes):
    return rules.validate(form(), {**COMPLETE, **changes}).faults


def test_the_least_complete_answers_are_accepted_and_points_become_numbers():
    checked = rules.validate(form(), COMPLETE)
    assert checked.faults == {}
    assert checked.answers == {"objectives": {"recognize": 3, "treat": 2}, "overall": 1, "bias": "no"}


def test_everything_answered_is_kept():
    given = {**COMPLETE, "bias": "yes", "bias-text": " The drug. ", "change": ["yes", "no"], "comment": "Thanks"}
    assert rules.validate(form(), given).answers == {
        "objectives": {"recognize": 3, "treat": 2},
        "overall": 1,
        "bias": "yes",
        "bias-text": "The drug.",
        "change": ["no", "yes"],
        "comment": "Thanks",
    }


def test_clean_answers_pass_again_unchanged():
    once = rules.validate(form(), {**COMPLETE, "change": "yes"})
    assert rules.validate(form(), once.answers) == once


@pytest.mark.parametrize("item", ["objectives", "overall", "bias"])
def test_each_required_item_is_missed(item):
    answers = {key: value for key, value in COMPLETE.items() if key != item}
    assert rules.validate(form(), answers).faults == {item: Fault.MISSING}


@pytest.mark.parametrize(
    ("item", "value", "fault"),
    [
        ("objectives", {"recognize": "3"}, Fault.INCOMPLETE),
        ("objectives", {"recognize": "3", "treat": "4"}, Fault.UNKNOWN),
        ("objectives", {"recognize": "3", "treat": "2", "other": "1"}, Fault.UNKNOWN),
        ("objectives", "3", Fault.UNKNOWN),
        ("overall", "0", Fault.UNKNOWN),
        ("overall", "4", Fault.UNKNOWN),
        ("overall", "01", Fault.UNKNOWN),
        ("overall", " ", Fault.UNKNOWN),
        ("overall", "", Fault.MISSING),
        ("bias", "perhaps", Fault.UNKNOWN),
        ("bias", ["no"], Fault.UNKNOWN),
        ("bias", "", Fault.MISSING),
        ("change", ["no", "perhaps"], Fault.UNKNOWN),
        ("comment", "x" * 4001, Fault.TOO_LONG),
        ("comment", ["x"], Fault.UNKNOWN),
        ("score", "100", Fault.UNKNOWN),
    ],
)
def test_each_wrong_answer_is_named_by_its_item(item, value, fault):
    assert faults_of(**{item: value}) == {item: fault}


def test_a_text_of_the_longest_length_is_accepted():
    assert faults_of(comment="x" * 4000) == {}


def test_the_end_of_a_line_counts_as_one_character():
    assert faults_of(comment="x\r\n" * 1999 + "xx") == {}


def test_a_follow_up_is_required_only_after_its_answer():
    assert faults_of(bias="yes") == {"bias-text": Fault.MISSING}
    assert faults_of(bias="yes", **{"bias-text": "  "}) == {"bias-text": Fault.MISSING}
    assert faults_of(bias="no") == {}


def test_a_follow_up_that_is_not_asked_is_not_kept():
    checked = rules.validate(form(), {**COMPLETE, "bias-text": "left over"})
    assert (checked.faults, "bias-text" in checked.answers) == ({}, False)


def test_a_follow_up_can_depend_on_one_of_several_answers():
    item = rules.Item(key="why", kind="text", text="Why?", when=rules.When(item="change", answer="yes"))
    assert rules.is_asked(item, {"change": ["no", "yes"]})
    assert not rules.is_asked(item, {"change": ["no"]})
    assert not rules.is_asked(item, {})


def test_a_null_character_does_not_reach_the_database():
    assert rules.validate(form(), {**COMPLETE, "comment": "a\x00b"}).answers["comment"] == "ab"


def test_own_rows_and_faculty_become_rows_of_a_grid():
    definition = {
        "title": "Evaluation",
        "items": [
            {"key": "faculty", "kind": "grid", "rows": "faculty", "scale": LEVELS, "text": "Taught well?"},
            {"key": "own", "kind": "grid", "rows": [{"key": "pace", "text": "Pace"}], "scale": LEVELS, "text": "Rate."},
        ],
    }
    asked = rules.form_from(definition, objectives=OBJECTIVES, faculty=FACULTY)
    assert [item.rows for item in asked.items] == [tuple(FACULTY), (Row(key="pace", text="Pace"),)]


def test_a_grid_about_nobody_is_left_out():
    definition = {
        "title": "Evaluation",
        "items": [
            {"key": "faculty", "kind": "grid", "rows": "faculty", "scale": LEVELS, "text": "?", "required": True}
        ],
    }
    asked = rules.form_from(definition, objectives=OBJECTIVES, faculty=[])
    assert rules.validate(asked, {}) == rules.Checked(answers={}, faults={})


@pytest.mark.parametrize(("answers", "reported"), [({"bias": "yes"}, True), ({"bias": "no"}, False), ({}, False)])
def test_perceived_bias_is_reported(answers, reported):
    assert rules.reports_bias(answers) is reported
