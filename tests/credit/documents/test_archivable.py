"""Every kind of document is PDF/A-3a and PDF/UA-1 to another's checker, however named, signed and stamped."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

from credence.catalog.rules.credit_types import codes
from credence.credit.documents import transcript as transcripts
from credence.credit.documents.certificate import render
from credence.credit.documents.issuing import issue
from credence.credit.documents.keys import signer
from tests.archivable import faults
from tests.credit.documents.conftest import PASSPHRASE
from tests.credit.documents.samples import row, snapshot, transcript

ODD_NAMES = [
    "Wolfeschlegelsteinhausenbergerdorff" * 5,
    "สมชาย ใจดี",
    "សុខ ស្រីនាង",
    "अनन्या श्रीवास्तव",
    "محمد عبد الرحمن O’Neill 王小明",
    "👩‍👩‍👧‍👦 \U00013000 \ue000",
    "A" + "\u0301\u0323\u0302" * 4,
    "<svg",
]


@pytest.fixture
def _signed(settings: Any, key_file: Path) -> None:
    update = {"signing_key": key_file, "signing_passphrase": PASSPHRASE, "unsigned": False}
    settings.ENV = settings.ENV.model_copy(update=update)


@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize("kind", codes())
def test_certificate_of_each_kind_is_archivable_before_it_is_signed(kind: str, paper: str) -> None:
    assert faults(render(snapshot(kind, paper=paper))) == []


@pytest.mark.usefixtures("_signed")
@pytest.mark.parametrize("kind", codes())
def test_certificate_of_each_kind_is_archivable_when_it_is_signed(kind: str) -> None:
    assert faults(issue(snapshot(kind, paper="a4")).pdf) == []


@pytest.mark.usefixtures("_signed")
def test_stamped_certificate_is_archivable(settings: Any, authority: str) -> None:
    settings.ENV = settings.ENV.model_copy(update={"timestamp_url": f"{authority}/"})
    issued = issue(snapshot())
    assert (issued.stamped_at is None, faults(issued.pdf)) == (False, [])


@pytest.mark.usefixtures("_signed")
@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_make_archivable_documents(name: str) -> None:
    said = snapshot(learner_name=name, course_title=f"On {name}", paper="letter")
    assert faults(issue(said).pdf) == []
    rows = (row(course_title=name, provider_name=name), row(withdrawn=True))
    assert faults(transcripts.render(transcript(learner_name=name, rows=rows))) == []


@pytest.mark.parametrize("changes", [{}, {"paper": "a4"}, {"rows": ()}, {"rows": (row(),) * 40}])
def test_transcript_is_archivable(changes: dict[str, Any]) -> None:
    assert faults(transcripts.render(transcript(**changes))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<pdfaid:conformance>A<", b"<pdfaid:conformance>Q<"),
        (b"<pdfuaid:part>1<", b"<pdfuaid:part>7<"),
        (b"/DisplayDocTitle true", b"/DisplayDocTitle null"),
        (b"/Marked true", b"/Marked null"),
        (b"/ToUnicode", b"/ToUnicorn"),
        (b"/FontFile2", b"/FontFilex"),
    ],
)
def test_a_spoiled_document_is_found(old: bytes, new: bytes) -> None:
    pdf = render(snapshot())
    assert (pdf.count(old) > 0, faults(pdf)) == (True, [])
    assert faults(pdf.replace(old, new)) != []


@pytest.mark.usefixtures("_signed")
def test_a_signature_as_it_is_usually_appended_is_found() -> None:
    key = signer()
    metadata = signers.PdfSignatureMetadata(field_name="Usual")
    usual = signers.PdfSigner(metadata, signer=key).sign_pdf(IncrementalPdfFileWriter(BytesIO(render(snapshot()))))
    assert {"PDFA3A-INDIRECT-OBJECT-SYNTAX-001", "PDFA3A-XMP-PROPERTY-DEFINITION-001"} <= set(faults(usual.getvalue()))
