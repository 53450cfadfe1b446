"""The transcript: a learner's credit in a period, as an accessible PDF of as many pages as it takes."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils import translation
from django.utils.translation import gettext as _

from credence.catalog.rules.approval import NOT_ASKED, Approval
from credence.kit import glyphs
from credence.kit.typesetting import compile_pdf, language_of

TEMPLATES = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True, kw_only=True)
class TranscriptRow:
    """One award on a transcript."""

    completed_on: str
    """ISO day in the provider's zone (R55)."""
    course_title: str
    provider_name: str
    credit: str
    """The credit type in words, such as `AMA PRA Category 1 Credit™`; rows with equal words are added up."""
    amount: str
    """A decimal as text, such as `1.25`."""
    approval: Approval = NOT_ASKED
    code: str = ""
    """The code of the certificate."""
    withdrawn: bool = False
    """Listed and marked, and left out of the totals."""
    learner_name: str = ""
    """The name under which it was given; printed where the transcript is of another."""
    corrected_name: str = ""
    """What its certificate says since its name was corrected."""


@dataclass(frozen=True, kw_only=True)
class TranscriptSnapshot:
    """Everything a transcript says. Rows are printed in the order given.

    Raises:
        ValueError: a day, the moment or an amount is malformed.
    """

    learner_name: str
    site_name: str
    made_at: str
    """ISO moment with its offset; printed as the day in that offset."""
    rows: tuple[TranscriptRow, ...]
    learner_credentials: str = ""
    learner_identifiers: tuple[tuple[str, str], ...] = ()
    period_from: str = ""
    """First ISO day, or nothing for the beginning."""
    period_to: str = ""
    """Last ISO day, or nothing for today."""
    verify_address: str = ""
    paper: str = "letter"
    language: str = "en-US"

    def __post_init__(self) -> None:
        if self.paper not in {"letter", "a4"}:
            raise ValueError(f"paper is {self.paper!r}")
        for day in (self.period_from, self.period_to, *(row.completed_on for row in self.rows)):
            if day:
                date.fromisoformat(day)
        if datetime.fromisoformat(self.made_at).tzinfo is None:
            raise ValueError(f"made_at is {self.made_at!r}")
        if not all(_is_amount(row.amount) for row in self.rows):
            raise ValueError("an amount is not a decimal")

    @property
    def totals(self) -> dict[str, Decimal]:
        """Credit by type, in the order in which the types first appear; withdrawn credit is not counted."""
        totals: dict[str, Decimal] = defaultdict(Decimal)
        for row in self.rows:
            if not row.withdrawn:
                totals[row.credit] += Decimal(row.amount)
        return dict(totals)


def render(snapshot: TranscriptSnapshot) -> bytes:
    """Return the PDF of `snapshot`, PDF/A-3a and PDF/UA-1, with the snapshot attached as `transcript.json`."""
    moment = datetime.fromisoformat(snapshot.made_at).astimezone(UTC)
    return compile_pdf(TEMPLATES / "transcript.typ", _pages(snapshot), source=_source(snapshot), moment=moment)


def _source(snapshot: TranscriptSnapshot) -> dict[str, Any]:
    """Return the snapshot as JSON values; what a row says of its approval stands among the rest."""
    rows = [{**asdict(row), **asdict(row.approval)} for row in snapshot.rows]
    return {**asdict(snapshot), "rows": [{name: row[name] for name in row if name != "approval"} for row in rows]}


def _is_amount(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except ArithmeticError:
        return False


def _pages(snapshot: TranscriptSnapshot) -> dict[str, Any]:
    with translation.override(snapshot.language):
        return {
            "paper": snapshot.paper,
            **language_of(snapshot.language),
            "title": _("Transcript of %(name)s") % {"name": snapshot.learner_name},
            "heading": _("Transcript of continuing education"),
            "site": snapshot.site_name,
            "name": glyphs.breakable(snapshot.learner_name),
            "name_is_rtl": glyphs.is_right_to_left(snapshot.learner_name),
            "about": _about(snapshot),
            "columns": [_("Completed"), _("Activity"), _("Credit"), _("Amount")],
            "rows": [_row(row, snapshot) for row in snapshot.rows],
            "nothing": _("No credit was earned in this period."),
            "totals_heading": _("Totals"),
            "totals_columns": [_("Credit"), _("Amount")],
            "totals": [
                (credit, format_decimal(amount, "#,##0.00", _locale(snapshot.language)))
                for credit, amount in snapshot.totals.items()
            ],
            "footer": _footer(snapshot),
            "page": _("Page {page} of {pages}"),
            "source_name": "transcript.json",
            "source_description": _("Everything this transcript says, as data"),
        }


def _about(snapshot: TranscriptSnapshot) -> list[str]:
    identifiers = " · ".join(f"{label} {value}" for label, value in snapshot.learner_identifiers)
    return [line for line in (snapshot.learner_credentials, identifiers, _period(snapshot)) if line]


def _period(snapshot: TranscriptSnapshot) -> str:
    days = {
        "first": _day(snapshot.period_from, snapshot.language, "long"),
        "last": _day(snapshot.period_to, snapshot.language, "long"),
    }
    if snapshot.period_from and snapshot.period_to:
        return _("Completed from %(first)s to %(last)s") % days
    if snapshot.period_from:
        return _("Completed since %(first)s") % days
    if snapshot.period_to:
        return _("Completed until %(last)s") % days
    return _("All credit to date")


def given_to(name: str, corrected_name: str, *, of: str) -> str:
    """Return under which name a credit was given, where that is not whose transcript it is; else nothing."""
    if corrected_name:
        return _("Given to %(name)s; the name was corrected: %(now)s") % {"name": name, "now": corrected_name}
    return _("Given to %(name)s") % {"name": name} if name not in ("", of) else ""


def _row(row: TranscriptRow, snapshot: TranscriptSnapshot) -> dict[str, Any]:
    language = snapshot.language
    marks = [
        given_to(row.learner_name, row.corrected_name, of=snapshot.learner_name),
        _("Reference %(number)s") % {"number": row.approval} if row.approval.is_numbered else "",
        _("Certificate %(code)s") % {"code": row.code} if row.code else "",
    ]
    return {
        "day": _day(row.completed_on, language, "medium"),
        "title": glyphs.breakable(row.course_title),
        "provider": glyphs.breakable(row.provider_name),
        "marks": [glyphs.breakable(mark) for mark in marks if mark],
        "credit": row.credit,
        "amount": format_decimal(Decimal(row.amount), "#,##0.00", _locale(language)),
        "withdrawn": _("Withdrawn, not counted") if row.withdrawn else "",
    }


def _footer(snapshot: TranscriptSnapshot) -> str:
    made_on = datetime.fromisoformat(snapshot.made_at).date().isoformat()
    made = _("Made on %(day)s") % {"day": _day(made_on, snapshot.language, "long")}
    if not snapshot.verify_address:
        return made
    return f"{made} · " + _("Certificates can be verified at %(address)s") % {"address": snapshot.verify_address}


def _day(day: str, language: str, style: str) -> str:
    return format_date(date.fromisoformat(day), style, locale=_locale(language)) if day else ""


def _locale(language: str) -> str:
    return language.replace("-", "_")
