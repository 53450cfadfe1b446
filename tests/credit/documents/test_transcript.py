"""What a transcript says, on one page or on many."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from credence.catalog.rules.approval import Approval
from credence.credit.documents.transcript import render
from tests.credit.documents.samples import reader, row, structure, text, transcript, unembedded_fonts


def test_rows_and_totals_are_printed() -> None:
    printed = text(
        render(
            transcript(
                learner_credentials="R.T.(R)",
                learner_identifiers=(("ARRT ID", "482913"),),
                period_from="2026-01-01",
                period_to="2026-12-31",
                verify_address="cme.example.org/verify",
            )
        )
    )
    for element in [
        "Riverside Learning",
        "Joséphine Tran-Nguyễn",
        "R.T.(R)",
        "ARRT ID 482913",
        "Completed from January 1, 2026 to December 31, 2026",
        "Mar 14, 2026",
        "Sepsis: the first hour",
        "Riverside Institute",
        "AMA PRA Category 1 Credit™",
        "Reference MAE0123456",
        "Certificate 7K2MR-QX4TB-9HVCE-3WNPD",
        "Made on November 24, 2026",
        "cme.example.org/verify",
        "Page 1 of 1",
    ]:
        assert element in printed


def test_totals_add_each_type_for_itself_and_leave_out_the_withdrawn() -> None:
    rows = (row(), row(amount="0.50"), row(amount="4.00", withdrawn=True), row(credit="Contact hour", amount="2.00"))
    assert transcript(rows=rows).totals == {
        "AMA PRA Category 1 Credit™": Decimal("1.75"),
        "Contact hour": Decimal("2.00"),
    }


def test_withdrawn_credit_is_listed_and_marked() -> None:
    assert "Withdrawn, not counted" in text(render(transcript(rows=(row(withdrawn=True),))))
    assert "Withdrawn" not in text(render(transcript(rows=(row(),))))


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ({}, "All credit to date"),
        ({"period_from": "2026-01-01"}, "Completed since January 1, 2026"),
        ({"period_to": "2026-12-31"}, "Completed until December 31, 2026"),
    ],
)
def test_period_is_named(period: dict[str, str], words: str) -> None:
    assert words in text(render(transcript(**period)))


def test_empty_transcript_says_so() -> None:
    printed = text(render(transcript(rows=())))
    assert "No credit was earned in this period." in printed
    assert "Totals" not in printed


def test_header_is_repeated_on_every_page_and_nothing_is_lost() -> None:
    rows = tuple(row(course_title=f"Course number {number}") for number in range(60))
    pages = [page.extract_text() for page in reader(render(transcript(rows=rows))).pages]
    assert len(pages) > 3
    assert [page.count("Course number") > 0 for page in pages[:-1]] == [True] * (len(pages) - 1)
    printed = text(render(transcript(rows=rows)))
    assert [number for number in range(60) if f"Course number {number} " not in printed] == []
    assert printed.count("Completed Activity") + printed.count("Completed ") >= len(pages) - 1
    assert f"Page {len(pages)} of {len(pages)}" in printed


def test_transcript_declares_itself_tagged_titled_and_archivable(tmp_path: Path) -> None:
    pdf = render(transcript())
    document = reader(pdf)
    xmp = document.root_object["/Metadata"].get_object().get_data().decode()
    assert document.root_object["/Lang"] == "en-US"
    assert document.metadata.title == "Transcript of Joséphine Tran-Nguyễn"
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert unembedded_fonts(pdf, tmp_path) == []
    assert structure(pdf, tmp_path).count("TH <") == 6


@pytest.mark.parametrize(("paper", "size"), [("letter", (612, 792)), ("a4", (595, 842))])
def test_transcript_stands_upright(paper: str, size: tuple[int, int]) -> None:
    box = reader(render(transcript(paper=paper))).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_rows_are_attached_as_data() -> None:
    attached = json.loads(reader(render(transcript())).attachments["transcript.json"][0])
    told = [(entry["amount"], entry["reference_number"]) for entry in attached["rows"]]
    assert told == [("1.25", ""), ("1.00", "MAE0123456")]


def test_same_transcript_gives_the_same_bytes() -> None:
    assert render(transcript()) == render(transcript())


@pytest.mark.parametrize("change", [{"period_from": "2026-13-01"}, {"made_at": "2026-01-01T00:00:00"}, {"paper": "a5"}])
def test_malformed_transcript_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"month|made_at|paper"):
        transcript(**change)


def test_amount_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^an amount is not a decimal$"):
        transcript(rows=(row(amount="lots"),))


def test_strange_names_and_titles_are_drawn() -> None:
    rows = (row(course_title="\U00013000 #panic() \u202e" + "W" * 200, approval=Approval(reference_number="9" * 60)),)
    assert len(reader(render(transcript(learner_name="م" * 200, rows=rows))).pages) == 1
