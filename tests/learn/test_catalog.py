"""The catalog: what can be asked of it by its address, and what it answers."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from credence.catalog.actions import list_course
from credence.learn.views.catalog import PER_PAGE
from tests.factories.catalog import make_course, make_offer

pytestmark = pytest.mark.django_db
ENDED = dt.date(2026, 2, 1)
LINK = re.compile(r'<h3 class="[^"]*">\s*<a href="/courses/([^/]+)/"')


def page(client: Client, address: str = "") -> str:
    """Return the catalog at an address."""
    response = client.get("/courses/" + address)
    assert response.status_code == 200
    return response.content.decode()


def shown(html: str) -> list[str]:
    """Return the slugs of the cards."""
    return LINK.findall(html)


def choices(html: str) -> dict[str, tuple[str, int]]:
    """Return each filter's words with its address and its count."""
    found = re.findall(
        r'<li>\s*<a href="([^"]+)" rel="nofollow" >\s*<span>([^<]+)</span>\s*<span class="count">(\d+)', html
    )
    return {label: (address.replace("&amp;", "&"), int(count)) for address, label, count in found}


def two_courses() -> None:
    """Make a free AMA course and a paid one for nurses."""
    make_offer(make_course("contrast", estimated_minutes=20).current_version, "ama-pra-1")  # type: ignore[arg-type]
    nursing = make_course("sepsis", estimated_minutes=90, price=Decimal(25))
    make_offer(nursing.current_version, "ancc")  # type: ignore[arg-type]
    for course in (nursing, type(nursing).objects.get(slug="contrast")):
        list_course(course=course)


def test_each_filter_is_a_link_that_gives_what_it_promises(client: Client) -> None:
    two_courses()
    offered = choices(page(client))
    assert {label: count for label, (_, count) in offered.items()} == {
        "Radiology": 2,
        "Physician (MD, DO or equivalent)": 1,
        "Resident or fellow physician": 1,
        "Nurse (RN, LPN, APRN)": 1,
        "AMA PRA Category 1 Credit™": 1,
        "ANCC contact hours": 1,
        "Text": 2,
        "Free": 1,
        "With a fee": 1,
        "Up to 30 minutes": 1,
        "Over an hour": 1,
    }
    for address, count in offered.values():
        assert len(shown(page(client, address))) == count


def test_a_chosen_filter_can_be_taken_back_and_keeps_the_others(client: Client) -> None:
    two_courses()
    html = page(client, "?q=sepsis&topic=radiology&price=paid")
    assert shown(html) == ["sepsis"]
    assert re.findall(r'<a href="([^"]+)" rel="nofollow" aria-current="true">', html)[:2] == [
        "?q=sepsis&amp;price=paid",
        "?q=sepsis&amp;topic=radiology",
    ]
    assert '<input type="hidden" name="topic" value="radiology">' in html


def test_what_is_not_understood_is_as_if_it_were_not_there(client: Client) -> None:
    two_courses()
    assert sorted(shown(page(client, "?sort=loudest&page=zero&all=maybe&utm_source=x&topic=%00"))) == [
        "contrast",
        "sepsis",
    ]


def test_nothing_found_says_what_to_do(client: Client) -> None:
    two_courses()
    make_course("old-burns", expires_on=ENDED)
    html = page(client, "?q=burns")
    assert shown(html) == []
    assert '<a href="?q=burns&amp;all=1" rel="nofollow">Look at 1 course whose credit has ended</a>' in html
    assert "Use fewer or other words" in html
    assert ">Radiology <" in page(client, "?q=burns&topic=radiology")
    filtered = page(client, "?q=sepsis&length=short")
    assert '<a href="?q=sepsis" rel="nofollow">Search for “sepsis” without filters</a>' in filtered


def test_an_empty_site_does_not_ask_for_other_words(client: Client) -> None:
    html = page(client)
    assert ("No course is open at present." in html, "Use fewer or other words" in html) == (True, False)


def test_expired_courses_are_shown_only_when_asked_for_and_labeled(client: Client) -> None:
    two_courses()
    make_course("old-burns", expires_on=ENDED)
    assert "old-burns" not in shown(page(client))
    html = page(client, "?all=1")
    assert sorted(shown(html)) == ["contrast", "old-burns", "sepsis"]
    assert html.count("Credit expired") == 1


def test_a_misspelled_word_is_answered_and_said(client: Client) -> None:
    two_courses()
    html = page(client, "?q=sespis")
    assert shown(html) == ["sepsis"]
    assert "Nothing is written “sespis”." in html
    assert '<a href="?q=sepsis" rel="nofollow">sepsis</a>' in html


@pytest.mark.parametrize(("sort", "order"), [("shortest", ["contrast", "sepsis"]), ("", ["contrast", "sepsis"])])
def test_the_order_can_be_chosen(client: Client, sort: str, order: list[str]) -> None:
    two_courses()
    assert shown(page(client, f"?sort={sort}")) == order


def test_pages_keep_what_was_asked(client: Client) -> None:
    for number in range(PER_PAGE + 1):
        make_course(f"course-{number}")
    first, second = page(client, "?q=course&topic=radiology"), page(client, "?q=course&topic=radiology&page=2")
    assert (len(shown(first)), len(shown(second))) == (PER_PAGE, 1)
    assert not set(shown(first)) & set(shown(second))
    assert 'rel="next" href="?q=course&amp;topic=radiology&amp;page=2"' in first
    assert 'rel="prev" href="?q=course&amp;topic=radiology"' in second


def test_words_are_shown_as_words(client: Client) -> None:
    html = page(client, "?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&topic=%3Cb%3E")
    assert ("<script>alert" in html, "<b>" in html) == (False, False)


def test_the_catalog_costs_the_same_with_one_course_and_with_three(
    client: Client, django_assert_num_queries: Any
) -> None:
    two_courses()
    with django_assert_num_queries(8):
        page(client, "?length=short")
    make_course("third", estimated_minutes=20)
    make_course("fourth", estimated_minutes=20)
    with django_assert_num_queries(8 + 1):  # the page that was kept is asked first whether it still holds
        page(client, "?length=short")


def test_filters_are_swapped_in_place_but_courses_open_as_pages(client: Client) -> None:
    two_courses()
    html = page(client)
    boosted, cards = html.index('hx-boost="true"'), html.index('<div class="catalog-cards" hx-boost="false">')
    assert boosted < html.index("?topic=radiology") < cards < html.index('href="/courses/sepsis/"')
