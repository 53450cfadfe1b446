"""Queries whose SQL is written once a connection: to write it costs more than to run it."""

import json
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F, Field, Func, QuerySet
from django.db.models.sql.compiler import SQLCompiler

T = TypeVar("T")
Sql = tuple[str, tuple[Any, ...]]


class Asked(Expression):
    """The place of a value that is given each time a `Statement` runs."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        super().__init__(output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:  # noqa: ARG002 - Django's interface
        """Leave the place for the value."""
        return "%s", (self,)

    def given(self, values: dict[str, Any], connection: BaseDatabaseWrapper) -> object:
        """Return the value as the database takes it."""
        adapted: object = self.output_field.get_db_prep_value(values[self.name], connection)
        return adapted


class AskedKeys(Asked):
    """The place of keys, however many."""

    def given(self, values: dict[str, Any], connection: BaseDatabaseWrapper) -> object:
        """Return them as an array, or as JSON where the database has none."""
        keys = list(values[self.name])
        return keys if connection.vendor == "postgresql" else json.dumps(keys)


class Among(Func):
    """The condition that a column holds one of the keys that are given: one SQL for any number of them."""

    output_field = BooleanField()

    def __init__(self, column: str, keys: AskedKeys) -> None:
        super().__init__(F(column), keys)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Sql:  # noqa: ARG002 - Django's interface
        """Ask by JSON."""
        return self._written(compiler, "{} IN (SELECT value FROM json_each({}))")

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Sql:
        """Ask by an array."""
        kind = self.source_expressions[1].output_field.db_type(connection)
        return self._written(compiler, f"{{}} = ANY({{}}::{kind}[])")

    def _written(self, compiler: SQLCompiler, form: str) -> Sql:
        (column, before), (keys, after) = (compiler.compile(each) for each in self.source_expressions)
        return form.format(column, keys), (*before, *after)


class Statement(Generic[T]):
    """A query with places for values: `Asked` where it is made, given where it is run.

    It is as Django writes it, with the same rows; only that Django writes it once for a connection. What it returns
    depends on nothing but the database and the values: a condition that is made of today's clock or setting has no
    place in it.
    """

    def __init__(self, make: Callable[[], QuerySet[Any, T]]) -> None:
        """Take how the query is made; it is made at the first run, when models are there."""
        self._make = make

    def run(self, **values: Any) -> list[T]:
        """Return the rows for these values, in one query."""
        kept: dict[Statement[T], _Written[T]] = vars(connections[DEFAULT_DB_ALIAS]).setdefault("_statements", {})
        written = kept.get(self)
        if written is None:
            written = kept[self] = _written(self._make())
        return written.run(values)

    def first(self, **values: Any) -> T | None:
        """Return the first row, if there is one."""
        return next(iter(self.run(**values)), None)


@dataclass(frozen=True, slots=True)
class _Written(Generic[T]):
    """A query with its SQL, as it is kept with the connection that it was written for, which one thread has."""

    rows: QuerySet[Any, T]
    compiler: SQLCompiler
    sql: str
    places: tuple[Any, ...]

    def run(self, values: dict[str, Any]) -> list[T]:
        """Return the rows for these values."""
        asks = self.compiler.connection
        given = tuple(each.given(values, asks) if isinstance(each, Asked) else each for each in self.places)
        compiler = copy(self.compiler)
        compiler.as_sql = lambda *_args, **_kwargs: (self.sql, given)  # type: ignore[assignment, method-assign]
        ready = self.rows.all()
        ready.query.get_compiler = lambda *_args, **_kwargs: compiler  # type: ignore[method-assign]
        return _prepared(asks, lambda: list(ready))


def _prepared(asks: BaseDatabaseWrapper, ask: Callable[[], list[T]]) -> list[T]:
    """Let the server keep what it made of the SQL, where it can and its connection knows how."""
    rows: list[T] = asks.prepared(ask) if hasattr(asks, "prepared") else ask()
    return rows


def _written(rows: QuerySet[Any, T]) -> _Written[T]:
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, places = compiler.as_sql()
    converters = compiler.get_converters([each[0] for each in compiler.select[: compiler.col_count]])
    compiler.get_converters = lambda _expressions: converters
    return _Written(rows, compiler, sql, tuple(places))
