"""Which constraints of a table the database lacks: those that models name, and those that have no name of ours."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import connection

Table = Any
"""What a model says of its table: Django's `Options`, of whose fields the stubs know half."""
Unnamed = tuple[str, str]
"""What a column is: unique, never null, checked, an index, or a reference to another table; and which column."""


def tables() -> Iterator[Table]:
    """Return what the models say of each table that migrations make."""
    for model in apps.get_models(include_auto_created=True):
        if table_of(model).managed and not table_of(model).proxy:
            yield table_of(model)


def table_of(model: Any) -> Table:
    """Return what a model says of its table."""
    return model._meta  # noqa: SLF001 - Django documents it


def missing_of(table: Table, cursor: Any) -> Iterator[str]:
    """Return what a table should have and has not: by its name, or as what its column should be."""
    named = {each.name for each in (*table.constraints, *table.indexes)}
    there = connection.introspection.get_constraints(cursor, table.db_table)
    yield from sorted(named - there.keys())
    found = Counter(_found(each for name, each in there.items() if name not in named))
    found.update(_never_null(table, cursor))
    found.update(_checked(table, cursor))
    declared = Counter(each for field in table.local_concrete_fields for each in _declared(field))
    declared.update(("unique", ", ".join(_columns(table, names))) for names in table.unique_together)
    yield from (f"{kind} ({column})" for kind, column in sorted((declared - found).elements()))


def _declared(field: Any) -> Iterator[Unnamed]:
    column = field.column
    if field.primary_key:
        yield "primary key", column
    elif field.unique:
        yield "unique", column
    elif field.db_index:
        yield "index", column
    if not field.null and not field.primary_key:
        yield "not null", column
    if field.db_check(connection):
        yield "check", column
    if field.many_to_one and field.db_constraint:
        yield f"reference to {table_of(field.related_model).db_table} ({field.target_field.column})", column


def _found(constraints: Iterator[Mapping[str, Any]]) -> Iterator[Unnamed]:
    for each in constraints:
        columns = ", ".join(each["columns"] or ())
        if each["foreign_key"]:
            table, column = each["foreign_key"]
            yield f"reference to {table} ({column})", columns
        elif each["primary_key"]:
            yield "primary key", columns
        elif each["check"] and connection.vendor != "sqlite":
            yield "check", columns
        elif each["unique"]:
            yield "unique", columns
        elif each["index"]:
            yield "index", columns


def _never_null(table: Table, cursor: Any) -> Iterator[Unnamed]:
    description = connection.introspection.get_table_description(cursor, table.db_table)
    return (("not null", each.name) for each in description if not each.null_ok)


def _checked(table: Table, cursor: Any) -> Iterator[Unnamed]:
    """Return which columns SQLite checks: Django does not read every check there, so its own words are looked for."""
    if connection.vendor == "sqlite":
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table.db_table])
        (text,) = cursor.fetchone() or ("",)
        checks = ((field, field.db_check(connection)) for field in table.local_concrete_fields)
        yield from (("check", field.column) for field, check in checks if check and f"CHECK ({check})" in text)


def _columns(table: Table, names: Any) -> list[str]:
    return [table.get_field(name).column for name in names]
