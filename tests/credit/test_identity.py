"""An award keeps the name and the numbers that it was given under, whatever the profile becomes."""

import datetime as dt
import json
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from credence.accounts.actions import ProfileData
from credence.accounts.enums import Profession
from credence.accounts.models import User
from credence.credit.actions import complete_certificate, reissue
from credence.credit.actions.erasing import erase_certificates
from credence.credit.documents.snapshots import transcript_snapshot
from credence.credit.documents.transcript import render
from credence.credit.models import AwardNumber, Certificate, Identity
from credence.credit.queries import transcript_of, verification_of
from credence.credit.queries.identity import numbers_of_many
from credence.journey.actions.steps import add_identifiers, save_profile
from credence.reporting.actions.taking import take
from credence.reporting.enums import Form
from tests.factories.accounts import make_identifier, profile_with
from tests.factories.credit import CLAIMED, certificate_of_award, make_accredited_course, make_award, make_ready
from tests.factories.reporting import make_report

pytestmark = pytest.mark.django_db
LATER = CLAIMED + dt.timedelta(days=30)
NPI, OTHER_NPI = "1234567893", "1245319599"
YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))


def become(learner, *, npi, family_name="Impostor", now=LATER):
    """Let a learner turn the profile into that of another person."""
    fields = {"given_name": "Mallory", "family_name": family_name, "city": "Reno", "country": "US"}
    numbers = [("npi", "", npi)] if npi else []
    data = ProfileData(fields=fields, professions=[Profession.PHYSICIAN], identifiers=numbers)
    save_profile(user=learner, data=data, by=learner.username, now=now)


@pytest.fixture
def enrollment():
    return make_ready(make_accredited_course(), "alice", suffix="Jr.", credentials="MD")


@pytest.fixture
def given(enrollment):
    """Return an award under an NPI, whose learner becomes somebody else afterwards; its document is not drawn yet."""
    make_identifier(enrollment.learner, "npi", NPI)
    award = make_award(enrollment)
    become(enrollment.learner, npi=OTHER_NPI)
    return award


def report(award, now=LATER):
    return make_report(award.offer.provider, year="2026", now=now)


def file(award, form):
    taken = take(report(award), form, by="dana", why="", now=LATER)
    return taken.content if hasattr(taken.content, "read") else BytesIO(b"".join(taken.content))


def attached(pdf: bytes, name: str):
    return json.loads(PdfReader(BytesIO(pdf)).attachments[name][0])


def test_the_list_of_learners_names_who_was_given_the_credit(given):
    text = file(given, Form.LEARNERS).read().decode()
    row = text.splitlines()[1].split(",")
    assert ("Alice Example" in text, "Mallory" in text, "Impostor" in text) == (True, False, False)
    assert (NPI in row, OTHER_NPI in row) == (True, False)
    assert f"now: NPI {OTHER_NPI}, since 2026-03-04" in text


def test_the_document_of_the_report_names_who_was_given_the_credit(given):
    rows = attached(file(given, Form.DOCUMENT).read(), "report.json")["learners"]["rows"]
    assert [row[1:4] for row in rows] == [["Alice Example, Jr.", "Example", "Alice"]]


def test_a_certificate_that_is_drawn_later_names_who_was_given_the_credit(given):
    Certificate.objects.filter(award=given).update(snapshot=None)
    drawn = complete_certificate(certificate=certificate_of_award(given))
    said = attached(bytes(drawn.pdf), "certificate.json")
    assert (said["learner_name"], said["learner_credentials"]) == ("Alice Example, Jr.", "MD")


@pytest.mark.parametrize("composed", [True, False])
def test_who_verifies_is_told_who_was_given_the_credit(given, composed):
    if not composed:
        Certificate.objects.filter(award=given).update(snapshot=None)
    found = verification_of(certificate_of_award(given).code, LATER)
    assert found is not None
    assert found.name == "Alice Example, Jr."


def test_a_transcript_says_under_which_name_a_credit_was_given(given):
    learner = User.objects.get(pk=given.learner_id)
    found = transcript_snapshot(transcript_of(learner, *YEAR), learner, now=LATER)
    assert found.learner_name == "Mallory Impostor, Jr."
    assert [row.learner_name for row in found.rows] == ["Alice Example, Jr."]
    pdf = render(found)
    assert "Given to Alice Example, Jr." in " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())
    assert attached(pdf, "transcript.json")["rows"][0]["learner_name"] == "Alice Example, Jr."


