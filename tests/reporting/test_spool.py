"""Long lists sorted on disk: the order of the names, and every participation as it was put in."""

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from credence.kit.text import folded
from credence.reporting.queries.spool import Spool
from credence.reporting.rules.counting import Credit, Participation

name = st.text(max_size=6) | st.sampled_from(["", "Ada", "ada", "Ádá", "de Vega", "\x00", "\U0010ffff"])
dates = st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))
credit = st.builds(
    Credit,
    type=st.sampled_from(["ama-pra-1", "ancc"]),
    amount=st.decimals(Decimal("0.25"), 10, places=2),
    completed_on=dates,
    withdrawn_on=st.none() | dates,
    award=st.integers(1, 9),
)
people = st.lists(
    st.builds(
        Participation,
        enrollment=st.integers(1, 2**62),
        course=st.integers(1, 3),
        name=st.tuples(name, name),
        professions=st.frozensets(st.sampled_from(["nurse", "physician"])),
        first_part_on=st.none() | dates,
        credits=st.lists(credit, max_size=2).map(tuple),
        waits=st.booleans(),
    ),
    unique_by=lambda each: each.enrollment,
)


def by_name(each: Participation) -> tuple[int, bool, str, str, int]:
    """Return by what the list is sorted."""
    family, given_name = each.name
    nameless = not (family or given_name)
    return each.course, nameless, folded(family or given_name), folded(given_name), each.enrollment


def _awards(each: Participation) -> list[int]:
    return [credit.award for credit in each.credits]


@given(people)
def test_what_comes_out_is_what_was_put_in_by_course_and_name(found):
    spool = Spool()
    for each in found:
        spool.add(each.course, each)
    wanted = sorted(found, key=by_name)
    assert list(spool) == wanted
    assert [each.award for one in spool for each in one.credits] == [
        each.award for one in wanted for each in one.credits
    ]
    assert (len(spool), spool[1:3]) == (len(found), wanted[1:3])


def test_it_tells_how_many_were_read():
    spool, told = Spool(), []
    for number in range(2_500):
        about = {"course": 1, "name": ("", ""), "professions": frozenset(), "first_part_on": None}
        spool.add(1, Participation(enrollment=number, **about))
    spool.tell = told.append
    assert len(list(spool)) == 2_500
    assert told == [1_000, 2_000, 2_500]
