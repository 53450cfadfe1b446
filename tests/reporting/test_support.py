"""Commercial support received, and what a supporter may know of it."""

import datetime as dt
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from credence.accounts.enums import Profession
from credence.catalog.actions import renew_front_matter
from credence.catalog.models import AccreditingProvider, CommercialSupport, Course, CourseVersion
from credence.enrollment.models import Enrollment
from credence.reporting.queries.long import tally_now
from credence.reporting.queries.support import Gift, Supporter, gifts_to, supporters
from credence.reporting.queries.supporters import SupportedCourse, SupporterReport, counts_for_supporter, supporters_of
from tests.factories.accounts import make_learner
from tests.factories.catalog import make_course
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import make_progress

pytestmark = pytest.mark.django_db
AGREED = dt.date(2026, 1, 1)
LAST = dt.date(2026, 12, 31)
NOW = dt.datetime(2026, 6, 15, 12, tzinfo=dt.UTC)
IN_MAY = dt.datetime(2026, 5, 31, 23, tzinfo=dt.UTC)


def version_of(course: Course) -> CourseVersion:
    assert course.current_version
    return course.current_version


def provider_of(course: Course) -> AccreditingProvider:
    return version_of(course).provider


def support(course: Course, company: str = "Acme", amount: str | None = "5000.00", **values: Any) -> CommercialSupport:
    columns = {"kind": "grant", "agreement_on": AGREED, "amount": None if amount is None else Decimal(amount)}
    return CommercialSupport.objects.create(**{"version": version_of(course), "company": company, **columns, **values})


def next_version(course: Course) -> CourseVersion:
    """Publish the course again."""
    version = CourseVersion.objects.get(pk=version_of(course).pk)
    version.pk, version.number = None, version.number + 1
    version.save(force_insert=True)
    course.current_version = version
    course.save(update_fields=["current_version"])
    return version


def told(course: Course, last: dt.date = LAST) -> list[tuple[str, str, Decimal | None]]:
    return [(each.company, each.nature, each.amount) for each in gifts_to(provider_of(course), [course], last)]


def test_support_is_told_with_kind_nature_amount_currency_and_day() -> None:
    course = make_course(currency="CAD")
    support(course)
    assert gifts_to(provider_of(course), [course], LAST) == (
        Gift(
            course=course.pk,
            company="Acme",
            kind="grant",  # type: ignore[arg-type]
            nature="",
            amount=Decimal("5000.00"),
            currency="CAD",
            agreement_on=AGREED,
        ),
    )


def test_an_agreement_repeated_by_the_next_version_counts_once_as_the_newest_tells_it() -> None:
    course = make_course()
    support(course)
    newer = next_version(course)
    support(course, "ACME", "4500.00", version=newer)
    assert told(course) == [("ACME", "", Decimal("4500.00"))]


def test_an_agreement_that_only_an_earlier_version_names_is_still_support_received() -> None:
    course = make_course()
    support(course)
    next_version(course)
    assert told(course) == [("Acme", "", Decimal("5000.00"))]


def test_two_gifts_in_kind_of_one_agreement_are_two() -> None:
    course = make_course()
    for nature in ("Loan of a scanner", "Trainers"):
        support(course, amount=None, kind="in-kind", nature=nature)
    assert told(course) == [("Acme", "Loan of a scanner", None), ("Acme", "Trainers", None)]


def test_support_agreed_after_the_period_is_not_in_it() -> None:
    course = make_course()
    support(course)
    assert (len(told(course, AGREED)), told(course, AGREED - dt.timedelta(days=1))) == (1, [])


def test_a_grant_without_an_amount_is_told_as_missing_and_goods_are_not() -> None:
    course = make_course()
    support(course, amount=None)
    support(course, "Borealis", None, kind="in-kind", nature="Loan")
    gifts = gifts_to(provider_of(course), [course], LAST)
    assert [(each.company, each.is_amount_missing) for each in gifts] == [("Acme", True), ("Borealis", False)]


