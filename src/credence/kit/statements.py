"""Queries whose SQL is written once a connection: to write it costs more than to run it."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F, Field, Func, IntegerField, QuerySet
from django.db.models.query import FlatValuesListIterable, ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

T = TypeVar("T")
Sql = tuple[str, tuple[Any, ...]]
Row = Sequence[Any]
PLACES = re.compile(r"%[s%]")
PLAIN = re.compile(r"[A-Za-z0-9_ -]*")
"""Text that means the same between quotes on every database, however it is set up."""


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
        """Return them as the text of an array, or as JSON where the database has none."""
        keys = list(values[self.name])
        return _array(keys) if connection.vendor == "postgresql" else json.dumps(keys)


def _array(keys: Sequence[Any]) -> str:
    """Return the text of an array, whose words are quoted."""
    return "{" + ",".join(f'"{_escaped(each)}"' if isinstance(each, str) else str(each) for each in keys) + "}"


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace('"', '\\"')


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

    It is as Django writes it, with the same rows, which are models, tuples or single values; only that Django writes it
    once for a connection. What it returns depends on nothing but the database and the values: a condition that is made
    of today's clock or setting has no place in it.
    """

    def __init__(self, make: Callable[[], QuerySet[Any, T]]) -> None:
        """Take how the query is made; it is made at the first run, when models are there."""
        self._make = make

    def run(self, **values: Any) -> list[T]:
        """Return the rows for these values, in one query."""
        asks = connections[DEFAULT_DB_ALIAS]
        kept: dict[Statement[T], _Written[T]] = vars(asks).setdefault("_statements", {})
        written = kept.get(self)
        if written is None:
            written = kept[self] = _written(self._make())
        return written.run(asks, values)

    def first(self, **values: Any) -> T | None:
        """Return the first row, if there is one."""
        return next(iter(self.run(**values)), None)


@dataclass(frozen=True, slots=True)
class _Written(Generic[T]):
    """A query as it is kept with the connection that it was written for: its SQL, and how its rows are read."""

    sql: str
    places: tuple[Any, ...]
    read: Callable[[list[Row]], list[T]]

    def run(self, asks: BaseDatabaseWrapper, values: dict[str, Any]) -> list[T]:
        """Return the rows for these values."""
        given = [each.given(values, asks) if isinstance(each, Asked) else each for each in self.places]
        return self.read(asks.prepared(self.sql, given) if hasattr(asks, "prepared") else _asked(asks, self.sql, given))


def _asked(asks: BaseDatabaseWrapper, sql: str, given: list[Any]) -> list[Row]:
    with asks.cursor() as cursor:
        cursor.execute(sql, given)
        found: list[Row] = cursor.fetchall()
    return found


def _written(rows: QuerySet[Any, T]) -> _Written[T]:
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, places = _with_constants(*compiler.as_sql())
    converted = _converter(compiler)
    one = _single(rows._iterable_class, compiler)  # noqa: SLF001 - Django says it nowhere else
    return _Written(sql, places, lambda found: [one(each) for each in converted(found)])


def _single(kind: type, compiler: SQLCompiler) -> Callable[[Row], Any]:
    """Return what makes of a row what the query promises: a model, a tuple, or the one value there is."""
    if kind is ModelIterable:
        return _model(compiler)
    return itemgetter(0) if kind is FlatValuesListIterable else tuple


def _with_constants(sql: str, places: Sequence[Any]) -> Sql:
    """Return SQL in which constants are written, so that places are left for what is given each time."""
    left, coming = [], iter(places)

    def put(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return found[0]
        value = next(coming)
        constant = _constant(value)
        if not constant:
            left.append(value)
        return constant or found[0]

    return PLACES.sub(put, sql), tuple(left)


def _constant(value: object) -> str:
    """Return how a value is written; nothing for one that must be handed over."""
    if value is None:
        return "NULL"
    if type(value) is int and value >= 0:
        return str(value)
    return f"'{value}'" if isinstance(value, str) and PLAIN.fullmatch(value) else ""


def _converter(compiler: SQLCompiler) -> Callable[[list[Row]], Any]:
    """Return what makes Python's values of a database's, as Django does; whole numbers come as such from each."""
    found = compiler.get_converters([each[0] for each in compiler.select[: compiler.col_count]])
    needed = {place: each for place, each in found.items() if not isinstance(each[1].output_field, IntegerField)}
    return (lambda rows: compiler.apply_converters(rows, needed)) if needed else iter


def _model(compiler: SQLCompiler) -> Callable[[Row], Any]:
    """Return what makes a model of a row, with what was asked for beside it, as Django's own querysets do."""
    info, select = compiler.klass_info, compiler.select
    first, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [each[0].target.attname for each in select[first:end]]
    related = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg] # of a later Django
    annotated, make = tuple(compiler.annotation_col_map.items()), info["model"].from_db

    def read(row: Row) -> Any:
        one = make(DEFAULT_DB_ALIAS, names, row[first:end])
        for each in related:
            each.populate(row, one)
        for name, place in annotated:
            setattr(one, name, row[place])
        return one

    return read
