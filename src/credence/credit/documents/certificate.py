"""The certificate of an award: what it says, frozen, and the PDF drawn from it."""

from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from babel.dates import format_date
from django.utils import translation
from django.utils.translation import gettext as _

from credence.catalog.rules.approval import Approval
from credence.catalog.rules.credit_types import Certificate, CreditType, UnknownCreditType, credit_type
from credence.catalog.rules.statements import awards_ama_credit
from credence.kit import glyphs
from credence.kit.text_layer import needs_spelling
from credence.kit.typesetting import compile_pdf, drawing, language_of, qr_code

TEMPLATES = Path(__file__).resolve().parent / "templates"
PAPERS = frozenset({"letter", "a4"})
SNAPSHOT_VERSION = 1
LONGEST_WORD_OF_A_FACT = 16
LONGEST_BESIDE_LETTERS = 60


@dataclass(frozen=True, kw_only=True)
class CertificateSnapshot:
    """Everything a certificate says, as plain text frozen at the award (R52). A supporter has no place in it (R54).

    Dates are ISO days (`2026-03-14`), `issued_at` is an ISO moment with its offset, amounts are decimals as text
    (`1.25`): what is stored is what is printed. Statements arrive with their brackets filled and are printed
    verbatim, in paragraphs separated by blank lines (R17).

    Raises:
        ValueError: a field that a certificate of this kind must print is missing or malformed (R49, R50, R51),
            or its statement awards AMA credit to somebody who is no physician (R40).
    """

    kind: str
    """The code of the credit type."""
    learner_name: str
    course_title: str
    amount: str
    """Credits claimed or hours, never the maximum by itself (R38)."""
    completed_on: str
    """The day of completion in the provider's zone; the only date of the award that is printed (R55)."""
    issued_at: str
    """The document's own date, in its metadata only."""
    provider_name: str
    code: str
    verify_url: str
    """Where the QR code leads."""
    verify_address: str
    """The address printed for those who type, such as `cme.example.org/verify`."""

    learner_credentials: str = ""
    """Letters behind the name, such as `MD`."""
    learner_identifiers: tuple[tuple[str, str], ...] = ()
    """Label and value of what this credit needs, such as `("ARRT ID", "123456")`."""
    learning_format: str = "Enduring material"
    place: str = "Online"
    provider_address: str = ""
    provider_url: str = ""
    provider_numbers: tuple[tuple[str, str], ...] = ()
    """Board and number, such as `("California BRN CEP", "17001")`."""
    joint_provider_name: str = ""
    signatory_name: str = ""
    signatory_title: str = ""
    signature: str = ""
    """SHA-256 of the picture of the signatory's signature, as the provider gave it."""
    accreditation_statement: str = ""
    credit_statement: str = ""
    """The designation statement of AMA, the approval statement of ARRT, the provider statement of ANCC."""
    category: str = ""
    """ARRT: `A` or `A+`."""
    approver: str = ""
    reference_number: str = ""
    approval_expires_on: str = ""
    distribution: tuple[tuple[str, str], ...] = ()
    """ARRT: content area and credits."""
    replaces_code: str = ""
    """The code of the certificate that this one corrects."""
    paper: str = "letter"
    language: str = "en-US"
    kind_from: str = ""
    """The day from which the entry of the credit type holds by which the certificate reads and looks; nothing in
    snapshots of old: then it is the entry in force on the day of completion."""
    version: int = SNAPSHOT_VERSION

    def __post_init__(self) -> None:
        if faults := _malformed(self) or _faults(self):
            raise ValueError("; ".join(faults))

    def to_json(self) -> dict[str, Any]:
        """Return the snapshot as JSON values; `from_json` of them is equal to this snapshot."""
        return {
            name: [list(pair) for pair in value] if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Read a stored snapshot.

        Raises:
            ValueError: a field is unknown, missing or malformed, or the version is not one this code can draw.
        """
        unknown = set(document) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"unknown fields: {', '.join(sorted(unknown))}")
        if document.get("version") != SNAPSHOT_VERSION:
            raise ValueError(f"version {document.get('version')!r} is not {SNAPSHOT_VERSION}")
        try:
            return cls(**{name: _frozen(value) for name, value in document.items()})
        except TypeError as error:
            raise ValueError(str(error)) from error

    @property
    def type(self) -> CreditType:
        """The credit type as it was when its offer began.

        Raises:
            UnknownCreditType: there is none.
        """
        return credit_type(self.kind, date.fromisoformat(self.kind_from or self.completed_on))

    @property
    def completed(self) -> date:
        """The day of completion."""
        return date.fromisoformat(self.completed_on)

    @property
    def issued(self) -> datetime:
        """The moment of issue, in UTC."""
        return datetime.fromisoformat(self.issued_at).astimezone(UTC)


def _faults(snapshot: CertificateSnapshot) -> list[str]:
    """Return what is wrong with a snapshot whose values are sound in themselves, by its credit type."""
    try:
        kind = snapshot.type
    except UnknownCreditType:
        return [f"kind is {snapshot.kind!r}"]
    return _missing(snapshot, kind) or _unfit(snapshot, kind)


ALWAYS_REQUIRED = ("learner_name", "course_title", "provider_name", "code", "verify_url", "verify_address")


def _missing(snapshot: CertificateSnapshot, kind: CreditType) -> list[str]:
    names = ALWAYS_REQUIRED + kind.certificate.required
    return [f"{name} is missing" for name in names if _is_empty(getattr(snapshot, name))]


def _is_empty(value: str | tuple[tuple[str, str], ...]) -> bool:
    return not (value.strip() if isinstance(value, str) else value)


def _malformed(snapshot: CertificateSnapshot) -> list[str]:
    checks = {
        "paper": snapshot.paper in PAPERS,
        "amount": _is_positive(snapshot.amount),
        "completed_on": _is_day(snapshot.completed_on),
        "issued_at": _is_moment(snapshot.issued_at),
        "approval_expires_on": not snapshot.approval_expires_on or _is_day(snapshot.approval_expires_on),
        "kind_from": not snapshot.kind_from or _is_day(snapshot.kind_from),
    }
    return _unsound(snapshot, checks)


def _unfit(snapshot: CertificateSnapshot, kind: CreditType) -> list[str]:
    checks = {
        "credit_statement": kind.awards_ama or not awards_ama_credit(snapshot.credit_statement),
        "category": not kind.categories or snapshot.category in kind.categories,
    }
    return _unsound(snapshot, checks)


def _unsound(snapshot: CertificateSnapshot, checks: Mapping[str, bool]) -> list[str]:
    return [f"{name} is {getattr(snapshot, name)!r}" for name, sound in checks.items() if not sound]


def _is_positive(amount: str) -> bool:
    try:
        return Decimal(amount) > 0
    except ArithmeticError:
        return False


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _frozen(value: Any) -> Any:
    return tuple(tuple(pair) for pair in value) if isinstance(value, list) else value


def render(snapshot: CertificateSnapshot, *, signature: str = "", is_signed: bool = False) -> bytes:
    """Return the PDF of `snapshot` before it is signed: one page, PDF/A-3a and PDF/UA-1, the same bytes every time.

    `signature` is the picture of the signatory's signature as SVG; without one the line above the name says how the
    document is signed, and `is_signed` is whether a key will sign it. The snapshot itself is attached as
    `certificate.json`, so that the exact name is in the file even where a character had to be replaced on the page.
    """
    accent = snapshot.type.certificate.accent
    return compile_pdf(
        TEMPLATES / "certificate.typ",
        {**_page(snapshot), **_signature_line(snapshot, has_picture=bool(signature), is_signed=is_signed)},
        source=snapshot.to_json(),
        moment=snapshot.issued,
        pictures={
            "backdrop": drawing(TEMPLATES / "backdrop.typ", accent=accent, paper=snapshot.paper),
            "qr": qr_code(snapshot.verify_url),
            "signature": signature,
        },
    )


def _signature_line(snapshot: CertificateSnapshot, *, has_picture: bool, is_signed: bool) -> dict[str, str]:
    with translation.override(snapshot.language):
        by = {"name": snapshot.signatory_name}
        return {
            "signature_alt": _("Signature of %(name)s") % by if has_picture else "",
            "signed": _("Signed digitally") if is_signed else _("Issued electronically"),
        }


def _page(snapshot: CertificateSnapshot) -> dict[str, Any]:
    with translation.override(snapshot.language):
        words = snapshot.type.certificate
        return {
            "accent": words.accent,
            "paper": snapshot.paper,
            **language_of(snapshot.language),
            "title": f"{words.heading}: {snapshot.course_title}",
            "heading": words.heading,
            "provider": snapshot.provider_name,
            "joint": _joint(snapshot),
            "certifies": words.certifies,
            "name": snapshot.learner_name,
            "name_is_rtl": glyphs.is_right_to_left(snapshot.learner_name),
            "name_is_tall": needs_spelling(snapshot.learner_name) or glyphs.has_right_to_left(snapshot.learner_name),
            **_written(snapshot),
            "identifiers": " · ".join(f"{label} {value}" for label, value in snapshot.learner_identifiers),
            "deed": words.deed,
            "course": snapshot.course_title,
            "course_is_rtl": glyphs.is_right_to_left(snapshot.course_title),
            "grants": words.grants,
            "credit": words.counted(snapshot.amount, Approval.of(snapshot)),
            "facts": _facts(snapshot, words),
            "statements": _statements(snapshot),
            "signatory": snapshot.signatory_name or snapshot.provider_name,
            "signatory_title": snapshot.signatory_title,
            "address": _address(snapshot),
            "numbers": " · ".join(f"{label} {value}" for label, value in snapshot.provider_numbers),
            "verify": _("Verify this certificate at"),
            "verify_address": snapshot.verify_address,
            "verify_url": snapshot.verify_url,
            "code": snapshot.code,
            "qr_alt": _("QR code that opens %(address)s") % {"address": snapshot.verify_url},
            "notes": _notes(snapshot, words),
            "source_name": "certificate.json",
            "source_description": _("Everything this certificate says, as data"),
        }


def _written(snapshot: CertificateSnapshot) -> dict[str, str]:
    """Return what stands on the line of the name, and what below it.

    Letters share the line of a name that runs left to right; beside another they would change places with it, and
    behind a long one they would stand on a line of their own in its size.
    """
    name, letters = snapshot.learner_name, snapshot.learner_credentials
    if glyphs.has_right_to_left(name) or not letters or len(name) > LONGEST_BESIDE_LETTERS:
        return {"written": name, "credentials": letters}
    return {"written": f"{name}, {letters}", "credentials": ""}


def _joint(snapshot: CertificateSnapshot) -> str:
    if not snapshot.joint_provider_name:
        return ""
    return _("jointly with %(organization)s") % {"organization": snapshot.joint_provider_name}


def _facts(snapshot: CertificateSnapshot, words: Certificate) -> list[tuple[str, str]]:
    facts = [
        (_("Date completed"), _long_day(snapshot.completed_on, snapshot.language)),
        (_("Learning format"), snapshot.learning_format),
        (_("Place"), snapshot.place),
        *zip(astuple(words.labels), astuple(Approval.of(snapshot)), strict=True),
        (words.expiry, _long_day(snapshot.approval_expires_on, snapshot.language)),
    ]
    return [(label, glyphs.breakable(value, LONGEST_WORD_OF_A_FACT)) for label, value in facts if label and value]


def _statements(snapshot: CertificateSnapshot) -> list[str]:
    areas = "; ".join(f"{area} {credit}" for area, credit in snapshot.distribution)
    texts = [
        snapshot.accreditation_statement,
        snapshot.credit_statement,
        _("Credit by content area: %(areas)s.") % {"areas": areas} if areas else "",
    ]
    return [text for text in texts if text.strip()]


def _address(snapshot: CertificateSnapshot) -> str:
    return " · ".join(part for part in (snapshot.provider_address, snapshot.provider_url) if part)


def _notes(snapshot: CertificateSnapshot, words: Certificate) -> list[str]:
    notes = [words.note] if words.note else []
    if snapshot.replaces_code:
        notes.append(_("This certificate replaces certificate %(code)s.") % {"code": snapshot.replaces_code})
    texts = (snapshot.learner_name, snapshot.course_title)
    if not all(glyphs.is_faithful(text) for text in texts):
        notes.append(
            _("Some characters could not be drawn. The exact text is in certificate.json, attached to this PDF.")
        )
    elif not all(glyphs.is_copied_whole(text) for text in texts):
        notes.append(_("Copied text may differ. The exact text is in certificate.json, attached to this PDF."))
    return notes


def _long_day(day: str, language: str) -> str:
    return format_date(date.fromisoformat(day), "long", locale=language.replace("-", "_")) if day else ""
