"""What the documents say, taken from the rows of the moment."""

import datetime as dt
from dataclasses import replace

import pytest

from credence.accounts.enums import Profession
from credence.catalog.models import Statement
from credence.catalog.queries.stamp import mark_of_content
from credence.credit.actions import revoke
from credence.credit.actions.numbering import compared, identifiers_of, locked_numbers, write_identity
from credence.credit.documents import transcript
from credence.credit.documents.certificate import CertificateSnapshot
from credence.credit.documents.snapshots import corrected, snapshot_for, transcript_snapshot
from credence.credit.models import Award
from credence.credit.queries import transcript_of
from credence.credit.queries.identity import numbers_of_many
from tests.factories.accounts import make_identifier, make_learner
from tests.factories.catalog import make_course, make_offer, make_provider
from tests.factories.credit import (
    CLAIMED,
    certificate_of_award,
    make_accredited_course,
    make_award,
    make_ready,
    make_statements,
)
from tests.factories.enrollment import make_enrollment

pytestmark = pytest.mark.django_db
CODE = "AAAAA-BBBBB-CCCCC-DDDDD"
TECHNOLOGIST = Profession.RADIOLOGIC_TECHNOLOGIST


def said(award):
    numbers = numbers_of_many([award])[award.pk]
    return snapshot_for(award, numbers, mark=mark_of_content(), code=CODE, now=CLAIMED)


def award_of(course, *professions, credit_type="ama-pra-1", **profile):
    enrollment = make_ready(course, "alice", *professions, **profile)
    return make_award(enrollment, "1.25" if credit_type == "ama-pra-1" else None, credit_type=credit_type)


@pytest.fixture
def course():
    return make_accredited_course()


def test_physicians_certificate_says_all_that_the_ama_asks_for(course):
    profile = {"middle_name": "B.", "suffix": "Jr.", "credentials": "MD"}
    found = said(award_of(course, **profile))
    assert (found.learner_name, found.learner_credentials) == ("Alice B. Example, Jr.", "MD")
    assert (found.provider_name, found.course_title) == ("Riverside Medical Center", "Contrast reactions")
    assert (found.learning_format, found.place) == ("Enduring material", "Online")
    assert (found.completed_on, found.amount) == ("2026-02-02", "1.25")
    assert found.accreditation_statement == (
        "The Riverside Medical Center is accredited by the Accreditation Council for Continuing Medical Education "
        "(ACCME) to provide continuing medical education for physicians."
    )
    assert found.credit_statement == (
        "The Riverside Medical Center designates this enduring material for a maximum of 1.5 AMA PRA Category 1 "
        "Credit(s)™. Physicians should claim only the credit commensurate with the extent of their participation in "
        "the activity."
    )


def test_technologists_certificate_says_all_that_arrt_asks_for(course):
    enrollment = make_ready(course, "alice", TECHNOLOGIST)
    make_identifier(enrollment.learner, "arrt", "123456")
    make_identifier(enrollment.learner, "npi", "1234567893")
    found = said(make_award(enrollment, None, credit_type="arrt-a"))
    assert (found.amount, found.category, found.approver) == ("1.00", "A", "ASRT")
    assert (found.reference_number, found.approval_expires_on) == ("MAE0123456", "2028-12-31")
    assert (found.provider_name, found.signatory_name) == ("Riverside Medical Center", "Dana Reyes, MD")
    assert found.learner_identifiers == (("ARRT ID", "123456"),)
    assert (found.accreditation_statement, found.credit_statement) == ("", "")


def test_jointly_provided_course_prints_the_joint_statement_and_not_the_direct_one():
    found = said(award_of(make_accredited_course(joint_provider="Imaging Society")))
    assert found.joint_provider_name == "Imaging Society"
    assert found.accreditation_statement == (
        "This activity has been planned and implemented through the joint providership of Riverside Medical Center "
        "and Imaging Society. The Riverside Medical Center is accredited by the ACCME."
    )


def test_the_newest_text_is_printed_and_the_types_own_before_the_general(course):
    award = award_of(course)
    provider = award.offer.provider
    Statement.objects.create(provider=provider, kind="accreditation", version=2, text="Newer, ACCME.")
    assert said(award).accreditation_statement == "Newer, ACCME."
    Statement.objects.create(
        provider=provider, kind="accreditation", credit_type="ama-pra-1", version=1, text="[provider] for physicians."
    )
    assert said(award).accreditation_statement == "Riverside Medical Center for physicians."


def test_texts_of_another_provider_are_not_printed(course):
    award = award_of(course)
    other = make_provider("lakeside")
    Statement.objects.create(provider=other, kind="designation", credit_type="ama-pra-1", version=9, text="Not ours.")
    assert "Not ours." not in said(award).credit_statement


