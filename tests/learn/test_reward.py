"""The page of a certificate: the document as a picture, what can be done with it, and what comes next."""

import datetime as dt
from io import BytesIO

import pytest
from PIL import Image

from credence.accounts.enums import Profession
from credence.catalog.actions import list_courses
from credence.credit.actions import complete_certificate, reissue, revoke
from credence.kit.pdf_picture import picture_of
from credence.learn.views.reward import HEIGHTS, WIDTH
from tests.factories.accounts import make_learner
from tests.factories.credit import (
    certificate_of_award,
    do_everything,
    make_accredited_course,
    make_award,
    make_ready,
)
from tests.factories.enrollment import make_enrollment

pytestmark = pytest.mark.django_db
LATER = dt.datetime(2026, 3, 4, 17, tzinfo=dt.UTC)


@pytest.fixture
def given(client):
    """Return an award of 1.25 credits whose learner is signed in."""
    given = make_award(make_ready(make_accredited_course()))
    client.force_login(given.learner)
    complete_certificate(certificate=certificate_of_award(given))
    return given


def page_of(client, certificate):
    """Return the words of a certificate's page, its blanks made one."""
    answer = client.get(f"/certificates/{certificate.public_id}/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_picture_is_drawn_from_the_stored_bytes_and_told_in_its_size(client, given):
    certificate = certificate_of_award(given)
    answer = client.get(f"/certificates/{certificate.public_id}.webp")
    assert answer["Content-Type"] == "image/webp"
    assert answer.content == picture_of(bytes(certificate.pdf), width=WIDTH)
    size = (WIDTH, HEIGHTS[certificate.snapshot["paper"]])
    assert Image.open(BytesIO(answer.content)).size == size
    assert f'width="{size[0]}" height="{size[1]}"' in page_of(client, certificate)


def test_the_page_downloads_prints_and_hands_on(client, given):
    certificate = certificate_of_award(given)
    page = page_of(client, certificate)
    address, link = f"/certificates/{certificate.public_id}.pdf", certificate.snapshot["verify_url"]
    assert f'href="{address}"' in page
    assert f'href="{address}?show"' in page
    assert f'<a href="{link}">' in page
    assert f'data-copy="{link}"' in page
    shown = client.get(address, {"show": ""})
    assert shown["Content-Disposition"] == f'inline; filename="certificate-{certificate.code}.pdf"'
    assert shown.content == bytes(certificate.pdf)


def test_the_year_adds_up_by_credit_type_what_was_completed_in_it(client, given):
    do_everything(enrollment := make_enrollment(given.learner, make_accredited_course("sepsis")))
    make_award(enrollment, "0.75")
    page = page_of(client, certificate_of_award(given))
    assert "In your transcript for 2026" in page
    assert "<dt>AMA PRA Category 1 Credit™</dt><dd>2</dd>" in page
    assert 'href="/transcript/?from=2026-01-01&amp;to=2026-12-31"' in page


def test_courses_for_the_profession_come_next_and_none_that_was_taken(client, given):
    make_accredited_course("sepsis")
    list_courses(missing_only=False)
    page = page_of(client, certificate_of_award(given))
    assert ('href="/courses/sepsis/"' in page, 'href="/courses/contrast-reactions/"' in page) == (True, False)


def test_what_is_still_due_for_another_credit_of_the_course_is_said(client):
    learner = make_learner("both", Profession.PHYSICIAN, Profession.RADIOLOGIC_TECHNOLOGIST)
    do_everything(enrollment := make_enrollment(learner, make_accredited_course()))
    client.force_login(learner)
    assert "within reach" in page_of(client, certificate_of_award(make_award(enrollment)))


def test_one_that_is_not_drawn_yet_has_no_picture_and_no_document(client):
    given = make_award(make_ready(make_accredited_course()))
    client.force_login(given.learner)
    certificate = certificate_of_award(given)
    page = page_of(client, certificate)
    assert ("being prepared" in page, ".webp" in page, ".pdf" in page) == (True, False, False)
    assert client.get(f"/certificates/{certificate.public_id}.webp").status_code == 404


@pytest.mark.parametrize("undo", [reissue, revoke])
def test_of_one_that_no_longer_stands_there_is_no_picture_and_the_page_that_tells_why(client, given, undo):
    certificate = certificate_of_award(given)
    more = {"name": "Alice Lin"} if undo is reissue else {}
    undo(award=given, by="dana", reason="Found out", now=LATER, **more)
    address = f"/certificates/{certificate.public_id}"
    assert client.get(f"{address}/")["Location"] == f"{address}.pdf"
    assert client.get(f"{address}.webp").status_code == 404


def test_the_certificate_of_somebody_else_has_neither_page_nor_picture(client, given):
    certificate = certificate_of_award(given)
    client.force_login(make_learner("mallory"))
    assert [client.get(f"/certificates/{certificate.public_id}{end}").status_code for end in ("/", ".webp")] == [
        404,
        404,
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_credits_and_courses(client, given, count, django_assert_num_queries):
    for number in range(count):
        make_accredited_course(f"next-{number}")
        do_everything(enrollment := make_enrollment(given.learner, make_accredited_course(f"course-{number}")))
        make_award(enrollment)
    list_courses(missing_only=False)
    certificate = certificate_of_award(given)
    page_of(client, certificate)
    # session with user, certificate, year, enrollment, what was done, certificates, professions, courses, their offers
    with django_assert_num_queries(9):
        assert page_of(client, certificate).count("<article") == count


def test_the_picture_costs_two_queries(client, given, django_assert_num_queries):
    address = f"/certificates/{certificate_of_award(given).public_id}.webp"
    with django_assert_num_queries(2):  # session with user, certificate
        client.get(address)