def test_a_transcript_of_the_same_name_says_nothing_of_it(enrollment):
    make_award(enrollment)
    found = transcript_snapshot(transcript_of(enrollment.learner, *YEAR), enrollment.learner, now=LATER)
    assert "Given to" not in PdfReader(BytesIO(render(found))).pages[0].extract_text()


def test_the_page_of_the_transcript_says_under_which_name_a_credit_was_given(given, client):
    client.force_login(given.learner)
    page = client.get("/transcript/?from=2026-01-01&to=2026-12-31").content.decode()
    assert page.count("Given to Alice Example, Jr.") == 1


def test_a_name_that_staff_corrected_stands_beside_that_of_the_award(given):
    reissue(award=given, name="Alicia Example", by="dana", reason="Misspelt", now=LATER)
    (line,) = transcript_of(given.learner, *YEAR).rows
    assert (line.name, line.corrected_name) == ("Alice Example, Jr.", "Alicia Example")
    text = file(given, Form.LEARNERS).read().decode()
    assert ("Alice Example" in text, "name corrected, now: Alicia Example" in text) == (True, True)


def test_a_number_that_comes_later_where_there_was_none_is_told_with_its_day(enrollment):
    award = make_award(enrollment)
    numbers = [("npi", "", NPI)]
    add_identifiers(user=enrollment.learner, identifiers=numbers, birthday=None, by="alice", now=LATER)
    (own,) = numbers_of_many([award])[award.pk].own
    assert (own.value, own.since, own.is_beside) == (NPI, LATER, False)
    assert f"NPI {NPI} added on 2026-03-04" in file(award, Form.LEARNERS).read().decode()


def test_a_number_that_changed_after_it_came_later_replaces_nothing(enrollment):
    award = make_award(enrollment)
    become(enrollment.learner, npi=NPI)
    become(enrollment.learner, npi=OTHER_NPI, now=LATER + dt.timedelta(days=1))
    become(enrollment.learner, npi="", now=LATER + dt.timedelta(days=2))
    found = numbers_of_many([award])[award.pk]
    assert ([each.value for each in found.own], [each.value for each in found.beside]) == ([NPI], [OTHER_NPI])


def test_a_number_written_otherwise_is_the_same_and_keeps_its_day(enrollment):
    make_identifier(enrollment.learner, "state-licence", "A-123", region="MA")
    award = make_award(enrollment)
    data = profile_with(enrollment.learner, ("state-licence", "MA", "a 123"))
    save_profile(user=enrollment.learner, data=data, by="alice", now=LATER)
    found = numbers_of_many([award])[award.pk]
    assert ([str(each) for each in found.own], found.beside) == (["MA A-123"], ())


def test_awards_of_one_course_under_two_names_stand_in_a_line_each():
    course = make_accredited_course()
    both = (Profession.PHYSICIAN, Profession.RADIOLOGIC_TECHNOLOGIST)
    enrollment = make_ready(course, "alice", *both)
    award = make_award(enrollment)
    fields = {"given_name": "Mallory", "family_name": "Impostor", "city": "Reno", "country": "US"}
    data = ProfileData(fields=fields, professions=both)
    save_profile(user=enrollment.learner, data=data, by="alice", now=LATER)
    rows = [line.split(",")[1] for line in file(award, Form.LEARNERS).read().decode().splitlines()[1:]]
    assert rows == ["Alice Example", "Mallory Impostor"]


def test_the_database_lets_nobody_change_whose_an_award_is(given):
    for change in ({"name": "Mallory"}, {"erased_at": LATER}, {"erased_at": LATER, "name": ""}):
        with pytest.raises(IntegrityError, match="credit_identity is a record of facts"), transaction.atomic():
            Identity.objects.filter(award=given).update(**change)
    with pytest.raises(IntegrityError, match="credit_awardnumber is a record of facts"), transaction.atomic():
        AwardNumber.objects.filter(award=given).update(value="1")


def test_once_the_record_is_no_longer_kept_neither_name_nor_number_is_left(given):
    erase_certificates(learner=given.learner, by="retention", now=LATER)
    identity = Identity.objects.get(award=given)
    assert (identity.name, identity.family_name, identity.erased_at) == ("", "", LATER)
    assert set(AwardNumber.objects.values_list("value", "number")) == {("", None)}
