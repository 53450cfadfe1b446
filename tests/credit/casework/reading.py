"""A table of worked cases, read: one row a case, and for what is not well written a sentence with line and column."""

import csv
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from credence.accounts.enums import Profession
from credence.accounts.rules.identifiers import BIRTHDAY, BY_KIND, Place, is_birthday, is_place
from credence.catalog.rules.credit_types import CreditType, UnknownCreditType, codes, credit_type

COLUMNS = (
    *("id", "professions", "credit", "amount", "right", "total", "course_mark", "attempt", "attempt_limit", "studied"),
    *("front_matter", "evaluated", "evaluation_required", "completed_at", "claimed_at", "certified_on", "valid_from"),
    *("valid_to", "zone", "prior", "identifiers", "claim", "attested", "expect", "why"),
)
SHORT_NAMES = {"technologist": "radiologic-technologist"}
YES, NO = {"y", "yes"}, {"n", "no"}
PRIORS = ("", "same", "twin", "revoked")
NUMBERS = {"npi": "1234567893"}
"""A number for kinds whose form is checked; for others some digits will do."""


class Malformed(Exception):
    """A cell is not well written; the message says how, in a sentence without its place."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is not well written in a table: where, and a sentence."""

    line: int
    column: str
    sentence: str

    def __str__(self) -> str:
        place = f"line {self.line}, column {self.column}" if self.column else f"line {self.line}"
        return f"{place}: {self.sentence}"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One row. Moments are aware, in the zone of the case; `held` are professions with the day they began, if told."""

    id: str
    held: tuple[tuple[str, dt.date | None], ...]
    type: CreditType
    amount: Decimal
    score: tuple[int, int] | None
    course_mark: int
    attempt: int
    attempt_limit: int | None
    studied: bool
    front_matter: bool
    evaluated: bool
    evaluated_at: dt.datetime | None
    evaluation_required: bool
    completed_at: dt.datetime | None
    claimed_at: dt.datetime | None
    certified_on: dt.date
    valid_from: dt.date
    valid_to: dt.date
    zone: ZoneInfo
    prior: str
    identifiers: tuple[tuple[str, str, str], ...]
    birthday: tuple[int, int] | None
    claim: Decimal | None
    attested: bool
    expect: str
    why: str


def read(lines: Sequence[str]) -> Iterator[Case | Fault]:
    """Yield each row of a table as a case, or what is wrong with it; a table without its columns is one fault."""
    rows = csv.reader(lines)
    header = [name.strip() for name in next(rows, [])]
    if header and header[0].startswith("\ufeff"):
        header[0] = header[0].removeprefix("\ufeff")
    if header != list(COLUMNS):
        yield Fault(line=1, column="", sentence=f"The columns must be {', '.join(COLUMNS)}, in this order.")
        return
    try:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield _row(rows.line_num, cells)
    except csv.Error as error:
        yield Fault(line=rows.line_num, column="", sentence=f"This is no row of a table: {error}.")


def _row(line: int, cells: Sequence[str]) -> Case | Fault:
    if len(cells) != len(COLUMNS):
        return Fault(line=line, column="", sentence=f"There are {len(cells)} cells instead of {len(COLUMNS)}.")
    texts = dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True))
    read_cells: dict[str, Any] = {}
    for name, reader in READERS.items():
        try:
            read_cells[name] = reader(texts[name])
        except Malformed as error:
            return Fault(line=line, column=name, sentence=str(error))
    return _case(line, read_cells)


def _case(line: int, cells: dict[str, Any]) -> Case | Fault:
    """Put the cells together that say something only beside each other."""
    zone, right, total = cells.pop("zone"), cells.pop("right"), cells.pop("total")
    numbers = cells.pop("identifiers")
    evaluated = cells.pop("evaluated")
    first = cells["valid_from"]
    if (right is None) != (total is None) or (right is not None and right > total):
        return Fault(line=line, column="right", sentence="As many are right as there are questions, or fewer.")
    if first > cells["valid_to"]:
        return Fault(line=line, column="valid_to", sentence="The last day lies before the first.")
    try:
        kind = credit_type(cells.pop("credit"), first)
    except UnknownCreditType as error:
        return Fault(line=line, column="credit", sentence=f"{error} was not in force on {first}.")
    moments = {name: _in(zone, cells.pop(name)) for name in ("completed_at", "claimed_at")}
    return Case(
        held=cells.pop("professions"),
        type=kind,
        score=None if right is None else (right, total),
        evaluated=evaluated is not False,
        evaluated_at=None if isinstance(evaluated, bool) else _in(zone, evaluated),
        certified_on=cells.pop("certified_on") or first,
        zone=zone,
        identifiers=tuple(number for number in numbers if number[0] != BIRTHDAY),
        birthday=next((_month_and_day(day) for name, _, day in numbers if name == BIRTHDAY), None),
        **moments,
        **cells,
    )


def _in(zone: ZoneInfo, moment: dt.datetime | None) -> dt.datetime | None:
    return moment and moment.replace(tzinfo=zone)


def text(cell: str) -> str:
    """Read any text."""
    return cell


def name(cell: str) -> str:
    """Read a text that must be there."""
    if not cell:
        raise Malformed("Something must stand here.")
    return cell


def whole(cell: str) -> int | None:
    """Read a whole number, or nothing."""
    if cell.lower() in ("", "none"):
        return None
    if not (cell.isascii() and cell.isdigit()):
        raise Malformed(f"“{cell}” is no whole number.")
    return int(cell)


def percent(cell: str) -> int:
    """Read a percentage from 1 to 100."""
    number = whole(cell.removesuffix("%"))
    if number is None or not 1 <= number <= 100:
        raise Malformed(f"“{cell}” is no percentage from 1 to 100.")
    return number


def attempt(cell: str) -> int:
    """Read the number of an attempt, the first where nothing stands."""
    number = whole(cell)
    if number == 0:
        raise Malformed("Attempts are counted from 1.")
    return number or 1


def limit(cell: str) -> int | None:
    """Read how many attempts there are; nothing stands for any number."""
    number = whole(cell)
    if number == 0:
        raise Malformed("A limit is 1 or more; leave the cell empty where there is none.")
    return number


def amount(cell: str) -> Decimal:
    """Read what an offer holds."""
    number = claim(cell)
    if number is None or not 0 < number < 10_000:
        raise Malformed(f"“{cell}” is no amount of credit.")
    return number


def claim(cell: str) -> Decimal | None:
    """Read what is claimed, or nothing."""
    if cell.lower() in ("", "whole"):
        return None
    try:
        number = Decimal(cell)
    except InvalidOperation:
        raise Malformed(f"“{cell}” is no number.") from None
    if not number.is_finite():
        raise Malformed(f"“{cell}” is no amount.")
    return number


def yes_or_no(cell: str) -> bool:
    """Read y or n."""
    if cell.lower() not in YES | NO:
        raise Malformed(f"“{cell}” is neither y nor n.")
    return cell.lower() in YES


def yes_if_told(cell: str) -> bool:
    """Read y or n; nothing stands for n."""
    return bool(cell) and yes_or_no(cell)


def day(cell: str) -> dt.date:
    """Read a day such as 2026-06-02."""
    try:
        return dt.date.fromisoformat(cell)
    except ValueError:
        raise Malformed(f"“{cell}” is no day such as 2026-06-02.") from None


def day_if_told(cell: str) -> dt.date | None:
    """Read a day, or nothing."""
    return day(cell) if cell else None


def moment(cell: str) -> dt.datetime | None:
    """Read a local time such as 2026-06-02 23:59:59, or nothing."""
    if not cell:
        return None
    try:
        found = dt.datetime.fromisoformat(cell)
    except ValueError:
        raise Malformed(f"“{cell}” is no time such as 2026-06-02 23:59:59.") from None
    if found.tzinfo:
        raise Malformed("Times are local in the zone of the case, so they name no zone.")
    return found


def yes_no_or_moment(cell: str) -> bool | dt.datetime | None:
    """Read y, n or a local time; nothing stands for n."""
    return yes_if_told(cell) if cell.lower() in YES | NO | {""} else moment(cell)


def zone(cell: str) -> ZoneInfo:
    """Read the name of a time zone."""
    try:
        return ZoneInfo(cell)
    except (ValueError, OSError, LookupError):
        raise Malformed(f"“{cell}” is no time zone such as America/New_York.") from None


def prior(cell: str) -> str:
    """Read which award there was before."""
    found = "" if cell == "none" else cell
    if found not in PRIORS:
        raise Malformed(f"“{cell}” is neither same nor twin nor revoked.")
    return found


def credit(cell: str) -> str:
    """Read the code of a credit type."""
    if cell not in codes():
        raise Malformed(f"“{cell}” is no credit type: there are {', '.join(codes())}.")
    return cell


def professions(cell: str) -> tuple[tuple[str, dt.date | None], ...]:
    """Read professions joined by +, each with @ and the day on which it began, if that is told."""
    if cell in ("", "none"):
        return ()
    parts = [part.strip().partition("@") for part in cell.split("+")]
    held = tuple((SHORT_NAMES.get(code, code), day(since) if at else None) for code, at, since in parts)
    known = {each.value for each in Profession}
    if unknown := [code for code, _ in held if code not in known]:
        raise Malformed(f"“{unknown[0]}” is no profession: there are {', '.join(sorted(known))}.")
    return held


def identifiers(cell: str) -> list[tuple[str, str, str]]:
    """Read identifiers joined by +, with a place after a colon where they have one; of a birthday its month and day."""
    if cell in ("", "none"):
        return []
    return [_identifier(part.strip()) for part in cell.split("+")]


def _identifier(part: str) -> tuple[str, str, str]:
    kind, _, rest = part.partition(":")
    if kind == BIRTHDAY:
        _month_and_day(rest or "04-15")
        return kind, "", rest or "04-15"
    if kind not in BY_KIND:
        raise Malformed(f"“{part}” is no identifier: there are {', '.join(BY_KIND)} and {BIRTHDAY}.")
    if BY_KIND[kind].place is None:
        return kind, "", rest or NUMBERS.get(kind, "12345")
    place = rest or ("MA" if BY_KIND[kind].place is Place.STATE else "ABIM")
    if not is_place(kind, place):
        raise Malformed(f"“{place}” is no place of a {kind}.")
    return kind, place, "12345"


def _month_and_day(cell: str) -> tuple[int, int]:
    month, _, number = cell.partition("-")
    if not (month.isdigit() and number.isdigit() and is_birthday(int(month), int(number))):
        raise Malformed(f"“{cell}” is no month and day such as 02-29.")
    return int(month), int(number)


def expectation(cell: str) -> str:
    """Read what is expected: an award, participation, or a refusal with its reasons in any order."""
    verb, _, rest = cell.partition(" ")
    if verb == "award" and rest.strip():
        number = claim(rest.strip())
        return "award whole" if number is None else f"award {number.normalize():f}"
    if cell == "participation":
        return cell
    if verb == "refuse" and rest.strip():
        return f"refuse {'+'.join(sorted(part.strip() for part in rest.split('+')))}"
    raise Malformed(f"“{cell}” is neither “award 0.75”, “award whole”, “participation” nor “refuse CODE+CODE”.")


READERS: dict[str, Callable[[str], Any]] = {
    "id": name,
    "professions": professions,
    "credit": credit,
    "amount": amount,
    "right": whole,
    "total": whole,
    "course_mark": percent,
    "attempt": attempt,
    "attempt_limit": limit,
    "studied": yes_or_no,
    "front_matter": yes_or_no,
    "evaluated": yes_no_or_moment,
    "evaluation_required": yes_if_told,
    "completed_at": moment,
    "claimed_at": moment,
    "certified_on": day_if_told,
    "valid_from": day,
    "valid_to": day,
    "zone": zone,
    "prior": prior,
    "identifiers": identifiers,
    "claim": claim,
    "attested": yes_if_told,
    "expect": expectation,
    "why": text,
}
