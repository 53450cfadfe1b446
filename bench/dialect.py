"""SQL for many rows at once, as PostgreSQL and SQLite each say it."""

from django.db import connection

BEGAN = "2023-01-01"
"""The day on which the first of the many joined."""


def is_postgres() -> bool:
    """Return which of the two databases it is."""
    return connection.vendor == "postgresql"


def series(count: int, name: str = "i") -> str:
    """Return a table of the numbers from 0 to below `count`."""
    if is_postgres():
        return f"(SELECT g AS {name} FROM generate_series(0::bigint, {count - 1}) AS g) AS s_{name}"
    counted = f"SELECT 0 AS {name} UNION ALL SELECT {name} + 1 FROM counted WHERE {name} < {count - 1}"
    return f"(WITH RECURSIVE counted AS ({counted}) SELECT {name} FROM counted) AS s_{name}"


def moment(seconds: str) -> str:
    """Return the moment so many seconds after the beginning."""
    if is_postgres():
        return f"timestamptz '{BEGAN} 12:00+00' + ({seconds}) * interval '1 second'"
    return f"datetime('{BEGAN} 12:00:00', '+' || ({seconds}) || ' seconds')"


def day(seconds: str) -> str:
    """Return the day of that moment."""
    if is_postgres():
        return f"(timestamp '{BEGAN} 12:00' + ({seconds}) * interval '1 second')::date"
    return f"date('{BEGAN} 12:00:00', '+' || ({seconds}) || ' seconds')"


def digits(number: str, width: int) -> str:
    """Return a number as text of `width` hexadecimal digits."""
    if is_postgres():
        return f"lpad(to_hex(({number})::bigint), {width}, '0')"
    return f"printf('%0{width}x', {number})"


def key(tag: str, number: str) -> str:
    """Return a UUID that begins with the digit `tag`."""
    made = f"'{tag}' || {digits(number, 31)}"
    return f"({made})::uuid" if is_postgres() else f"({made})"


def data(text: str) -> str:
    """Return JSON that stands in the expression `text`."""
    return f"({text})::jsonb" if is_postgres() else f"({text})"


def some_bytes(number: str) -> str:
    """Return a short binary value that is another for each number."""
    if is_postgres():
        return f"convert_to('%PDF ' || ({number}), 'UTF8')"
    return f"CAST('%PDF ' || ({number}) AS BLOB)"


def quoted(text: str) -> str:
    """Return a text as a literal."""
    return "'" + text.replace("'", "''") + "'"
