"""Every credit type goes all the way by its entry alone, from its publication to the report of its provider."""

import datetime as dt
import hashlib
import json
import uuid
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

from credence.accounts.actions import ProfileData, create_account
from credence.accounts.models import User
from credence.accounts.rules.identifiers import BIRTHDAY, BY_KIND, Place, split_token
from credence.assessment.queries import marking_of, posttest_of
from credence.catalog.models import AccreditingProvider, Course
from credence.catalog.rules.approval import USUAL_LABELS
from credence.catalog.rules.credit_types import (
    Certificate,
    Claim,
    ClaimWords,
    CreditType,
    Education,
    entries,
)
from credence.catalog.rules.credit_types.entries import CREDIT_TYPES
from credence.credit.actions import award, complete_certificate
from credence.credit.models import Award
from credence.credit.queries import current_certificate, transcript_of, verification_of, verification_of_file
from credence.enrollment.actions import enroll
from credence.enrollment.models import Enrollment
from credence.evaluation.queries import forms_for
from credence.journey.actions.steps import hand_in, respond, save_profile, show_front_matter
from credence.kit.clock import now
from credence.progress.actions import open_chapter, take_word
from credence.publishing.folder.importing import import_folders
from credence.reporting.documents.tables import learners
from tests.credit.documents.samples import text
from tests.factories.reporting import make_report

pytestmark = pytest.mark.django_db
TOY = CreditType(
    code="toy-hours",
    name="Toy hours",
    unit="toys",
    valid_from=dt.date(2020, 1, 1),
    education=Education.CE,
    professions=frozenset({"dentist"}),
    claim=Claim.SELF_CLAIMED,
    step=Decimal("0.50"),
    attestation="I attest that I have played.",
    minimum_pass_mark=80,
    max_attempts=2,
    evaluation_locked=True,
    required_identifiers=(frozenset({"state-licence:TX", "npi"}), frozenset({BIRTHDAY})),
    matched_by=(frozenset({"nmtcb"}),),
    printed_identifiers=("state-licence:TX", "nmtcb"),
    reported_identifiers=frozenset({"state-licence:TX"}),
    reported_birthday=True,
    needed_statements=("accreditation", "designation"),
    accreditors=("Board of Toys",),
    required_elements=("approver", "reference_number"),
    names_sources=True,
    minutes_a_credit=60,
    tolerance_minutes=Decimal(5),
    validity_limit=1,
    provider_numbers=("TOY",),
    reference_suffixes=(("dentist", "-D"),),
    claim_words=ClaimWords(question="How many toys?", step="Half a toy."),
    certificate=Certificate(
        heading="Certificate of Toys",
        deed="has played",
        one="toy",
        many="toys",
        labels=replace(USUAL_LABELS, approver="Approved by"),
        note="Not for sale.",
        accent="#aa0000",
        required=("accreditation_statement", "credit_statement", "learner_identifiers"),
    ),
)
TYPES = (*CREDIT_TYPES, TOY)
CHAPTER = {
    "slug": "text",
    "title": "Read",
    "kind": "text",
    "file": "text.md",
    "minutes": 1,
    "extra": {"minutes": 51, "reason": "Cases to think over."},
}
VALUES = {each.kind: f"4820{place}" for place, each in enumerate(BY_KIND.values())} | {"npi": "1234567893"}
PLACES = {Place.STATE: "MA", Place.BOARD: "ABIM", None: ""}
NUMBERS = {
    "ACCME": "0001111",
    "ANCC": "P0002",
    "AAPA": "A0003",
    "ACPE": "0004444",
    "California BRN CEP": "17005",
    "TOY": "T0006",
}
DAY = dt.timedelta(days=1)


class Written(yaml.SafeDumper):
    """Writes YAML as authors do, without anchors."""

    def ignore_aliases(self, _data: Any) -> bool:
        """Write whatever is the same again."""
        return True


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One learner's way to one credit."""

    kind: CreditType
    enrollment: Enrollment
    given: Award
    pdf: str
    sha256: str


def identifiers_for(kind: CreditType) -> dict[str, tuple[str, str, str]]:
    """Return one identifier for each group that a claim needs, and each that is printed, by token."""
    groups = (*kind.required_identifiers, *kind.matched_by)
    tokens = [sorted(group)[-1] for group in groups] + list(kind.printed_identifiers)
    found = {}
    for token in tokens:
        if token != BIRTHDAY:
            number, place = split_token(token)
            found[number] = (number, place or PLACES[BY_KIND[number].place], VALUES[number])
    return found


def provider_file(kind: CreditType) -> dict[str, Any]:
    names = " and ".join(each for each in kind.accreditors if each) or "the board"
    texts = {
        "accreditation": f"[provider] is accredited by {names} to provide this education.",
        kind.credit_statement: f"[title] stands for [credits] {kind.unit}.",
    }
    needed = dict.fromkeys([*kind.needed_statements, kind.credit_statement])
    return {
        "slug": "riverside",
        "name": "Riverside Medical Center",
        "short_name": "Riverside",
        "address": "1 Main St, Boston, MA 02101",
        "email": "cme@riverside.example",
        "time_zone": "America/New_York",
        "signatory": {"name": "Dana Reyes, MD", "title": "Director"},
        "provider_numbers": NUMBERS,
        "reports_to_pars": True,
        "statements": [{"kind": each, "credit_type": kind.code, "text": texts[each]} for each in needed],
    }


