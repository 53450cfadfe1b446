"""The certificate of an award: what it says, frozen, and the PDF drawn from it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from babel.dates import format_date
from django.utils import translation
from django.utils.translation import gettext as _

from credence.catalog.rules.statements import awards_ama_credit
from credence.credit.documents.signing import sign_if_configured
from credence.credit.documents.wording import wording
from credence.kit import glyphs
from credence.kit.typesetting import compile_pdf, drawing, language_of, qr_code

TEMPLATES = Path(__file__).resolve().parent / "templates"
KINDS = frozenset({"ama-pra-1", "arrt-a", "ancc", "participation"})
PAPERS = frozenset({"letter", "a4"})
CATEGORIES = frozenset({"A", "A+"})
SNAPSHOT_VERSION = 1
LONGEST_WORD_OF_A_FACT = 16


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
    """The credit type: `ama-pra-1`, `arrt-a`, `ancc` or `participation`."""
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
    version: int = SNAPSHOT_VERSION

    def __post_init__(self) -> None:
        if faults := [*_malformed(self), *_missing(self)]:
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
    def completed(self) -> date:
        """The day of completion."""
        return date.fromisoformat(self.completed_on)

    @property
    def issued(self) -> datetime:
        """The moment of issue, in UTC."""
        return datetime.fromisoformat(self.issued_at).astimezone(UTC)


REQUIRED = {
    "ama-pra-1": ("learning_format", "place", "accreditation_statement", "credit_statement"),
    "arrt-a": ("category", "approver", "reference_number", "signatory_name"),
    "ancc": ("provider_address", "accreditation_statement"),
    "participation": (),
}
ALWAYS_REQUIRED = ("learner_name", "course_title", "provider_name", "code", "verify_url", "verify_address")


def _missing(snapshot: CertificateSnapshot) -> list[str]:
    names = ALWAYS_REQUIRED + REQUIRED.get(snapshot.kind, ())
    return [f"{name} is missing" for name in names if not getattr(snapshot, name).strip()]


def _malformed(snapshot: CertificateSnapshot) -> list[str]:
    checks = {
        "kind": snapshot.kind in KINDS,
        "paper": snapshot.paper in PAPERS,
        "amount": _is_positive(snapshot.amount),
        "completed_on": _is_day(snapshot.completed_on),
        "issued_at": _is_moment(snapshot.issued_at),
        "approval_expires_on": not snapshot.approval_expires_on or _is_day(snapshot.approval_expires_on),
        "credit_statement": snapshot.kind == "ama-pra-1" or not awards_ama_credit(snapshot.credit_statement),
        "category": snapshot.kind != "arrt-a" or snapshot.category in CATEGORIES,
    }
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


def render(snapshot: CertificateSnapshot) -> bytes:
    """Return the unsigned PDF of `snapshot`: one page, PDF/A-3a and PDF/UA-1, the same bytes every time.

    The snapshot itself is attached as `certificate.json`, so that the exact name is in the file even where a
    character had to be replaced on the page.
    """
    backdrop = drawing(TEMPLATES / "backdrop.typ", kind=snapshot.kind, paper=snapshot.paper)
    return compile_pdf(
        TEMPLATES / "certificate.typ",
        _page(snapshot),
        source=snapshot.to_json(),
        moment=snapshot.issued,
        backdrop=backdrop,
    )


def issue(snapshot: CertificateSnapshot) -> bytes:
    """Return the PDF to be stored: drawn, and signed if the site has a signing key."""
    return sign_if_configured(render(snapshot))


def _page(snapshot: CertificateSnapshot) -> dict[str, Any]:
    with translation.override(snapshot.language):
        words = wording(snapshot.kind, snapshot.amount)
        return {
            "kind": snapshot.kind,
            "paper": snapshot.paper,
            **language_of(snapshot.language),
            "title": f"{words.heading}: {snapshot.course_title}",
            "heading": words.heading,
            "provider": snapshot.provider_name,
            "joint": _joint(snapshot),
            "certifies": words.certifies,
            "name": glyphs.breakable(snapshot.learner_name),
            "name_is_rtl": glyphs.is_right_to_left(snapshot.learner_name),
            "name_has_rtl": glyphs.has_right_to_left(snapshot.learner_name),
            "credentials": snapshot.learner_credentials,
            "identifiers": " · ".join(f"{label} {value}" for label, value in snapshot.learner_identifiers),
            "deed": words.deed,
            "course": glyphs.breakable(snapshot.course_title),
            "course_is_rtl": glyphs.is_right_to_left(snapshot.course_title),
            "grants": words.grants,
            "credit": f"{snapshot.amount} {words.unit % {'category': snapshot.category}}",
            "facts": _facts(snapshot),
            "statements": _statements(snapshot),
            "signatory": snapshot.signatory_name,
            "signatory_title": snapshot.signatory_title,
            "address": _address(snapshot),
            "numbers": " · ".join(f"{label} {value}" for label, value in snapshot.provider_numbers),
            "verify": _("Verify this certificate at"),
            "verify_address": snapshot.verify_address,
            "verify_url": snapshot.verify_url,
            "code": snapshot.code,
            "qr": qr_code(snapshot.verify_url),
            "qr_alt": _("QR code that opens %(address)s") % {"address": snapshot.verify_url},
            "notes": _notes(snapshot),
            "source_name": "certificate.json",
            "source_description": _("Everything this certificate says, as data"),
        }


def _joint(snapshot: CertificateSnapshot) -> str:
    if not snapshot.joint_provider_name:
        return ""
    return _("jointly with %(organization)s") % {"organization": snapshot.joint_provider_name}


def _facts(snapshot: CertificateSnapshot) -> list[tuple[str, str]]:
    facts = [
        (_("Date completed"), _long_day(snapshot.completed_on, snapshot.language)),
        (_("Learning format"), snapshot.learning_format),
        (_("Place"), snapshot.place),
    ]
    if snapshot.kind == "arrt-a":
        facts += [
            (_("Category"), snapshot.category),
            (_("Approved by"), snapshot.approver),
        ]
    facts += [
        (_("Reference number"), snapshot.reference_number),
        (_("Approved through"), _long_day(snapshot.approval_expires_on, snapshot.language)),
    ]
    return [(label, glyphs.breakable(value, LONGEST_WORD_OF_A_FACT)) for label, value in facts if value]


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


def _notes(snapshot: CertificateSnapshot) -> list[str]:
    notes = []
    if snapshot.replaces_code:
        notes.append(_("This certificate replaces certificate %(code)s.") % {"code": snapshot.replaces_code})
    if not (glyphs.is_faithful(snapshot.learner_name) and glyphs.is_faithful(snapshot.course_title)):
        notes.append(
            _("Some characters could not be drawn. The exact text is in certificate.json, attached to this PDF.")
        )
    return notes


def _long_day(day: str, language: str) -> str:
    return format_date(date.fromisoformat(day), "long", locale=language.replace("-", "_")) if day else ""
