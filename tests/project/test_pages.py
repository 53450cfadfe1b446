"""What pages have in common is made once, and holds nothing of anybody; fields are drawn as Django draws them."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.admin.widgets import AdminSplitDateTime
from django.forms import Select
from django.forms.renderers import DjangoTemplates
from django.template import engines
from django.utils import translation
from jinja2 import Environment, UndefinedError

from credence.project.form_parts import FormParts
from credence.project.jinja import day
from tests.house.pseudo import LANGUAGE, pseudo_language

FOOT = "layout/_foot.html"


@pytest.fixture
def pages() -> Environment:
    found: Environment = engines["jinja2"].env
    return found


def kept(pages: Environment, page: str, **values: Any) -> str:
    said: str = pages.globals["kept_part"](pages, page, **values)
    return said


def test_a_kept_part_is_made_once_for_each_language(pages: Environment) -> None:
    english = kept(pages, FOOT)
    with pseudo_language(), translation.override(LANGUAGE):
        other = kept(pages, FOOT)
        assert kept(pages, FOOT) is other
    assert kept(pages, FOOT) == english
    assert english.count("<h2") == other.count("<h2") == other.count("⟧</h2>") == 3
    assert english.count("⟧") == 0


def test_a_kept_part_is_another_one_for_other_values(pages: Environment) -> None:
    at_support, at_courses = (kept(pages, "layout/_navigation.html", section=each) for each in ("support", "courses"))
    assert at_support.count("aria-current") == at_courses.count("aria-current") == 1
    assert at_support != at_courses


def test_a_kept_part_cannot_name_who_is_signed_in(pages: Environment) -> None:
    with pytest.raises(UndefinedError) as refused:
        kept(pages, "accounts/menu.html")
    assert str(refused.value) == "'request' is undefined"


def test_a_day_is_worded_in_the_language_that_is_read() -> None:
    words = []
    for language in ("en-us", "de", "en-us"):
        with translation.override(language):
            words.append(day(dt.date(2026, 3, 1)))
    assert words == ["March 1, 2026", "1. März 2026", "March 1, 2026"]


@pytest.mark.parametrize(
    "choices",
    [
        [("", "–"), ("US", "United States"), ("AX", "Åland & <more>")],
        [("Near", [("1", "One"), ("2", "Two")]), ("9", "Far")],
    ],
)
@pytest.mark.parametrize("chosen", ["", "US", "2", None])
def test_a_list_is_drawn_as_django_draws_it(choices: Any, chosen: str | None) -> None:
    widget = Select(attrs={"class": "form-select", "required": True, "disabled": False}, choices=choices)
    ours, theirs = (widget.render("country", chosen, {"id": "id"}, each) for each in (FormParts(), DjangoTemplates()))
    assert ours.split() == theirs.split()


def test_what_has_a_django_page_only_is_drawn_by_it() -> None:
    ours, theirs = (AdminSplitDateTime().render("at", None, {}, each) for each in (FormParts(), DjangoTemplates()))
    assert ours == theirs


def test_a_part_of_many_depends_on_its_values_and_on_the_language(pages: Environment) -> None:
    def part(section: str) -> str:
        said: str = pages.globals["part_of_many"](pages, "layout/_navigation.html", section=section)
        return said

    at_support, at_courses = part("support"), part("courses")
    assert at_support != at_courses
    assert part("support") is at_support
    with pseudo_language(), translation.override(LANGUAGE):
        assert part("support") != at_support
    assert part("support") == at_support
