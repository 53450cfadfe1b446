"""What a certificate says, whoever earned it."""

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pypdf.generic import DictionaryObject

from credence.credit.documents.certificate import CertificateSnapshot, render
from tests.credit.documents.samples import (
    ACCREDITATION,
    DESIGNATION,
    KINDS,
    VERIFY_URL,
    ink_outside,
    qr_codes,
    reader,
    snapshot,
    structure,
    text,
    unembedded_fonts,
)

LONG_NAME = ("Wolfeschlegelsteinhausenbergerdorff Maria Josefina " * 5)[:200].strip()
NAMES = {
    "Vietnamese": "Nguyễn Thị Phương Thảo",
    "Cyrillic": "Сергей Васильевич Рахманинов",
    "Greek": "Μαρία Παπαδοπούλου",
    "Arabic": "محمد عبد الرحمن الخوارزمي",
    "Hebrew": "שרה בת־עמי",
    "Chinese": "王小明",
    "Japanese": "山田 はなこ",
    "Korean": "김민준",
    "Thai": "สมชาย ใจดี",
    "Georgian": "ნინო ბერიძე",
    "Amharic": "አበበ ቢቂላ",
}


@pytest.mark.parametrize("kind", KINDS)
def test_snapshot_comes_back_from_json_as_it_went(kind: str) -> None:
    taken = snapshot(kind)
    assert CertificateSnapshot.from_json(json.loads(json.dumps(taken.to_json()))) == taken


@pytest.mark.parametrize(
    ("kind", "change", "fault"),
    [
        ("ama-pra-1", {"learner_name": "  "}, "learner_name is missing"),
        ("ama-pra-1", {"accreditation_statement": ""}, "accreditation_statement is missing"),
        ("ama-pra-1", {"credit_statement": ""}, "credit_statement is missing"),
        ("ama-pra-1", {"amount": "0.00"}, "amount is '0.00'"),
        ("ama-pra-1", {"amount": "NaN"}, "amount is 'NaN'"),
        ("ama-pra-1", {"completed_on": "2026-02-30"}, "completed_on is '2026-02-30'"),
        ("ama-pra-1", {"issued_at": "2026-02-03T04:05:06"}, "issued_at is '2026-02-03T04:05:06'"),
        ("ama-pra-1", {"paper": "a5"}, "paper is 'a5'"),
        ("arrt-a", {"category": "B"}, "category is 'B'"),
        ("arrt-a", {"reference_number": ""}, "reference_number is missing"),
        ("arrt-a", {"approver": ""}, "approver is missing"),
        ("arrt-a", {"signatory_name": ""}, "signatory_name is missing"),
        ("ancc", {"provider_address": ""}, "provider_address is missing"),
    ],
)
def test_snapshot_is_refused_without_what_its_kind_must_print(kind: str, change: dict[str, str], fault: str) -> None:
    with pytest.raises(ValueError, match=rf"^{fault}$"):
        replace(snapshot(kind), **change)


def test_snapshot_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^version 2 is not 1$"):
        CertificateSnapshot.from_json(snapshot().to_json() | {"version": 2})


def test_snapshot_with_a_field_of_another_time_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^unknown fields: logo$"):
        CertificateSnapshot.from_json(snapshot().to_json() | {"logo": "acme.png"})


@pytest.mark.parametrize("kind", ["arrt-a", "ancc", "participation"])
def test_statement_that_awards_ama_credit_is_refused_to_everyone_but_physicians(kind: str) -> None:
    with pytest.raises(ValueError, match="credit_statement is"):
        snapshot(kind, credit_statement="The learner was awarded 1.00 AMA PRA Category 1 Credit(s)™.")


def test_physician_certificate_has_the_seven_elements_and_both_statements() -> None:
    printed = text(render(snapshot()))
    for element in [
        "Amara Okonkwo-Lindqvist, MD",
        "Riverside Institute",
        "Recognizing and treating acute contrast reactions",
        "Enduring material",
        "Online",
        "March 14, 2026",
        "and is awarded 0.75 AMA PRA Category 1 Credits™",
        ACCREDITATION,
        DESIGNATION,
    ]:
        assert element in printed


def test_single_ama_credit_is_in_the_singular() -> None:
    assert "1.00 AMA PRA Category 1 Credit™" in text(render(snapshot(amount="1.00")))


def test_ama_phrase_is_italic_wherever_it_stands() -> None:
    fonts: set[str] = set()

    def collect(part: str, _cm: object, _tm: object, font: DictionaryObject | None, _size: object) -> None:
        if font and "PRA" in part:
            fonts.add(str(font["/BaseFont"]).partition("+")[2])

    reader(render(snapshot())).pages[0].extract_text(visitor_text=collect)
    assert fonts == {"EBGaramond-Italic"}


