"""Who is named how, and by which numbers somebody is known."""

import datetime as dt
from decimal import Decimal

import pytest

from credence.accounts.models import Identifier, Profile
from credence.credit.queries.identity import Numbered
from credence.reporting.queries.roster import Line, lines
from credence.reporting.rules.counting import Credit, Participation, Period
from tests.factories.reporting import make_report
from tests.reporting.worked import NOW, Worked


def listed(worked: Worked, year: str = "all", provider: str = "riverside") -> dict[str, Line]:
    report = make_report(getattr(worked, provider), year=year, now=NOW)
    return {line.name: line for line in lines(report.listed, report.provider.pk, report.period)}


def test_everybody_is_listed_by_name_and_the_erased_last_without_one(worked: Worked) -> None:
    assert list(listed(worked)) == [
        *("Alice Example", "Bo Example", "Cem Example", "Dee Example", "Eli Example", "Fay Example", "Hal Example"),
        *("Ida Example", "Kim Example", ""),
    ]


def test_the_name_is_that_of_the_award_whatever_the_profile_says_since(worked: Worked) -> None:
    Profile.objects.filter(user=worked.alice.learner).update(family_name="Married", suffix="Jr.")
    alice = listed(worked)["Alice Example"]
    assert (alice.family_name, alice.given_name, alice.corrected_name) == ("Example", "Alice", "")


def test_a_name_that_staff_corrected_stands_beside_that_of_the_award(worked: Worked) -> None:
    eli = listed(worked)["Eli Example"]
    assert (eli.name, eli.corrected_name) == ("Eli Example", "Elias Example")


def test_who_has_no_certificate_has_the_legal_name_of_the_profile(worked: Worked) -> None:
    Profile.objects.filter(given_name="Ida").update(middle_name="B.", suffix="Jr.", credentials="MD")
    assert "Ida B. Example, Jr." in listed(worked)


def test_a_certificate_of_another_provider_names_nobody(worked: Worked) -> None:
    Profile.objects.filter(given_name="Kim").update(family_name="Renamed")
    assert "Kim Renamed" in listed(worked)
    assert "Kim Example" in listed(worked, provider="lakeside")


def test_the_erased_are_listed_without_anything_that_tells_who_it_was(worked: Worked) -> None:
    assert listed(worked)[""] == Line(
        course=worked.course.pk,
        name="",
        family_name="",
        given_name="",
        is_physician=False,
        professions=frozenset({"nurse"}),
        took_part_on=dt.date(2026, 6, 15),
        completed_on=dt.date(2026, 6, 15),
        credits=(Credit(type="participation", amount=Decimal("1.50"), completed_on=dt.date(2026, 6, 15)),),
        numbers=(),
        birthday=None,
    )


def test_a_closed_account_keeps_name_and_numbers_while_the_record_is_kept(worked: Worked) -> None:
    fay = listed(worked)["Fay Example"]
    assert ([each.kind for each in fay.numbers], fay.birthday) == (["npi", "state-licence"], (4, 15))


def test_physicians_are_known_by_npi_and_license_with_its_state_and_birthday(worked: Worked) -> None:
    alice, pk = listed(worked)["Alice Example"], worked.alice.learner_id
    assert alice.numbers == (
        Numbered(kind="npi", region="", value=f"12345678{pk:02}"),
        Numbered(kind="state-licence", region="MA", value=f"L{pk}"),
    )
    assert (str(alice.numbers[1]), alice.birthday) == (f"MA L{pk}", (4, 15))


@pytest.mark.parametrize("name", ["Cem Example", "Ida Example", "Kim Example"])
def test_nobody_is_known_by_a_number_that_no_credit_of_the_provider_asks_for(worked: Worked, name: str) -> None:
    line = listed(worked)[name]
    assert Identifier.objects.filter(user__profile__given_name=line.given_name).exists() == (name != "Ida Example")
    assert (line.numbers, line.birthday) == ((), None)


def test_a_provider_of_arrt_credit_sees_the_arrt_number_of_a_physician_and_nothing_else(worked: Worked) -> None:
    bo = listed(worked, provider="lakeside")["Bo Example"]
    assert ([each.kind for each in bo.numbers], bo.birthday) == (["arrt"], None)


def test_withdrawn_credit_is_listed_with_its_day_in_the_provider_s_zone(worked: Worked) -> None:
    dee = listed(worked)["Dee Example"]
    day = dt.date(2026, 6, 15)
    assert dee.credits == (
        Credit(type="ama-pra-1", amount=Decimal("1.00"), completed_on=day, withdrawn_on=dt.date(2026, 6, 16)),
    )
    assert (dee.took_part_on, dee.completed_on) == (day, None)


def test_only_credit_of_the_period_is_listed() -> None:
    day = dt.date(2026, 3, 1)
    both = tuple(
        Credit(type=code, amount=Decimal(1), completed_on=day.replace(year=year))
        for code, year in (("ama-pra-1", 2025), ("ancc", 2026))
    )
    one = Participation(
        enrollment=1, course=1, name=("", ""), professions=frozenset(), first_part_on=None, credits=both
    )
    period = Period(first=dt.date(2026, 1, 1), last=dt.date(2026, 12, 31))
    assert (one.is_listed_in(period), one.credits_in(period)) == (True, both[1:])


def test_a_name_that_looks_like_a_number_stays_text(worked: Worked) -> None:
    Profile.objects.filter(given_name="Ida").update(given_name="", middle_name="", family_name="007")
    assert listed(worked)["007"].family_name == "007"