def course_file(kind: CreditType, released: dt.date) -> dict[str, Any]:
    elements = {"approver": "ASRT", "reference_number": "0123-0000-26-001-H01", "category": (*kind.categories, "")[0]}
    term = {"from": released, "to": released + 300 * DAY}
    offer = {
        "type": kind.code,
        "amount": "1.00",
        "certified_on": released - DAY,
        "valid": term,
        **{name: elements[name] for name in kind.required_elements},
    }
    return {
        "format": 1,
        "slug": "every-type",
        "title": "A course of every type",
        "summary": "All of it.",
        "description": "Read it.",
        "audience": "Everybody.",
        "provider": "riverside",
        "format_of_learning": "enduring-material",
        "media": "Text",
        "estimated_minutes": 60,
        "topics": ["safety"],
        "dates": {"released": released, "expires": released + 360 * DAY},
        "price": {"amount": 0},
        "requirements": {"pass_mark": 70, "attempts": 2},
        "objectives": [{"key": "know", "text": "Know it."}],
        "faculty": [
            {
                "key": "chen",
                "name": "Mei Chen",
                "credentials": "RN",
                "role": "planner",
                "disclosed_on": released - 30 * DAY,
                "role_began_on": released - 20 * DAY,
                "disclosures": [],
            }
        ],
        "commercial_support": [],
        "chapters": [CHAPTER],
        "participation": False,
        "credit": [offer],
        "evaluations": [{"provider": "riverside", "form": "form"}],
        "references": "1. A source.",
    }


POSTTEST = {
    "questions": [
        {"key": f"q{at}", "kind": "true-false", "stem": f"Is {at} a number?", "objective": "know", "answer": True}
        for at in range(1, 6)
    ]
}
FORM = {"title": "Evaluation", "items": [{"key": "more", "kind": "text", "text": "What else?", "required": True}]}


def written(folder: Path, kind: CreditType, released: dt.date) -> Path:
    """Write the course and its provider as folders, from the entry alone."""
    files: dict[str, Any] = {
        "topics.yaml": {"safety": "Safety"},
        "providers/riverside/provider.yaml": provider_file(kind),
        "providers/riverside/evaluations/form.yaml": FORM,
        "courses/every-type/course.yaml": course_file(kind, released),
        "courses/every-type/posttest.yaml": POSTTEST,
    }
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(yaml.dump(content, Dumper=Written, sort_keys=False), encoding="utf-8")
    (folder / "courses/every-type/text.md").write_text("Read *this*.\n", encoding="utf-8")
    return folder


def learner_of(kind: CreditType, profession: str, since: dt.datetime) -> User:
    user = create_account(username="ada", email="ada@example.org", password="x" * 20, by="test", now=since)
    fields = {"given_name": "Ada", "family_name": "Okafor", "city": "Boston", "birth_month": 2, "birth_day": 29}
    numbers = list(identifiers_for(kind).values())
    data = ProfileData(fields=fields, professions=[profession], identifiers=numbers)
    save_profile(user=user, data=data, by="ada", now=since)
    return user


def studied(learner: User, since: dt.datetime) -> Enrollment:
    """Enroll, look at the front matter, read, pass the posttest and evaluate."""
    course = Course.objects.get(slug="every-type")
    enrollment = enroll(learner=learner, course=course, by="ada", now=since)
    assert course.current_front_matter
    show_front_matter(enrollment=enrollment, front_matter=course.current_front_matter, now=since)
    for chapter in enrollment.version.chapters.all():
        open_chapter(enrollment=enrollment, chapter=chapter, now=since)
        take_word(enrollment=enrollment, chapter=chapter, now=since + dt.timedelta(minutes=30))
    posttest = posttest_of(enrollment.version)
    assert posttest
    answers = marking_of(enrollment, posttest, 1).correct
    at = since + dt.timedelta(minutes=40)
    hand_in(enrollment=enrollment, posttest=posttest, answers=answers, submission_key=uuid.uuid4(), now=at)
    for due in forms_for(enrollment):
        later = since + dt.timedelta(minutes=50)
        respond(enrollment=enrollment, form=due.form, answers={"more": "Nothing."}, now=later)
    return enrollment


def claimed(enrollment: Enrollment, kind: CreditType, at: dt.datetime) -> Award:
    """Claim what asks for a claim; what asks nothing was awarded in the step that met its last requirement."""
    if kind.claim is Claim.SELF_CLAIMED or kind.attestation:
        client = Client()
        client.force_login(enrollment.learner)
        page = client.get("/courses/every-type/claim/").content.decode()
        assert kind.attestation in page
        amount = Decimal("0.50") if kind.claim is Claim.SELF_CLAIMED else None
        assert kind.claim_words.question in page
        offer = enrollment.version.credit_offers.get()
        award(enrollment=enrollment, offer=offer, claimed=amount, attested=True, by="ada", now=at)
    return Award.objects.get()


