"""The certificate of an award: what it says, frozen, and the PDF drawn from it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Self

KINDS = frozenset({"ama-pra-1", "arrt-a", "ancc", "participation"})
PAPERS = frozenset({"letter", "a4"})
CATEGORIES = frozenset({"A", "A+"})
SNAPSHOT_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class CertificateSnapshot:
    """Everything a certificate says, as plain text frozen at the award (R52).

    Dates are ISO days (`2026-03-14`), `issued_at` is an ISO moment with its offset, amounts are decimals as text
    (`1.25`): what is stored is what is printed. Statements arrive with their brackets filled and are printed
    verbatim, in paragraphs separated by blank lines (R17).

    Raises:
        ValueError: a field that a certificate of this kind must print is missing or malformed (R49, R50, R51).
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


def _frozen(value: object) -> object:
    return tuple(tuple(pair) for pair in value) if isinstance(value, list) else value
