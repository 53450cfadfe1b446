"""A migration step by which the database itself writes down what follows from a new row, whoever wrote that."""

from typing import Any

from django.db.migrations.operations.base import Operation


class WriteAlong(Operation):
    """Run `statement` for each row that is inserted into `table`, in the transaction of the insert.

    `statement` is SQL over NEW that both databases understand, and `name` that of the trigger.
    """

    reversible = True

    def __init__(self, name: str, table: str, statement: str) -> None:
        self.trigger, self.table, self.statement = name, table, statement

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing: models do not know of triggers."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Create the trigger, in place of an older one: SQLite drops it where a migration makes the table anew."""
        self.database_backwards(app_label, schema_editor, from_state, to_state)
        write = self._postgresql if schema_editor.connection.vendor == "postgresql" else self._sqlite
        schema_editor.execute(write(), params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the trigger."""
        on = f" ON {self.table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.trigger}{on}")

    def describe(self) -> str:
        """Say what this step does, for `migrate --plan`."""
        return f"Write along with each row of {self.table}"

    def _sqlite(self) -> str:
        return f"CREATE TRIGGER {self.trigger} AFTER INSERT ON {self.table} FOR EACH ROW BEGIN {self.statement}; END"

    def _postgresql(self) -> str:
        return (
            f"CREATE OR REPLACE FUNCTION {self.trigger}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {self.statement}; RETURN NULL; END $$; "
            f"CREATE TRIGGER {self.trigger} AFTER INSERT ON {self.table} FOR EACH ROW "
            f"EXECUTE FUNCTION {self.trigger}()"
        )


class StopWriting(Operation):
    """Drop the trigger of a `WriteAlong` while a migration makes a table anew that it names.

    `WriteAlong` must follow in the same migration.
    """

    reversible = True

    def __init__(self, along: WriteAlong) -> None:
        self.along = along

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing: models do not know of triggers."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the trigger."""
        self.along.database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Create the trigger again."""
        self.along.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Say what this step does, for `migrate --plan`."""
        return f"Stop writing along with rows of {self.along.table}"