def test_each_supporter_is_added_up_by_currency() -> None:
    course, other = make_course(), make_course("sepsis", currency="CAD")
    support(course)
    support(course, "acme", "250.50", agreement_on=AGREED - dt.timedelta(days=1))
    support(course, amount=None, kind="in-kind", nature="Loan")
    support(other, amount="10.00")
    assert supporters(gifts_to(provider_of(course), [course, other], LAST)) == (
        Supporter(company="Acme", currency="CAD", amount=Decimal("10.00"), grants=1, in_kind=0),
        Supporter(company="acme", currency="USD", amount=Decimal("5250.50"), grants=2, in_kind=1),
    )


def takes_part(name: str, course: Course, *professions: Profession, at: dt.datetime = IN_MAY) -> Enrollment:
    enrollment = make_enrollment(make_learner(name, *professions), course)
    make_progress(enrollment, enrollment.version.chapters.get(), finished_at=at)
    return enrollment


def many(course: Course, profession: Profession, count: int, **values: Any) -> None:
    for number in range(count):
        takes_part(f"{profession.value[:5]}{number}", course, profession, **values)


def report_to(course: Course, company: str = "Acme") -> SupporterReport | None:
    provider = provider_of(course)
    tally = tally_now(provider, NOW)
    assert tally
    return counts_for_supporter(provider, company, NOW, tally)


def test_a_supporter_is_told_counts_of_five_and_more() -> None:
    course = make_course()
    support(course)
    many(course, Profession.PHYSICIAN, 6)
    many(course, Profession.NURSE, 5)
    assert report_to(course) == SupporterReport(
        company="Acme",
        last=dt.date(2026, 5, 31),
        courses=(
            SupportedCourse(title="Contrast reactions", took_part=11, professions=(("physician", 6), ("nurse", 5))),
        ),
    )


def test_a_group_of_four_is_hidden_and_so_is_the_one_that_would_tell_it() -> None:
    course = make_course()
    support(course)
    many(course, Profession.PHYSICIAN, 6)
    many(course, Profession.NURSE, 4)
    report = report_to(course)
    assert report
    assert report.courses[0].professions == (("physician", None), ("nurse", None))
    assert report.courses[0].took_part == 10


def test_fewer_than_five_in_all_are_not_counted_aloud() -> None:
    course = make_course()
    support(course)
    many(course, Profession.PHYSICIAN, 4)
    report = report_to(course)
    assert report
    assert (report.courses[0].took_part, report.courses[0].professions) == (None, (("physician", None),))


def test_the_running_month_is_not_told() -> None:
    course = make_course()
    support(course)
    many(course, Profession.PHYSICIAN, 5)
    takes_part("june", course, Profession.PHYSICIAN, at=NOW)
    report = report_to(course)
    assert report
    assert report.courses[0].took_part == 5


def test_a_supporter_is_told_of_its_own_courses_and_no_others() -> None:
    course, other = make_course(), make_course("sepsis")
    support(course)
    support(other, "Borealis")
    report = report_to(course)
    assert report
    assert [each.title for each in report.courses] == ["Contrast reactions"]
    assert supporters_of(provider_of(course), NOW) == ("Acme", "Borealis")
    assert report_to(course, "Nobody Inc.") is None


def test_a_supporter_s_report_has_no_place_for_a_person() -> None:
    assert {each.name for each in fields(SupporterReport)} == {"company", "last", "courses"}
    assert {each.name for each in fields(SupportedCourse)} == {"title", "took_part", "professions"}


def test_learners_are_shown_who_gave_and_what_in_kind_and_never_how_much(client: Client) -> None:
    course = make_course()
    support(course, "Acme Imaging", "76543.00")
    support(course, "Borealis", None, kind="in-kind", nature="Loan of a scanner")
    course = Course.objects.get(pk=course.pk)
    renew_front_matter(course=course, by="dana", now=NOW)
    client.force_login(make_learner())
    client.post(f"/courses/{course.slug}/enroll/")
    for address in (f"/courses/{course.slug}/", f"/courses/{course.slug}/front-matter/", "/courses/", "/my-courses/"):
        page = client.get(address, follow=True).content.decode()
        assert ("Acme Imaging" in page, "Loan of a scanner" in page) == (
            (True, True) if course.slug in address else (False, False)
        )
        assert not any(figure in page for figure in ("76543", "76,543"))
