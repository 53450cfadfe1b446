"""Reports cost the same number of queries whatever the number of learners."""

from typing import Any

import pytest

from credence.accounts.enums import Profession
from credence.catalog.models import AccreditingProvider
from credence.reporting.documents.tables import all_tables
from credence.reporting.queries import roster
from credence.reporting.queries.participation import participations
from credence.reporting.queries.roster import lines
from tests.factories.accounts import make_learner
from tests.factories.catalog import make_provider
from tests.factories.credit import make_accredited_course
from tests.factories.reporting import make_report
from tests.reporting.worked import IN_2026, NOW, does, give

pytestmark = pytest.mark.django_db


def learners(count: int) -> AccreditingProvider:
    """Let so many learners complete each of two courses."""
    for slug in ("contrast-reactions", "sepsis"):
        course = make_accredited_course(slug)
        for number in range(count):
            give(does(make_learner(f"{slug[:3]}{number}", Profession.PHYSICIAN), course, IN_2026), "ama-pra-1", "1.00")
    return make_provider()


@pytest.mark.parametrize("count", [1, 3])
def test_everybody_is_counted_in_three_queries(count: int, django_assert_num_queries: Any) -> None:
    provider = learners(count)
    with django_assert_num_queries(3):
        assert len(list(participations(provider))) == 2 * count


@pytest.mark.parametrize("count", [1, 3])
def test_a_report_with_all_its_tables_costs_nine_queries(count: int, django_assert_num_queries: Any) -> None:
    provider = learners(count)
    with django_assert_num_queries(9):
        report = make_report(provider, year="2026", now=NOW)
        tables = [list(table.rows) for table in all_tables(report)]
    assert len(tables[-1]) == 2 * count


def test_a_list_of_any_length_is_read_in_pieces(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    provider = learners(3)
    report = make_report(provider, year="2026", now=NOW)
    whole = list(lines(report.listed, provider.pk, report.period))
    monkeypatch.setattr(roster, "CHUNK", 2)
    with django_assert_num_queries(9):
        assert list(lines(report.listed, provider.pk, report.period)) == whole
    assert len(whole) == 6
