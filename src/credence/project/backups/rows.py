"""Rows as lines of text that are the same whichever database they come from."""

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from django.apps.registry import Apps
from django.db import connection, models, transaction
from django.db.models import Field, Model, Value

LEFT_OUT = {
    "catalog.stamp": "every database has its own, made with its tables and changed by triggers",
    "accounts.session": "whoever gets hold of the backup would be signed in as anybody",
    "sessions.session": "Django's own, which nobody is signed in by",
}
"""Models whose rows are not copied, with the reason."""

AT_A_TIME = 500
"""Rows held in memory: the copy of a large table takes no more of it than that of a small one."""

SUMS = 2**256


@dataclass
class Tally:
    """How many rows were counted, and the sum of their hashes: the same in whatever order they came."""

    count: int = 0
    total: int = 0

    def add(self, row: list[Any]) -> None:
        """Count a row. Keys within it are put in order: PostgreSQL keeps an order of its own."""
        canonical = json.dumps(row, sort_keys=True, separators=(",", ":"))
        self.count += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(canonical.encode()).digest())) % SUMS

    @property
    def digest(self) -> str:
        """The sum, as it stands in a backup's list of contents."""
        return f"{self.total:064x}"

    @classmethod
    def of(cls, rows: Iterable[list[Any]]) -> Self:
        """Return the tally of all these rows."""
        tally = cls()
        for row in rows:
            tally.add(row)
        return tally


@contextmanager
def one_moment() -> Iterator[None]:
    """Let everything read within stand as it was at one moment, while the site goes on writing."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "BEGIN DEFERRED"
        )  # unlike our own transactions it takes no lock: in WAL mode nobody waits for it
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def copied_models(apps: Apps, left_out: Container[str] = LEFT_OUT) -> list[type[Model]]:
    """Return the models whose rows belong into a copy, by label: all but those that are left out."""
    found = (each for each in apps.get_models(include_auto_created=True) if each._meta.managed)
    return sorted((each for each in found if each._meta.label_lower not in left_out), key=label_of)


def label_of(model: type[Model]) -> str:
    """Return the name of a model in a backup."""
    return model._meta.label_lower


def columns_of(model: type[Model]) -> dict[str, Field[Any, Any]]:
    """Return the columns of a model that hold something: what the database makes of others, it makes again."""
    return {field.attname: field for field in model._meta.concrete_fields if not field.generated}


def rows_of(model: type[Model], names: Sequence[str]) -> Iterator[list[Any]]:
    """Give every row of a model as JSON can hold it, the named columns in their order, few rows at a time."""
    columns = [columns_of(model)[name] for name in names]
    found = model._base_manager.order_by("pk").values_list(*names)
    for row in found.iterator(chunk_size=AT_A_TIME):
        yield [_written(column, value) for column, value in zip(columns, row, strict=True)]


def _written(column: Field[Any, Any], value: Any) -> Any:
    if value is None or isinstance(column, models.JSONField) or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def insert(model: type[Model], names: Sequence[str], rows: Iterable[list[Any]]) -> None:
    """Put rows into the table of a model, as they are: with their keys and their moments."""
    columns = columns_of(model)
    batch: list[Model] = []
    for row in rows:
        batch.append(model(**{name: _read(columns[name], value) for name, value in zip(names, row, strict=True)}))
        if len(batch) == AT_A_TIME:
            model._base_manager.bulk_create(batch)
            batch = []
    model._base_manager.bulk_create(batch)


def _read(column: Field[Any, Any], value: Any) -> Any:
    if isinstance(column, models.JSONField):
        return Value(None, models.JSONField()) if value is None and not column.null else value
    if value is None:
        return None
    if isinstance(column, models.BinaryField):
        return base64.b64decode(value)
    return column.to_python(value)