@pytest.mark.parametrize(("country", "paper"), [("US", "letter"), ("CA", "letter"), ("DE", "a4"), ("GB", "a4")])
def test_paper_is_the_one_of_the_learners_country(course, country, paper):
    assert said(award_of(course, country=country)).paper == paper


def test_code_and_address_of_verification_lead_to_this_site(course):
    found = said(award_of(course))
    assert (found.code, found.verify_url, found.verify_address) == (
        CODE,
        f"http://127.0.0.1:8000/verify/?code={CODE}",
        "127.0.0.1:8000/verify",
    )


def test_only_the_numbers_of_the_body_behind_the_credit_are_printed(course):
    award = award_of(course)
    award.offer.provider.provider_numbers = {"California BRN CEP": "17001", "ACCME": "0009999"}
    assert said(award).provider_numbers == (("ACCME", "0009999"),)


def test_nurses_certificate_prints_the_license_and_no_approval():
    enrollment = make_enrollment(make_learner("nora", Profession.NURSE), make_course())
    make_identifier(enrollment.learner, "state-licence", "RN123", region="CA")
    provider = enrollment.version.provider
    Statement.objects.create(provider=provider, kind="accreditation", version=1, text="Accredited by the ANCC.")
    found = said(unearned(enrollment, "ancc"))
    assert found.learner_identifiers == (("State license", "CA RN123"),)
    assert (found.approval_expires_on, found.provider_address) == ("", "1 Main St, Boston, MA")


def test_a_nurses_certificate_is_not_printed_under_a_text_for_physicians_education():
    enrollment = make_enrollment(make_learner("nora", Profession.NURSE), make_course())
    make_statements(enrollment.course)
    with pytest.raises(ValueError, match=r"^accreditation_statement is missing$"):
        said(unearned(enrollment, "ancc"))


def test_participation_prints_its_own_statement_and_no_designation():
    enrollment = make_enrollment(make_learner("paul", Profession.PHARMACIST), make_course())
    make_statements(enrollment.course)
    Statement.objects.create(
        provider=enrollment.version.provider, kind="participation", version=1, text="[title]: [credits] hours."
    )
    assert said(unearned(enrollment, "participation")).credit_statement == "Contrast reactions: 1.5 hours."


def unearned(enrollment, credit_type):
    """Return an award of 1.50 for which nothing was done, to be documented only."""
    offer = make_offer(enrollment.version, credit_type, "1.50", evaluation_required=False)
    given = Award.objects.create(
        learner=enrollment.learner,
        course=enrollment.course,
        credit_type=credit_type,
        enrollment=enrollment,
        offer=offer,
        amount=offer.amount,
        completed_on=dt.date(2026, 2, 2),
        awarded_at=CLAIMED,
        evidence={"professions": ["nurse"]},
        standard={},
        verdict={},
    )
    held = identifiers_of(given.learner)
    write_identity(award=given, held=held, numbers=locked_numbers(map(compared, held)))
    return given


def test_a_correction_changes_the_name_and_what_makes_it_a_new_issue(course):
    former = said(award_of(course))
    later = CLAIMED + dt.timedelta(days=1)
    new = corrected(former, name="Alice Lin", code="EEEEE-FFFFF-GGGGG-HHHHH", now=later)
    assert new == replace(
        former,
        learner_name="Alice Lin",
        code="EEEEE-FFFFF-GGGGG-HHHHH",
        verify_url="http://127.0.0.1:8000/verify/?code=EEEEE-FFFFF-GGGGG-HHHHH",
        issued_at=later.isoformat(),
        replaces_code=CODE,
    )


def test_what_is_stored_comes_back_as_it_was(course):
    award = award_of(course)
    stored = CertificateSnapshot.from_json(certificate_of_award(award).snapshot)
    assert replace(stored, code=CODE, verify_url=said(award).verify_url) == said(award)


def test_transcript_document_says_what_the_page_says(course):
    award = award_of(course, Profession.PHYSICIAN, TECHNOLOGIST)
    arrt = make_award(award.enrollment, None, credit_type="arrt-a")
    revoke(award=arrt, by="dana", reason="Error", now=CLAIMED)
    page = transcript_of(award.learner, dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    found = transcript_snapshot(page, award.learner, now=CLAIMED)
    assert (found.learner_name, found.site_name) == ("Alice Example", "Credence")
    assert (found.period_from, found.period_to) == ("2026-01-01", "2026-12-31")
    assert [(row.credit, row.amount, row.code, row.withdrawn) for row in found.rows] == [
        ("AMA PRA Category 1 Credit™", "1.25", certificate_of_award(award).code, False),
        ("ARRT Category A/A+", "1.00", certificate_of_award(arrt).code, True),
    ]
    assert found.totals == {total.type.name: total.amount for total in page.totals}
    assert transcript.render(found).startswith(b"%PDF-")