def test_technologist_certificate_has_the_whole_list() -> None:
    printed = text(render(snapshot("arrt-a")))
    for element in [
        "Amara Okonkwo-Lindqvist, R.T.(R)",
        "ARRT ID 482913",
        "Recognizing and treating acute contrast reactions",
        "March 14, 2026",
        "1.50 ARRT Category A+ CE credits",
        "ASRT",
        "MAE0123456",
        "December 31, 2028",
        "Riverside Institute",
        "400 River Street, Albany, NY 12207",
        "Eleanor Whitfield",
        "Self-learning activity",
        "Credit by content area: Safety 1.00; Procedures 0.50.",
    ]:
        assert element in printed


def test_nursing_certificate_has_its_row() -> None:
    printed = text(render(snapshot("ancc")))
    for element in [
        "Amara Okonkwo-Lindqvist, RN",
        "Recognizing and treating acute contrast reactions",
        "March 14, 2026",
        "Riverside Institute",
        "400 River Street, Albany, NY 12207",
        "1.00 contact hour",
        ACCREDITATION,
        "California BRN CEP 17001",
    ]:
        assert element in printed


def test_participation_document_awards_nothing() -> None:
    printed = text(render(snapshot("participation")))
    assert "Certificate of Participation" in printed
    assert "for 1.00 hour of participation" in printed
    assert "award" not in printed.lower()
    assert "MD" not in printed


@pytest.mark.parametrize("kind", KINDS)
def test_completion_is_printed_and_the_day_of_issue_is_not(kind: str) -> None:
    printed = text(render(snapshot(kind)))
    assert "March 14, 2026" in printed
    assert "May" not in printed


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("paper", "size"), [("letter", (792, 612)), ("a4", (842, 595))])
def test_certificate_is_one_page_of_its_paper(kind: str, paper: str, size: tuple[int, int]) -> None:
    pages = reader(render(snapshot(kind, paper=paper))).pages
    assert [(round(page.mediabox.width), round(page.mediabox.height)) for page in pages] == [size]


@pytest.mark.parametrize("kind", KINDS)
def test_certificate_declares_itself_tagged_titled_and_archivable(kind: str) -> None:
    document = reader(render(snapshot(kind)))
    root = document.root_object
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert root["/StructTreeRoot"].get_object()["/Type"] == "/StructTreeRoot"
    assert document.metadata.title.endswith(": Recognizing and treating acute contrast reactions")
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp


def test_document_is_dated_from_the_snapshot() -> None:
    assert reader(render(snapshot())).metadata.creation_date.isoformat() == "2026-05-02T15:04:05+00:00"


def test_reader_hears_heading_paragraphs_table_and_the_code_described(tmp_path: Path) -> None:
    pdf = render(snapshot())
    tags = structure(pdf, tmp_path)
    assert tags.index('"Riverside Institute"') < tags.index('H1 "Certificate of Continuing Medical Education"')
    assert tags.count("TH <") == 3
    assert tags.count("TD:") == 3
    assert f"(QR code that opens {VERIFY_URL})".encode() in b"".join(_alternatives(pdf))


def test_ornaments_are_no_content(tmp_path: Path) -> None:
    assert structure(render(snapshot()), tmp_path).count("Figure") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_font_is_embedded(kind: str, tmp_path: Path) -> None:
    assert unembedded_fonts(render(snapshot(kind, learner_name="王小明 محمد 🩺 Ana")), tmp_path) == []


@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_scanned_code_leads_to_the_verification(paper: str) -> None:
    pdf = render(snapshot(paper=paper))
    assert qr_codes(pdf) == [VERIFY_URL]
    assert "cme.example.org/verify" in text(pdf)
    assert "7K2MR-QX4TB-9HVCE-3WNPD" in text(pdf)


@pytest.mark.parametrize("code", ["00000-00000-00000-00000", "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ", "M8N4V-2TJQ6-B0RWK-5XHYC"])
def test_every_code_can_be_scanned_under_the_one_mask(code: str) -> None:
    url = f"https://a-rather-long-name-of-a-site.cme.example.org/verify/?code={code}"
    assert qr_codes(render(snapshot(code=code, verify_url=url))) == [url]


def test_snapshot_is_attached_word_for_word() -> None:
    taken = snapshot(learner_name="Zoë\u202e \U00013000 evil")
    attachments = reader(render(taken)).attachments
    assert json.loads(attachments["certificate.json"][0]) == taken.to_json()


def test_same_snapshot_gives_the_same_bytes() -> None:
    assert render(snapshot()) == render(snapshot())


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_name_is_read_back_as_it_was_written(name: str) -> None:
    marks = str.maketrans("", "", "\u202a\u202b\u202c\u200e\u200f")
    assert name in text(render(snapshot(learner_name=name))).translate(marks)


