"""A migration step that makes the database itself refuse to change or delete rows of facts."""

from typing import Any

from django.db.migrations.operations.base import Operation

REFUSAL = "{table} is a record of facts: rows are never {verb}"


def _sqlite(table: str, event: str, condition: str, columns: str) -> str:
    message = REFUSAL.format(table=table, verb="changed" if event == "UPDATE" else "deleted")
    of = f" OF {columns}" if columns else ""
    when = f" WHEN {condition}" if condition else ""
    return (
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event}{of} ON {table} FOR EACH ROW{when} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _postgresql(table: str, event: str, condition: str, columns: str) -> str:
    message = REFUSAL.format(table=table, verb="changed" if event == "UPDATE" else "deleted")
    of = f" OF {columns}" if columns else ""
    when = f" WHEN ({condition})" if condition else ""
    return (
        f"CREATE OR REPLACE FUNCTION {table}_no_{event.lower()}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$; "
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event}{of} ON {table} FOR EACH ROW{when} "
        f"EXECUTE FUNCTION {table}_no_{event.lower()}()"
    )


class RefuseChange(Operation):
    """Forbid `event` ("UPDATE" or "DELETE") on `table`, with a trigger, on SQLite and PostgreSQL.

    So records of participation and of what a course consisted of outlive every mistake (R56, R57, R74).
    `condition` is SQL over OLD and NEW that both databases understand: only rows for which it holds are refused.
    `columns` narrows an UPDATE to those columns (comma-separated). The breach is an IntegrityError.
    """

    reversible = True

    def __init__(self, table: str, event: str, *, condition: str = "", columns: str = "") -> None:
        self.table, self.event, self.condition, self.columns = table, event, condition, columns
        self.trigger = f"{table}_no_{event.lower()}"

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing: models do not know of triggers."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Create the trigger, in place of an older one: SQLite drops it where a migration makes the table anew."""
        self.database_backwards(app_label, schema_editor, from_state, to_state)
        write = _postgresql if schema_editor.connection.vendor == "postgresql" else _sqlite
        schema_editor.execute(write(self.table, self.event, self.condition, self.columns), params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the trigger."""
        on = f" ON {self.table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.trigger}{on}")

    def describe(self) -> str:
        """Say what this step does, for `migrate --plan`."""
        return f"Refuse {self.event} on {self.table}"


class AllowChange(Operation):
    """Take a refusal back while a migration fills a new column. `RefuseChange` must follow in the same migration."""

    reversible = True

    def __init__(self, table: str, event: str) -> None:
        self._refusal = RefuseChange(table, event)
        self.trigger = self._refusal.trigger

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing: models do not know of triggers."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the trigger."""
        self._refusal.database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Create the trigger again."""
        self._refusal.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Say what this step does, for `migrate --plan`."""
        return f"Allow {self._refusal.event} on {self._refusal.table} for the steps that follow"