@pytest.fixture
def passage(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Passage:
    """Go all the way to the certificate of one type, in the eyes of one of its professions."""
    kind, profession = request.param
    monkeypatch.setattr(entries, "CREDIT_TYPES", TYPES)
    since = now() - 10 * DAY
    import_folders([written(tmp_path, kind, (since - 30 * DAY).date())], by="dana", now=since - 20 * DAY)
    enrollment = studied(learner_of(kind, profession, since - DAY), since)
    given = claimed(enrollment, kind, since + dt.timedelta(hours=1))
    certificate = complete_certificate(certificate=current_certificate(given))
    pdf = bytes(certificate.pdf or b"")
    return Passage(kind=kind, enrollment=enrollment, given=given, pdf=text(pdf), sha256=hashlib.sha256(pdf).hexdigest())


EVERY = [pytest.param((kind, min(kind.professions)), id=kind.code) for kind in TYPES]


@pytest.mark.parametrize("passage", EVERY, indirect=True)
def test_every_type_goes_from_its_publication_to_its_report(passage: Passage) -> None:
    kind, given = passage.kind, passage.given
    amount = Decimal("0.50") if kind.claim is Claim.SELF_CLAIMED else Decimal("1.00")
    assert (given.credit_type, given.amount, given.attestation) == (kind.code, amount, kind.attestation)
    assert_printed(passage)
    assert_no_other_bodys_number(passage)
    code = current_certificate(given).code
    for found in (verification_of(code, now()), verification_of_file(passage.sha256, now())):
        assert found
        assert (found.name, found.type, found.amount, found.status) == ("Ada Okafor", kind, amount, "valid")
    rows = transcript_of(given.learner, given.completed_on, given.completed_on).rows
    assert [(row.type, row.amount, row.code) for row in rows] == [(kind, amount, code)]
    assert_reported(passage)


def assert_printed(passage: Passage) -> None:
    """Hold that the paper reads as the entry says, with the learner's and the provider's numbers."""
    words, given = passage.kind.certificate, passage.given
    unit = (words.one if given.amount == 1 else words.many) % {"category": (*passage.kind.categories, "")[0]}
    for element in (words.heading, words.certifies, "Ada Okafor", words.deed, "A course of every type", words.grants):
        assert element in passage.pdf
    assert f"{given.amount} {unit}" in passage.pdf
    assert words.note in passage.pdf
    for kind in passage.kind.needed_statements:
        assert {"accreditation": "is accredited by"}.get(kind, "stands for 1") in passage.pdf


def assert_no_other_bodys_number(passage: Passage) -> None:
    """Hold that only the numbers of the body behind the credit are on its paper, the learner's and the provider's."""
    shown = {label for label, number in NUMBERS.items() if number in passage.pdf}
    assert shown == {label for label in NUMBERS if passage.kind.shows_provider_number(label)}
    printed = {split_token(token)[0] for token in passage.kind.printed_identifiers}
    assert {kind for kind in identifiers_for(passage.kind) if VALUES[kind] in passage.pdf} == printed


def assert_reported(passage: Passage) -> None:
    """Hold that the provider's list of learners says what the body behind the credit knows them by, and no more."""
    provider = AccreditingProvider.objects.get(slug="riverside")
    table = learners(make_report(provider, course="every-type", year="all", now=now()))
    line = dict(zip(table.headings, next(iter(table.rows)), strict=True))
    assert line["Name"] == "Ada Okafor"
    assert line[f"{passage.kind.name}: amount"] == passage.given.amount
    assert ("Birth day" in line) is passage.kind.reported_birthday
    assert line.get("Birth day") == (29 if passage.kind.reported_birthday else None)
    reported = {split_token(token)[0] for token in passage.kind.reported_identifiers}
    named = {str(BY_KIND[kind].label) for kind in reported}
    assert {heading for heading in line if heading in {row.label for row in BY_KIND.values()}} == named


@pytest.mark.parametrize(
    ("passage", "suffix"),
    [
        pytest.param((kind, each), suffix, id=f"{kind.code}-{each}")
        for kind in TYPES
        for each, suffix in kind.reference_suffixes
    ],
    indirect=["passage"],
)
def test_a_number_that_depends_on_the_profession_is_that_of_the_learners(passage: Passage, suffix: str) -> None:
    snapshot = current_certificate(passage.given).snapshot
    assert snapshot
    assert snapshot["reference_number"] == f"0123-0000-26-001-H01{suffix}"
    assert json.loads(json.dumps(snapshot)) == snapshot


def test_the_toy_differs_from_every_type_there_is() -> None:
    assert [kind for kind in CREDIT_TYPES if replace(kind, code=TOY.code, name=TOY.name) == TOY] == []