@pytest.mark.parametrize("name", [*NAMES.values(), "अनन्या श्रीवास्तव", "🧑🏽‍⚕️ Ana 🇺🇸", "Zoë O’Connor-Łukasiewicz"])
def test_name_in_a_known_script_needs_no_apology(name: str) -> None:
    assert "could not be drawn" not in text(render(snapshot(learner_name=name)))


@pytest.mark.parametrize("name", ["\U00013000\U00013001", "\ue000 Smith", "Z" + "\u0321\u033b\u0313\u0352\u0346" * 8])
def test_what_cannot_be_drawn_is_said(name: str) -> None:
    pdf = render(snapshot(learner_name=name))
    assert "Some characters could not be drawn." in text(pdf)
    assert json.loads(reader(pdf).attachments["certificate.json"][0])["learner_name"] == name


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", [LONG_NAME, "W" * 200, "王" * 200, "م" * 200, "\U00013000" * 200, "👩‍👩‍👧‍👦" * 28])
def test_name_of_two_hundred_letters_stays_on_the_one_page(kind: str, name: str) -> None:
    pdf = render(snapshot(kind, learner_name=name, course_title="Radiation protection for everyone " * 6))
    assert len(reader(pdf).pages) == 1
    assert not ink_outside(pdf, 22)
    assert qr_codes(pdf) == [VERIFY_URL]


def test_long_name_is_printed_whole() -> None:
    assert LONG_NAME in text(render(snapshot(learner_name=LONG_NAME)))


def test_long_texts_of_the_provider_stay_on_the_one_page_and_whole() -> None:
    statement = " ".join(f"sentence{number} says something." for number in range(300))
    pdf = render(
        snapshot(
            provider_name="The Very Long Named Institute of " * 6,
            provider_address="Street " * 40,
            joint_provider_name="Another Society " * 12,
            accreditation_statement=statement,
            reference_number="9" * 60,
        )
    )
    assert len(reader(pdf).pages) == 1
    assert statement in text(pdf)
    assert not ink_outside(pdf, 22)


@pytest.mark.parametrize(
    "name",
    [
        "#panic() $x$ *bold* _it_ `raw` <label> @ref = H",
        '"] #read("/etc/passwd") [',
        "\\#\\u{41} \\ // /* comment",
        "Robert'); DROP TABLE credit_award;--",
    ],
)
def test_markup_in_a_name_is_only_letters(name: str) -> None:
    assert " ".join(name.split()) in text(render(snapshot(learner_name=name)))


def test_direction_override_cannot_turn_the_line_around() -> None:
    assert "evil Amara, MD" in text(render(snapshot(learner_name="\u202eevil\u2066\n\tAmara\x00\x1b")))


@pytest.mark.parametrize(
    "name", ["\u200d", "\u3164", "\x00", "\u0301", "\ud800", "\ufe0f\u200b", "\u2028", "\u115f\u1160"]
)
def test_name_of_nothing_visible_still_makes_a_certificate(name: str) -> None:
    assert len(reader(render(replace(snapshot(), learner_name="x" + name, course_title=f"{name}x"))).pages) == 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.text(st.characters(), min_size=1, max_size=60), title=st.text(min_size=1, max_size=60))
@example(name="A\u0e31", title="x")
@example(name="\u1f3f4\U000e0067", title="\u0600")
@example(name="\U0001f468\u200d\u0905\u094d\u200d", title="x")
def test_no_name_makes_a_certificate_fail(name: str, title: str) -> None:
    drawn = render(snapshot(learner_name=f"N{name}", course_title=f"T{title}"))
    assert len(reader(drawn).pages) == 1


def test_two_threads_draw_their_own_names() -> None:
    drawn: dict[str, str] = {}

    def draw(name: str) -> None:
        for _ in range(4):
            drawn[name] = text(render(snapshot(learner_name=name)))

    threads = [threading.Thread(target=draw, args=(f"Learner Number{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [name for name, printed in drawn.items() if f"{name}, MD" not in printed] == []
    assert len(drawn) == 4


def test_correction_names_the_certificate_it_replaces() -> None:
    printed = text(render(snapshot(replaces_code="AAAAA-BBBBB-CCCCC-DDDDD")))
    assert "This certificate replaces certificate AAAAA-BBBBB-CCCCC-DDDDD." in printed


def _alternatives(pdf: bytes) -> list[bytes]:
    return [
        f"({part['/Alt']})".encode()
        for number in range(1, reader(pdf).trailer["/Size"])
        if isinstance(part := reader(pdf).get_object(number), dict) and "/Alt" in part
    ]
