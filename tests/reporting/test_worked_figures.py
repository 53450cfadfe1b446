"""The figures of the worked example are those that docs/participation-report.md tells."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from credence.project.settings import ROOT
from credence.reporting.queries.report import NoSuchReport, Report
from credence.reporting.rules.counting import Count, Sum
from tests.factories.reporting import make_report
from tests.reporting.worked import NOW, Worked

DOCUMENT = (ROOT / "docs/participation-report.md").read_text(encoding="utf-8")


def riverside(worked: Worked, year: str = "all", course: str = "") -> Report:
    return make_report(worked.riverside, course=course, year=year, now=NOW)


def written(count: Count) -> str:
    return f"{count.physicians} + {count.others}"


def test_the_figures_of_each_year_are_those_of_the_document(worked: Worked) -> None:
    told = re.findall(r"^\| (\d{4}) \| (.+) \|$", DOCUMENT, re.MULTILINE)
    counted = [
        (
            str(each.year),
            " | ".join(
                str(cell)
                for took_part, to_date in (
                    (each.took_part, each.took_part_to_date),
                    (each.completed, each.completed_to_date),
                )
                for cell in (took_part.physicians, took_part.others, written(to_date))
            ),
        )
        for each in riverside(worked).years
    ]
    assert counted == told


def test_the_sums_of_credit_are_those_of_the_document(worked: Worked) -> None:
    assert riverside(worked).sums == (
        Sum(type="ama-pra-1", awards=4, amount=Decimal("5.00")),
        Sum(type="participation", awards=3, amount=Decimal("4.50")),
    )
    assert "AMA PRA Category 1 Credit™, 4 awards, 5.00; participation, 3 awards, 4.50 hours." in DOCUMENT


def test_a_provider_that_adds_a_credit_sees_those_it_gave_it_to_and_nobody_else(worked: Worked) -> None:
    report = make_report(worked.lakeside, year="all", now=NOW)
    assert [each.name for each in report.listed] == [("Example", "Bo"), ("Example", "Kim")]
    assert report.sums == (Sum(type="arrt-a", awards=2, amount=Decimal("2.00")),)
    assert [(each.year, each.took_part, each.completed) for each in report.years] == [
        (2025, Count(1, 0), Count(1, 0)),
        (2026, Count(0, 1), Count(0, 1)),
        (2027, Count(), Count()),
        (2028, Count(), Count()),
    ]
    assert {credit.type for each in report.listed for credit in each.credits} == {"arrt-a"}


def test_credit_of_another_provider_is_nowhere_in_the_report(worked: Worked) -> None:
    report = riverside(worked)
    assert {credit.type for each in report.listed for credit in each.credits} == {"ama-pra-1", "participation"}
    assert report.credit_types == ("ama-pra-1", "participation")
    kim = next(each for each in report.listed if each.name[1] == "Kim")
    assert (kim.credits, kim.took_part_on, kim.completed_on) == ((), dt.date(2026, 6, 15), None)


def test_professions_add_up_to_those_who_took_part_and_two_professions_count_once(worked: Worked) -> None:
    report = riverside(worked)
    assert report.professions == (
        ("physician", 5),
        ("resident", 1),
        ("radiologic-technologist", 1),
        ("nurse", 2),
        ("student", 1),
    )
    assert sum(count for _code, count in report.professions) == report.took_part.total == 10


def test_who_was_a_student_at_the_award_counts_as_another_learner_for_ever(worked: Worked) -> None:
    hal = next(each for each in riverside(worked).listed if each.name[1] == "Hal")
    assert (hal.professions, hal.is_physician) == ({"student"}, False)


@pytest.mark.parametrize(
    ("year", "names", "months"),
    [
        ("2025", ["Alice"], {12: Count(1, 0)}),
        ("2026", ["Bo", "Dee", "Eli", "Fay", "Hal", "Ida", "Kim", ""], {1: Count(1, 0), 6: Count(2, 2)}),
        ("2027", [], {}),
        ("2028", ["Cem"], {2: Count(0, 1)}),
    ],
)
def test_a_year_lists_those_of_the_year_and_its_months(
    worked: Worked, year: str, names: list[str], months: dict[int, Count]
) -> None:
    report = riverside(worked, year)
    assert [each.name[1] for each in report.listed] == names
    assert {month.month: count for month, count in report.months if count.total} == months


def test_the_running_year_ends_today_and_has_no_month_to_come(worked: Worked) -> None:
    report = riverside(worked, "")
    assert (report.year, report.period.last, report.months[-1][0]) == (2028, dt.date(2028, 12, 1), dt.date(2028, 12, 1))
    assert report.years_to_choose == (2028, 2027, 2026, 2025)


def test_years_after_the_period_are_not_in_its_cumulative_figures(worked: Worked) -> None:
    assert [each.year for each in riverside(worked, "2026").years] == [2025, 2026]
    assert riverside(worked, "2026").activities[0].took_part_to_date == Count(6, 3)


@pytest.mark.parametrize(("course", "year"), [("no-such-course", ""), ("", "2024"), ("", "2029"), ("", "x"), ("", "०")])
def test_what_there_is_no_report_on_is_refused(worked: Worked, course: str, year: str) -> None:
    assert riverside(worked, "", "contrast-reactions").course == worked.course
    with pytest.raises(NoSuchReport):
        riverside(worked, year, course)


def test_a_course_of_its_own_tells_how_it_is_provided(worked: Worked) -> None:
    (own,) = riverside(worked).activities
    (added,) = make_report(worked.lakeside, year="all", now=NOW).activities
    assert (own.is_own, [each.credit_type for each in own.offers]) == (True, ["ama-pra-1", "participation"])
    assert (added.is_own, [each.credit_type for each in added.offers], added.gifts) == (False, ["arrt-a"], ())
