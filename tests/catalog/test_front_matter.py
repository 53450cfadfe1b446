"""credence.catalog.documents.front_matter."""

import datetime as dt
import json

import pytest

from credence.catalog.documents.front_matter import fingerprint, front_matter_of
from credence.catalog.models import CommercialSupport, CourseVersion, Disclosure, Faculty, Statement
from tests.factories.catalog import make_ai_use, make_course, make_offer, make_provider
from tests.factories.progress import make_chapter

pytestmark = pytest.mark.django_db


def version(**values: object) -> CourseVersion:
    """Return the version of a course with an AMA offer."""
    found = make_course(**values).current_version  # type: ignore[arg-type]
    assert found
    make_offer(found)
    return found


def say(kind: str, text: str, *, credit_type: str = "", number: int = 1, provider: str = "riverside") -> None:
    """Give a provider a text."""
    Statement.objects.create(
        provider=make_provider(provider), kind=kind, credit_type=credit_type, version=number, text=text
    )


def texts(of: CourseVersion) -> list[tuple[str, str]]:
    """Return kind and text of the statements shown."""
    return [(each["kind"], each["text"]) for each in front_matter_of(of)["statements"]]


def test_the_document_holds_all_that_must_be_shown() -> None:
    of = version(source={"hardware": "A browser."})
    say("accreditation", "The [provider] is accredited.")
    say("designation", "[provider]: [number of credits] AMA PRA Category 1 Credit(s)™.", credit_type="ama-pra-1")
    CommercialSupport.objects.create(
        version=of, company="Acme", kind="in-kind", nature="a scanner", amount=5, agreement_on=dt.date(2025, 1, 1)
    )
    document = front_matter_of(of)
    assert {name: document[name] for name in document if name not in ("credits", "statements", "faculty")} == {
        "format": 1,
        "title": "Contrast reactions",
        "objectives": ["Recognize a reaction."],
        "audience": "Physicians and technologists",
        "commercial_support": [{"company": "Acme", "kind": "in-kind", "nature": "a scanner"}],
        "provider": {
            "name": "Riverside Medical Center",
            "short_name": "Riverside",
            "address": "1 Main St, Boston, MA",
        },
        "joint_provider": "",
        "dates": {
            "released": "2026-01-02",
            "reviewed": None,
            "expires": "2028-12-31",
            "time_zone": "America/New_York",
        },
        "estimated_minutes": 60,
        "completion": {
            "pass_mark": 70,
            "attempts": 3,
            "study_percent": 0,
            "study_minutes": 0,
            "evaluation_required": True,
        },
        "learning_format": "enduring-material",
        "media": "Text",
        "hardware": "A browser.",
        "references_html": "<ol><li>A source.</li></ol>",
        "contact": {"name": "Riverside Medical Center", "email": "cme@riverside.example", "url": ""},
        "privacy_path": "/privacy/",
    }
    assert document["statements"] == [
        {
            "kind": "accreditation",
            "credit_type": "",
            "text": "The Riverside Medical Center is accredited.",
            "html": "<p>The Riverside Medical Center is accredited.</p>",
        },
        {
            "kind": "designation",
            "credit_type": "ama-pra-1",
            "text": "Riverside Medical Center: 1 AMA PRA Category 1 Credit(s)™.",
            "html": "<p>Riverside Medical Center: 1 <em>AMA PRA Category 1 Credit(s)</em>™.</p>",
        },
    ]
    assert json.loads(json.dumps(document)) == document


def test_a_statement_names_days_as_people_write_them() -> None:
    of = version()
    make_offer(of, "arrt-a", "1.25", pass_mark=75, category="A", approver="ASRT", reference_number="MAE1")
    say("designation", "Approved by [approver], [valid from] to [valid to].", credit_type="arrt-a")
    assert texts(of) == [("designation", "Approved by ASRT, January 2, 2026 to December 31, 2028.")]


def test_watching_is_asked_of_nobody_where_there_is_no_video() -> None:
    of = version()
    assert front_matter_of(of)["completion"]["study_percent"] == 0
    make_chapter(of, "video")
    assert front_matter_of(of)["completion"]["study_percent"] == of.study_percent == 90


