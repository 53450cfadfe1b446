"""The plain values of a manuscript. Scalars may arrive as text; the field decides what they mean.

So a number of an approver keeps its zeros, `is: yes` stays a word and `amount: 1.10` never passes through a float.
"""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
OURS = "flaw"
"""Marks an error that a shape of ours found by itself."""
NEAR = (1900, 2199)
"""The years in which the days of a course can lie."""
ELSEWHERE = re.compile(
    r'[<>:"|?*]|^\s|[\s.]$|^(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])(?:\..*)?$', re.IGNORECASE
)
"""Names that some systems cannot keep. Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file"""
LAST_MOMENT = 100 * 60 * 60 * 1000
"""Milliseconds: no film is so long."""
MOMENT = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)(?:\.(\d{1,3}))?", re.ASCII)


def refuse(code: str, **data: Any) -> PydanticCustomError:
    """Return an error that becomes a flaw of this code; its words belong to `publishing.wording`."""
    return PydanticCustomError(code, "a value does not fit", {OURS: True, **data})


def whole(value: object) -> int:
    """Return a whole number, however it was written."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    raise refuse("whole")


def _truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise refuse("truth")


def _day(value: object) -> dt.date:
    if isinstance(value, dt.date):
        return _near(value)
    if isinstance(value, str) and DAY.fullmatch(value):
        try:
            return _near(dt.date.fromisoformat(value))
        except ValueError:
            raise refuse("no-such-day") from None
    raise refuse("day")


def _near(day: dt.date) -> dt.date:
    if not NEAR[0] <= day.year <= NEAR[1]:
        raise refuse("far-day")
    return day


def _amount(value: object) -> Decimal:
    if isinstance(value, str | int | Decimal) and re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,2})?", str(value)):
        return Decimal(str(value)).quantize(Decimal("0.01"))
    raise refuse("amount-form")


def _moment(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LAST_MOMENT:
        return value
    if isinstance(value, str) and (match := MOMENT.fullmatch(value)):
        hours, minutes, seconds, fraction = match.groups()
        return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int((fraction or "").ljust(3, "0"))
    raise refuse("moment")


def clock(milliseconds: int) -> str:
    """Write a place in a video as `moment` reads it: 155000 is "2:35"."""
    seconds, fraction = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{text}.{fraction:03}".rstrip("0") if fraction else text


def _inside(value: str) -> str:
    path = PurePosixPath(value)
    if path.is_absolute() or "\\" in value or re.match(r"[A-Za-z]:", value):
        raise refuse("path-outside")
    if ".." in path.parts or any(part.startswith(".") for part in path.parts):
        raise refuse("path-leaves")
    if str(path) != value or not value.isprintable():
        raise refuse("path-odd")
    if any(ELSEWHERE.search(part) for part in path.parts):
        raise refuse("path-elsewhere")
    return value


def unique(values: Iterable[str]) -> Iterable[tuple[int, str]]:
    """Yield index and value of each that occurred before."""
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield index, value
        seen.add(value)


def clock_schema() -> dict[str, str]:
    """The JSON Schema of a place in a video."""
    return {"type": "string", "pattern": "^(\\d{1,2}:)?\\d{1,3}:[0-5]\\d(\\.\\d{1,3})?$"}


Text = Annotated[str, StringConstraints(min_length=1)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=60)]
Key = Annotated[str, StringConstraints(pattern=SLUG, max_length=40)]
Whole = Annotated[int, BeforeValidator(whole)]
Percent = Annotated[int, BeforeValidator(whole), Field(ge=1, le=100)]
Truth = Annotated[bool, BeforeValidator(_truth)]
Day = Annotated[dt.date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Amount = Annotated[
    Decimal,
    BeforeValidator(_amount),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": "^\\d{1,6}(\\.\\d{1,2})?$"}),
]
Moment = Annotated[
    int, BeforeValidator(_moment), PlainSerializer(clock, return_type=str), WithJsonSchema(clock_schema())
]
FilePath = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_inside)]
