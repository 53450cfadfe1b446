"""The course page, the same for all, and the part of it that is each learner's own."""

import datetime as dt
import html
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from credence.accounts.enums import Profession
from credence.catalog.actions import list_course, renew_front_matter, withdraw_credit
from credence.catalog.models import CommercialSupport, Course, Disclosure, Faculty
from credence.enrollment.models import Enrollment
from tests.factories.accounts import make_learner, make_user
from tests.factories.catalog import make_course, make_offer
from tests.factories.enrollment import make_enrollment

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
ADDRESS = "/courses/contrast-reactions/"
FRAGMENT = "/fragments/courses/contrast-reactions/"


def published(slug: str = "contrast-reactions", **values: Any) -> Course:
    """Return a course with AMA and ARRT credit and its real front matter."""
    course = make_course(slug, chapters=2, **values)
    assert course.current_version
    make_offer(course.current_version, "ama-pra-1", amount="1.25")
    make_offer(
        course.current_version,
        "arrt-a",
        pass_mark=75,
        category="A",
        approver="ASRT",
        reference_number="MAE0123456",
    )
    renew_front_matter(course=course, by="dana", now=NOW)
    list_course(course=course)
    return Course.objects.get(pk=course.pk)


def text(client: Client, address: str) -> str:
    """Return the words of a page, without tags."""
    response = client.get(address)
    assert response.status_code == 200
    body = re.sub(r"<script.*?</script>", "", response.content.decode(), flags=re.DOTALL)
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", body).split()))


@pytest.mark.parametrize(
    "said",
    [
        "Contrast reactions",
        "Free",
        "Recognize a reaction.",
        "Physicians and technologists",
        "Mei Chen, MD Author No relevant financial relationships with ineligible companies to disclose.",
        "Commercial support None. This course received no commercial support.",
        "1.25 AMA PRA Category 1 Credit™ For Physician (MD, DO or equivalent); Resident or fellow physician",
        "Accrediting provider Riverside Medical Center Pass mark 70% Attempts at most 3 Can be",
        "Can be earned from Jan. 2, 2026 through Dec. 31, 2028",
        "1 ARRT Category A/A+ (category A) For Nuclear medicine technologist; Radiologic technologist; Sonographer",
        "Approved by ASRT, reference number MAE0123456 Pass mark 75%",
        "Study every chapter.",
        "Pass the posttest with at least 70%",
        "You have 3 attempts.",
        "Fill in the evaluation.",
        "Estimated time 60 minutes",
        "Kind of activity enduring material",
        "Released Jan. 2, 2026",
        "Last reviewed Feb. 3, 2026",
        "Expires Dec. 31, 2028, at midnight, New York time",
        "cme@riverside.example",
        "ask support",
        "A source.",
        "Chapter 1 Text, 20 minutes Chapter 2 Text, 20 minutes",
    ],
)
def test_the_page_says_all_that_must_be_known_before_the_start(client: Client, said: str) -> None:
    published(reviewed_on=dt.date(2026, 2, 3))
    assert said in text(client, ADDRESS)


def test_other_professionals_are_no_other_activity(client: Client) -> None:
    course = make_course("contrast-reactions")
    make_offer(course.current_version, "participation")  # type: ignore[arg-type]
    renew_front_matter(course=course, by="dana", now=NOW)
    page = text(client, ADDRESS)
    assert "; Nurse (RN, LPN, APRN); Other healthcare professional; Pharmacist; " in page
    assert "other activity" not in page


def test_disclosures_and_support_are_named(client: Client) -> None:
    course = published()
    Disclosure.objects.create(
        faculty=Faculty.objects.get(), company="Acme", nature="Consultant", relevant=True, mitigation="Peer review"
    )
    CommercialSupport.objects.create(
        version=course.current_version, company="Umbra", kind="grant", agreement_on=dt.date(2026, 1, 1)
    )
    renew_front_matter(course=course, by="dana", now=NOW)
    page = text(client, ADDRESS)
    assert "Acme: Consultant. All relevant financial relationships have been mitigated." in page
    assert "Commercial support Umbra: Educational grant" in page
    assert "no commercial support" not in page


def test_a_price_is_shown_beside_the_way_to_enroll(client: Client) -> None:
    published(price=Decimal("1250.00"))
    assert "$1,250.00 Enroll" in text(client, ADDRESS)


def test_an_ended_course_says_so_from_the_first_second_on(client: Client) -> None:
    course = published(expires_on=dt.date(2026, 2, 1))
    assert "Credit for this course ended on Feb. 1, 2026." in text(client, ADDRESS)
    withdraw_credit(course=course, by="dana", reason="Outdated.", now=NOW)
    page = text(client, ADDRESS)
    assert "The provider withdrew the credit of this course on March 1, 2026, 7 a.m. EST." in page
    assert "Enroll" not in page


def test_an_unknown_or_unpublished_course_is_not_found(client: Client) -> None:
    Course.objects.create(slug="draft", created_at=NOW)
    assert [client.get(f"/courses/{slug}/").status_code for slug in ("draft", "nothing")] == [404, 404]
    assert [client.get(f"/fragments/courses/{slug}/").status_code for slug in ("draft", "nothing")] == [404, 404]


