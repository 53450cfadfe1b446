"""The tally agrees with each figure counted for itself, for any courses and period, also after it was kept."""

import datetime as dt
import json

from hypothesis import given
from hypothesis import strategies as st

from credence.reporting.rules.counting import Participation, Period
from credence.reporting.rules.tally import Part, Tally, as_data, from_data
from tests.reporting.counted import by_month, by_profession, by_year, completed, sums, took_part
from tests.reporting.test_counting import ORDER, credits_given, days

TODAY = dt.date(2027, 8, 17)
everybody = st.lists(
    st.builds(
        Participation,
        enrollment=st.integers(),
        course=st.integers(1, 3),
        name=st.just(("", "")),
        professions=st.frozensets(st.sampled_from(ORDER)),
        first_part_on=st.none() | days,
        credits=st.lists(credits_given, max_size=2).map(tuple),
        waits=st.booleans(),
    )
)


def kept(found: list[Participation]) -> Tally:
    """Return the tally of some learners as it comes back from where it is kept."""
    tally = Tally(TODAY, ORDER)
    for each in found:
        tally.add(each)
    back = from_data(json.loads(json.dumps(as_data(tally))))
    assert back == tally
    return back


@given(everybody, st.sets(st.integers(1, 3)), st.sampled_from([2024, 2025, 2026, 2027, None]))
def test_every_figure_is_the_one_that_is_counted_for_itself(found, courses, year):
    part, mine = Part(kept(found), courses), [each for each in found if each.course in courses]
    last = min(dt.date(year, 12, 31), TODAY) if year else TODAY
    period = Period(first=dt.date(year or 2024, 1, 1), last=last)
    assert part.took_part(period) == took_part(mine, period)
    assert part.completed(period) == completed(mine, period)
    assert part.by_year(last) == by_year(mine, last)
    assert part.by_month(period) == by_month(mine, period)
    assert part.by_profession(period) == by_profession(mine, period, ORDER)
    assert part.sums(period) == sums(mine, period)
    for waits in (False, True):
        wanted = [each for each in mine if each.took_part_on and each.is_listed_in(period) and each.waits == waits]
        assert part.listed(year, waits=waits) == len(wanted)
    assert part.types() == {credit.type for each in mine for credit in each.credits}


@given(everybody)
def test_the_first_year_is_that_of_the_first_who_took_part(found):
    assert kept(found).since == min((each.took_part_on.year for each in found if each.took_part_on), default=None)
