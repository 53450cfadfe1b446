"""Snapshots to draw, and the ways in which tests read a PDF back."""

import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image
from pypdf import PdfReader

from credence.catalog.rules.approval import Approval
from credence.credit.documents.certificate import CertificateSnapshot
from credence.credit.documents.transcript import TranscriptRow, TranscriptSnapshot

KINDS = ["ama-pra-1", "arrt-a", "ancc", "participation"]
VERIFY_URL = "https://cme.example.org/verify/?code=7K2MR-QX4TB-9HVCE-3WNPD"
ACCREDITATION = (
    "The Riverside Institute is accredited by the Accreditation Council for Continuing Medical Education (ACCME) "
    "to provide continuing medical education for physicians."
)
DESIGNATION = (
    "The Riverside Institute designates this enduring material for a maximum of 1.25 AMA PRA Category 1 Credit(s)™. "
    "Physicians should claim only the credit commensurate with the extent of their participation in the activity."
)
OF_KIND: dict[str, dict[str, Any]] = {
    "ama-pra-1": {"credit_statement": DESIGNATION},
    "arrt-a": {
        "amount": "1.50",
        "learner_credentials": "R.T.(R)",
        "learner_identifiers": (("ARRT ID", "482913"),),
        "learning_format": "Self-learning activity",
        "category": "A+",
        "approver": "ASRT",
        "reference_number": "MAE0123456",
        "approval_expires_on": "2028-12-31",
        "distribution": (("Safety", "1.00"), ("Procedures", "0.50")),
        "accreditation_statement": "",
    },
    "ancc": {"amount": "1.00", "learner_credentials": "RN", "provider_numbers": (("California BRN CEP", "17001"),)},
    "aapa-1": {"learner_credentials": "PA-C", "credit_statement": "Approved for 1.25 AAPA Category 1 CME credits."},
    "acpe": {"learner_credentials": "PharmD", "reference_number": "1234-0000-26-001-H01-P"},
    "ca-brn": {
        "learner_credentials": "RN",
        "learner_identifiers": (("State license", "CA RN123"),),
        "provider_numbers": (("California BRN CEP", "17001"),),
        "credit_statement": "Provider approved by the California Board of Registered Nursing, CEP 17001.",
        "accreditation_statement": "",
    },
    "abim-moc": {
        "amount": "1.00",
        "learner_identifiers": (("ABIM ID", "123456"),),
        "credit_statement": "Successful completion enables the participant to earn 1 MOC point.",
    },
    "participation": {
        "amount": "1.00",
        "learner_credentials": "",
        "credit_statement": "This activity was designated for 1.25 AMA PRA Category 1 Credit(s)™.",
    },
}


def snapshot(kind: str = "ama-pra-1", **changes: Any) -> CertificateSnapshot:
    """Return a complete snapshot of `kind` with `changes`."""
    fields = {
        "kind": kind,
        "learner_name": "Amara Okonkwo-Lindqvist",
        "learner_credentials": "MD",
        "course_title": "Recognizing and treating acute contrast reactions",
        "amount": "0.75",
        "completed_on": "2026-03-14",
        "issued_at": "2026-05-02T15:04:05+00:00",
        "provider_name": "Riverside Institute",
        "provider_address": "400 River Street, Albany, NY 12207",
        "provider_url": "riverside.example.org",
        "signatory_name": "Eleanor Whitfield",
        "signatory_title": "Director of Continuing Education",
        "accreditation_statement": ACCREDITATION,
        "code": "7K2MR-QX4TB-9HVCE-3WNPD",
        "verify_url": VERIFY_URL,
        "verify_address": "cme.example.org/verify",
    }
    return CertificateSnapshot(**(fields | OF_KIND[kind] | changes))


def transcript(**changes: Any) -> TranscriptSnapshot:
    """Return a transcript of two awards of different types with `changes`."""
    rows = (
        row(),
        row(credit="ARRT Category A CE credit", amount="1.00", approval=Approval(reference_number="MAE0123456")),
    )
    fields = {
        "learner_name": "Joséphine Tran-Nguyễn",
        "site_name": "Riverside Learning",
        "made_at": "2026-11-24T10:00:00-05:00",
        "rows": rows,
    }
    return TranscriptSnapshot(**(fields | changes))


def row(**changes: Any) -> TranscriptRow:
    """Return one award of a transcript with `changes`."""
    fields = {
        "completed_on": "2026-03-14",
        "course_title": "Sepsis: the first hour",
        "provider_name": "Riverside Institute",
        "credit": "AMA PRA Category 1 Credit™",
        "amount": "1.25",
        "code": "7K2MR-QX4TB-9HVCE-3WNPD",
    }
    return TranscriptRow(**(fields | changes))


def reader(pdf: bytes) -> PdfReader:
    """Open `pdf`, refusing what a strict reader refuses."""
    return PdfReader(BytesIO(pdf), strict=True)


def text(pdf: bytes) -> str:
    """Return the text of all pages as poppler reads it, spaces collapsed."""
    read = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(read.stdout.decode().split())


def structure(pdf: bytes, tmp_path: Path) -> str:
    """Return the tags of `pdf` as poppler lists them."""
    file = tmp_path / "document.pdf"
    file.write_bytes(pdf)
    read = subprocess.run(["pdfinfo", "-struct-text", str(file)], capture_output=True, check=True)
    return read.stdout.decode()


def qr_codes(pdf: bytes) -> list[str]:
    """Return what the QR codes on the first page say, as a scanner sees it at 150 dots an inch."""
    drawn = subprocess.run(
        ["pdftoppm", "-r", "150", "-f", "1", "-l", "1", "-png", "-"], input=pdf, capture_output=True, check=True
    )
    return [found.text for found in zxingcpp.read_barcodes(Image.open(BytesIO(drawn.stdout)))]


def unembedded_fonts(pdf: bytes, tmp_path: Path) -> list[str]:
    """Return the names of the fonts that the file does not carry; at least one font must be there."""
    file = tmp_path / "fonts.pdf"
    file.write_bytes(pdf)
    lines = subprocess.run(["pdffonts", str(file)], capture_output=True, check=True).stdout.decode().splitlines()[2:]
    assert lines
    return [line.split()[0] for line in lines if line.split()[-5] != "yes"]


def ink_outside(pdf: bytes, margin: float) -> bool:
    """Whether anything is drawn within `margin` points of the paper's edge, where the frame has not begun."""
    drawn = subprocess.run(["pdftoppm", "-r", "72", "-gray", "-"], input=pdf, capture_output=True, check=True)
    picture = Image.open(BytesIO(drawn.stdout))
    inner = Image.new("L", (picture.width - 2 * int(margin), picture.height - 2 * int(margin)), 255)
    picture.paste(inner, (int(margin), int(margin)))
    return picture.getextrema()[0] < 250
