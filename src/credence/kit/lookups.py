"""Finding rows by how a column begins: by an index on both databases, whatever signs stand in what was typed."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup
from django.db.models.sql.compiler import SQLCompiler

Sql = tuple[str, tuple[Any, ...]]
AFTER_ALL = "\U0010ffff"


def begins(column: str, text: str) -> Lookup[bool]:
    """Return the condition that a text column begins with `text`, sign by sign; no sign in it is a wildcard.

    PostgreSQL takes an index of `varchar_pattern_ops` for it, which a unique column has, and SQLite any.
    """
    return _Begins(F(column), text)


class _Begins(Lookup[bool]):
    """Compares with the first and the last text that begins so."""

    lookup_name = "begins"
    prepare_rhs = False

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        """Compare by code points."""
        return self._between(compiler, connection, ">=", "<")

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        """Compare by bytes, whatever language the database sorts by."""
        return self._between(compiler, connection, "~>=~", "~<~")

    def _between(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, least: str, most: str) -> Sql:
        lhs, params = self.process_lhs(compiler, connection)
        sql = f"({lhs} {least} %s AND {lhs} {most} %s)"
        return sql, (*params, self.rhs, *params, f"{self.rhs}{AFTER_ALL}")