def test_a_visitor_gets_no_fragment_and_can_follow_the_link_without_scripts(client: Client) -> None:
    published()
    assert client.get(FRAGMENT).status_code == 204
    assert "You are about to enroll" in client.get(ADDRESS + "enroll/").content.decode()
    assert client.post(ADDRESS + "enroll/")["Location"] == f"/sign-in/?next={ADDRESS}enroll/"
    assert f'<a href="{ADDRESS}enroll/">See what this gives you</a>' in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize("address", [FRAGMENT, ADDRESS + "enroll/"])
def test_a_learner_sees_the_credit_of_their_profession_only(client: Client, address: str) -> None:
    published()
    client.force_login(make_learner("alice", Profession.PHYSICIAN))
    page = text(client, address)
    assert "1.25 AMA PRA Category 1 Credit™ For your profession." in page
    assert "ARRT" not in page
    assert "Enroll" in page


def test_a_learner_whose_profession_gets_nothing_is_told_so(client: Client) -> None:
    published()
    client.force_login(make_learner("bob", Profession.PHARMACIST))
    page = text(client, FRAGMENT)
    assert "None of this course’s credit is for the professions in your profile." in page
    assert "AMA" not in page


def test_a_learner_without_a_profile_is_led_to_it_and_back(client: Client) -> None:
    published()
    client.force_login(make_user())
    body = client.get(FRAGMENT).content.decode()
    assert f'href="/profile/?next={ADDRESS}"' in body
    assert f'action="{ADDRESS}enroll/"' not in body


def test_an_enrolled_learner_goes_on(client: Client) -> None:
    course, learner = published(), make_learner()
    make_enrollment(learner, course)
    client.force_login(learner)
    body = client.get(FRAGMENT).content.decode()
    assert (f'href="{ADDRESS}learn/chapter-1/"' in body, f'action="{ADDRESS}enroll/"' in body) == (True, False)


def test_the_button_of_the_fragment_enrolls(client: Client) -> None:
    course, learner = published(), make_learner()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(learner)
    body = strict.get(FRAGMENT).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)
    action = re.search(r'action="([^"]+)"', body)
    assert token
    assert action
    assert strict.post(action[1], {"csrfmiddlewaretoken": token[1]})["Location"] == f"{ADDRESS}front-matter/"
    assert list(Enrollment.objects.values_list("learner", "course")) == [(learner.pk, course.pk)]


def test_a_course_with_a_price_leads_on_to_the_checkout(client: Client) -> None:
    published(price=Decimal(25))
    client.force_login(make_learner())
    assert client.post(ADDRESS + "enroll/")["Location"] == f"{ADDRESS}checkout/"
    assert f'href="{ADDRESS}checkout/"' in client.get(FRAGMENT).content.decode()
    assert Enrollment.objects.count() == 0


def test_a_refusal_is_said_where_it_can_be_read(client: Client) -> None:
    course = published()
    withdraw_credit(course=course, by="dana", reason="Outdated.", now=NOW)
    client.force_login(make_learner())
    response = client.post(ADDRESS + "enroll/", follow=True)
    assert response.redirect_chain == [(f"{ADDRESS}enroll/", 302)]
    assert "You were not enrolled: this course takes no new learners" in response.content.decode()
    assert Enrollment.objects.count() == 0


def test_the_fragment_is_kept_by_nobody(client: Client) -> None:
    published()
    client.force_login(make_learner())
    assert "no-store" in client.get(FRAGMENT)["Cache-Control"]


def test_the_front_matter_page_says_the_same(client: Client) -> None:
    course, learner = published(), make_learner()
    make_enrollment(learner, course)
    client.force_login(learner)
    assert "None. This course received no commercial support." in text(client, ADDRESS + "front-matter/")


def test_the_fragment_costs_the_same_with_one_credit_and_with_three(
    client: Client, django_assert_num_queries: Any
) -> None:
    course = published()
    client.force_login(make_learner())
    client.get(FRAGMENT)
    with django_assert_num_queries(4):  # session with user, course and enrollment, the learner, credits held
        client.get(FRAGMENT)
    make_offer(course.current_version, "ancc")  # type: ignore[arg-type]
    client.get(FRAGMENT)
    with django_assert_num_queries(4):
        client.get(FRAGMENT)


def test_the_fragment_costs_the_enrolled_as_much(client: Client, django_assert_num_queries: Any) -> None:
    learner = make_learner()
    make_enrollment(learner, published())
    client.force_login(learner)
    client.get(FRAGMENT)
    with django_assert_num_queries(4):  # session with user, course and enrollment, what was done, certificates
        assert "You are enrolled." in text(client, FRAGMENT)


def test_one_request_brings_the_menu_with_what_the_course_gives(client: Client) -> None:
    published()
    asked = 'hx-get="/fragments/'
    page = client.get(ADDRESS).content.decode()
    assert (page.count(asked), page.count(f'href="/register/?next={ADDRESS}enroll/"'), page.count('id="account"')) == (
        1,
        1,
        1,
    )
    client.force_login(make_learner("alice"))
    part = client.get(FRAGMENT).content.decode()
    assert (part.count('hx-swap-oob="innerHTML:#account"'), part.count("<span>alice</span>")) == (1, 1)
    assert "hx-swap-oob" not in client.get(ADDRESS + "enroll/").content.decode()
