"""credence.catalog.rules.statements."""

import calendar
import datetime as dt

import pytest

from credence.catalog.rules.statements import (
    awards_ama_credit,
    brackets_in,
    day_in_words,
    fill,
    stray_brackets,
    to_html,
    unknown_brackets,
)

AMA = (
    "The [name of accredited CME provider] designates this [learning format] for a maximum of\n"
    "[number of credits] AMA PRA Category 1 Credit(s)™. Physicians should claim only the credit\n"
    "commensurate with the extent of their participation in the activity."
)
VALUES = {"provider": "Riverside & Co", "learning_format": "enduring material", "credits": "1.25"}


@pytest.mark.parametrize(("month", "name"), list(enumerate(calendar.month_name))[1:])
def test_days_are_written_as_american_statements_write_them(month: int, name: str) -> None:
    assert day_in_words(dt.date(2026, month, 1)) == f"{name} 1, 2026"


def test_only_what_stands_in_brackets_changes() -> None:
    assert fill(AMA, VALUES) == (
        "The Riverside & Co designates this enduring material for a maximum of\n"
        "1.25 AMA PRA Category 1 Credit(s)™. Physicians should claim only the credit\n"
        "commensurate with the extent of their participation in the activity."
    )


def test_brackets_may_be_written_in_any_case_and_spacing() -> None:
    assert fill("[Name of  accredited provider]", VALUES) == "Riverside & Co"


def test_a_line_that_breaks_inside_a_bracket_is_not_printed_with_its_bracket() -> None:
    assert fill("The [name of\naccredited provider] designates", VALUES) == "The Riverside & Co designates"
    assert brackets_in("[number\n of credits]") == {"credits"}
    assert unknown_brackets("[the\n learner]") == ("the learner",)


@pytest.mark.parametrize(
    ("text", "strays"),
    [(AMA, 0), ("[name of\nprovider", 1), ("provider]", 1), ("a [] b", 1), ("[[provider]]", 1), ("[ [provider]", 1)],
)
def test_brackets_without_a_partner_are_counted(text: str, strays: int) -> None:
    assert stray_brackets(text) == strays


def test_a_value_with_brackets_is_not_filled_again() -> None:
    assert fill("[provider]", {"provider": "[credits]"}) == "[credits]"


@pytest.mark.parametrize("text", ["[learner]", "[joint provider]"])
def test_a_bracket_that_nothing_fills_is_an_error_not_a_gap(text: str) -> None:
    with pytest.raises(KeyError):
        fill(text, VALUES)


def test_unknown_brackets_are_told_as_they_were_written() -> None:
    assert unknown_brackets(f"{AMA} [Learner] [provider]") == ("Learner",)
    assert brackets_in(f"{AMA} [Learner]") == {"provider", "learning_format", "credits"}


def test_the_phrase_of_the_ama_is_set_in_italics_and_the_rest_is_text() -> None:
    assert to_html("A <b>\n\n1 AMA PRA Category 1 Credit(s)™ or\n2 AMA PRA Category 1 Credits™ & more") == (
        "<p>A &lt;b&gt;</p><p>1 <em>AMA PRA Category 1 Credit(s)</em>™ or "
        "2 <em>AMA PRA Category 1 Credits</em>™ &amp; more</p>"
    )


@pytest.mark.parametrize(
    "text",
    [
        "The learner was awarded 1.00 AMA PRA Category 1 Credit(s)™.",
        "This awards the\nparticipant [number of credits] ama pra category 1 credits.",
        "[number of credits] AMA PRA Category 1 Credit(s)™ have been awarded to the learner.",
        "The learner earned 1.00 AMA PRA Category 1 Credit(s)™.",
        "Whoever completes this activity receives [credits] AMA PRA Category 1 Credit(s)™.",
        "The participant is granted [credits] AMA PRA Category 1 Credit(s)™.",
        "The participant is credited with [credits] AMA PRA Category 1 Credit(s)™.",
        "1 AMA PRA Category 1 Credit™ is hereby granted.",
    ],
)
def test_a_text_that_awards_ama_credit_is_recognized(text: str) -> None:
    assert awards_ama_credit(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "Participated in an activity designated for [number of credits] AMA PRA Category 1 Credit(s)™.",
        "The learner is awarded a certificate. The activity was designated for 1 AMA PRA Category 1 Credit™.",
        "Took part in an activity designated for 1 AMA PRA Category 1 Credit™ and is awarded this certificate.",
        "The learner was awarded 1.00 contact hours.",
        "The learner receives this document for an activity designated for 1 AMA PRA Category 1 Credit™.",
        "The learner earned [credits] hours. The activity was designated for 1 AMA PRA Category 1 Credit™.",
        "[provider] designates this activity for a maximum of [credits] credits: AMA PRA Category 1 Credit(s)™.",
    ],
)
def test_a_text_that_only_names_ama_credit_is_not(text: str) -> None:
    assert awards_ama_credit(text) is False
