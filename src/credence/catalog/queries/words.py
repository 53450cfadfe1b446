"""Full-text search in the two databases, behind one lookup and one function."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, FloatField, Func, Lookup
from django.db.models.expressions import Col
from django.db.models.sql.compiler import SQLCompiler

from credence.catalog.models import WordsField
from credence.catalog.rules.search import Query

Sql = tuple[str, tuple[Any, ...]]
WEIGHTS = "{0.1,0.3,0.5,1.0}"
"""Of body, summary, subject and title on PostgreSQL; SQLite keeps its own with the table."""


@WordsField.register_lookup
class Matches(Lookup[bool]):
    """`words__document__matches=Query(…)`: the listings in which all words of the query occur, in any form."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        """Ask FTS5."""
        lhs, params = self.process_lhs(compiler, connection)
        return f"{lhs} MATCH %s", (*params, fts5(self.rhs))

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Sql:
        """Ask the `tsvector`."""
        lhs, params = self.process_lhs(compiler, connection)
        return f"{lhs} @@ to_tsquery('english', %s)", (*params, tsquery(self.rhs))


class Relevance(Func):
    """How well a matching listing answers a query: the higher the better, comparable within one search."""

    output_field = FloatField()

    def __init__(self, query: Query) -> None:
        """Take the query that the listings match."""
        super().__init__(F("words__document"))
        self.query = query

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Sql:  # noqa: ARG002 - Django's interface
        """Take the rank of FTS5, of which the best is the most negative."""
        (words,) = self.source_expressions
        assert isinstance(words, Col)  # noqa: S101 - for the type checker: F resolves to a column
        return f"-{compiler.quote_name_unless_alias(words.alias)}.rank", ()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Sql:  # noqa: ARG002 - Django's interface
        """Let PostgreSQL reckon."""
        lhs, params = compiler.compile(self.source_expressions[0])
        return f"ts_rank('{WEIGHTS}', {lhs}, to_tsquery('english', %s))", (*params, tsquery(self.query))


def fts5(query: Query) -> str:
    """Write a query in the language of FTS5. The words are letters and digits, so quotes make each harmless."""
    *whole, last = query.words
    endings = " OR ".join([f'"{last}"*', *(f'"{word}"' for word in (last, *query.endings))])
    return " AND ".join([*(f'"{word}"' for word in whole), f"({endings})"])


def tsquery(query: Query) -> str:
    """Write a query in the language of `to_tsquery`. The words are letters and digits, so quotes make each harmless."""
    *whole, last = query.words
    endings = " | ".join([f"'{last}':*", *(f"'{word}'" for word in (last, *query.endings))])
    return " & ".join([*(f"'{word}'" for word in whole), f"({endings})"])
