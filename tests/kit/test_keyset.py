"""Pages of a list by places: each row once, whatever is written meanwhile, and the way back is the way on."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credence.audit.models import Event
from credence.kit.keyset import END, page_of

MOMENT = dt.datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=dt.UTC)


def make(*seconds: int) -> list[int]:
    """Return the keys of events at so many seconds, as the list sorts them."""
    for each in seconds:
        at = MOMENT + dt.timedelta(seconds=each)
        Event.objects.create(at=at, actor="bob", action="x", subject_type="y", subject_id="z")
    return list(newest().values_list("pk", flat=True))


def newest():
    """Return events, the newest first."""
    return Event.objects.order_by("-at", "-pk")


def keys(page) -> list[int]:
    """Return the keys of a page's rows."""
    return [each.pk for each in page.rows]


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 8])
def test_going_on_and_going_back_meet_each_row_once_in_its_order(size):
    wanted = make(0, 0, 0, 1, 2, 2, 3)
    onward, page = [], page_of(newest(), size)
    assert page.before == ""
    while True:
        onward += keys(page)
        if not page.after:
            break
        page = page_of(newest(), size, after=page.after)
    assert onward == wanted
    page = page_of(newest(), size, before=END)
    assert page.after == ""
    while page.before:
        assert keys(page) == wanted[wanted.index(keys(page)[0]) :][:size]
        page = page_of(newest(), size, before=page.before)
    assert keys(page) == wanted[:size]


@pytest.mark.django_db
def test_a_place_stays_though_rows_come_and_its_own_row_goes():
    wanted = make(0, 1, 2, 3)
    place = page_of(newest(), 2).after
    assert place == f"2026-03-01T12:00:02.123456Z~{wanted[1]}"
    make(4, 5, 6)
    assert keys(page_of(newest(), 2, after=place)) == wanted[2:]
    assert keys(page_of(newest().exclude(pk=wanted[1]), 2, after=place)) == wanted[2:]


@pytest.mark.django_db
def test_the_way_back_that_ends_at_the_beginning_shows_the_whole_first_page():
    wanted = make(0, 1, 2, 3)
    page = page_of(newest(), 3, before=page_of(newest(), 2).after)
    assert (keys(page), page.before) == (wanted[:3], "")
    assert keys(page_of(newest(), 3, after=page.after)) == wanted[3:]


@pytest.mark.django_db
def test_a_list_without_rows_has_no_other_pages():
    for place in ({}, {"before": END}, {"after": "2026-03-01T12:00:02Z~1"}):
        page = page_of(newest(), 3, **place)
        assert (page.rows, page.after) == ([], "")


@pytest.mark.django_db
@given(
    st.text(max_size=40)
    | st.sampled_from(["~", "x~1", "2026-03-01~1", "2026-03-01T12:00:00Z~" + "9" * 30, "9999-12-31T23:59:59-14:00~1"])
)
def test_what_is_no_place_is_the_beginning(told):
    page_of(newest(), 3, after=told)
    page_of(newest(), 3, before=told)


@pytest.mark.django_db
def test_a_page_costs_one_query(django_assert_num_queries):
    make(0, 1, 2, 3)
    place = page_of(newest(), 1).after
    for asked in ({}, {"after": place}, {"before": END}):
        with django_assert_num_queries(1):
            page_of(newest(), 1, **asked)