def test_credits_are_told_with_their_own_marks_and_dates() -> None:
    of = version()
    make_offer(of, "arrt-a", "1.25", pass_mark=75, category="A", approver="ASRT", reference_number="MAE1")
    arrt = front_matter_of(of)["credits"][1]
    assert {name: arrt[name] for name in arrt if name != "professions"} == {
        "type": "arrt-a",
        "name": "ARRT Category A/A+",
        "unit": "credits",
        "provider": "Riverside Medical Center",
        "amount": "1.25",
        "pass_mark": 75,
        "attempts": 3,
        "evaluation_required": True,
        "valid_from": "2026-01-02",
        "valid_to": "2028-12-31",
        "category": "A",
        "approver": "ASRT",
        "reference_number": "MAE1",
    }
    assert "radiologic-technologist" in arrt["professions"]


def test_relevant_relationships_are_told_by_company_and_nature_and_nothing_to_disclose_is_said() -> None:
    of = version()
    chen = Faculty.objects.get(version=of)
    assert front_matter_of(of)["faculty"] == [
        {
            "name": "Mei Chen",
            "credentials": "MD",
            "role": "author",
            "affiliation": "",
            "nothing_to_disclose": True,
            "disclosures": [],
        }
    ]
    Disclosure.objects.create(faculty=chen, company="Zeta", nature="speaker", relevant=True, mitigation="Reviewed.")
    Disclosure.objects.create(faculty=chen, company="Acme", nature="grant", relevant=True, mitigation="Reviewed.")
    Disclosure.objects.create(faculty=chen, company="Shop", nature="shares", relevant=False)
    person = front_matter_of(of)["faculty"][0]
    assert (person["nothing_to_disclose"], person["disclosures"]) == (
        False,
        [
            {"company": "Acme", "nature": "grant", "mitigated": True},
            {"company": "Zeta", "nature": "speaker", "mitigated": True},
        ],
    )


def test_a_joint_course_shows_the_joint_text_with_both_names_and_never_the_direct_one() -> None:
    say("accreditation", "Direct.")
    say("joint-accreditation", "Joint providership of [provider] and [name of nonaccredited provider].")
    of = version(joint_provider="City Clinic")
    assert texts(of) == [("accreditation", "Joint providership of Riverside Medical Center and City Clinic.")]


def test_a_direct_course_shows_the_direct_text_only() -> None:
    say("accreditation", "Direct.")
    say("joint-accreditation", "Joint.")
    assert texts(version()) == [("accreditation", "Direct.")]


def test_the_newest_version_of_a_text_is_shown() -> None:
    say("accreditation", "Newer.", number=2)
    say("accreditation", "Older.", number=1)
    assert texts(version()) == [("accreditation", "Newer.")]


def test_each_provider_of_credit_shows_its_own_text() -> None:
    say("accreditation", "Ours.")
    say("accreditation", "Theirs.", provider="lakeside", credit_type="ancc")
    of = version()
    make_offer(of, "ancc", provider=make_provider("lakeside"))
    assert texts(of) == [("accreditation", "Ours."), ("accreditation", "Theirs.")]


def test_the_statement_names_the_learning_format_in_the_words_of_the_ama() -> None:
    say("designation", "[learning format]: [credits]", credit_type="ama-pra-1")
    of = version(learning_format="journal-based")
    assert texts(of) == [("designation", "journal-based CME activity: 1")]


def test_equal_documents_have_equal_fingerprints_and_others_do_not() -> None:
    of = version()
    one, two = front_matter_of(of), front_matter_of(CourseVersion.objects.get(pk=of.pk))
    assert fingerprint(one) == fingerprint(two) == fingerprint(dict(reversed(one.items())))
    assert fingerprint(one | {"audience": "Others"}) != fingerprint(one)


def test_amounts_are_written_without_useless_zeros() -> None:
    of = version()
    make_offer(of, "ancc", "10.00")
    make_offer(of, "participation", "0.50")
    assert [credit["amount"] for credit in front_matter_of(of)["credits"]] == ["1", "10", "0.5"]


def test_generative_tools_are_told_with_who_checked_but_not_what_only_spells() -> None:
    course = version()
    before = front_matter_of(course)
    make_ai_use(course, spelling_only=True, checker="", checked_on=None)
    assert front_matter_of(course) == before
    make_ai_use(course)
    assert front_matter_of(course) == before | {
        "ai_uses": [
            {
                "kind": "caption",
                "tool": "Scribe",
                "version": "4.1",
                "task": "first draft of the captions",
                "used_on": "2025-12-01",
                "checker": "Mei Chen, MD",
            }
        ]
    }
