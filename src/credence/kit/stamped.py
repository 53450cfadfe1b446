"""A migration step by which the database itself marks that content has changed, whoever changed it."""

from typing import Any

from django.db.migrations.operations.base import Operation

ANEW = "INSERT INTO {stamp} (id, mark) VALUES (1, {mark}) ON CONFLICT (id) DO UPDATE SET mark = excluded.mark"
MARKS = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "replace(gen_random_uuid()::text, '-', '')"}


class StampChange(Operation):
    """Write a new mark into the one row of `stamp` at each `event` ("INSERT", "UPDATE" or "DELETE") on `table`.

    Marks are random and written in the transaction of the change, so that none ever stands for two states of content:
    what was read under a mark is true as long as the mark stands, and a mark that is rolled back never comes again.
    On PostgreSQL a TRUNCATE counts as a DELETE.
    """

    reversible = True

    def __init__(self, stamp: str, table: str, event: str) -> None:
        self.stamp, self.table, self.event = stamp, table, event
        self.trigger = f"{table}_stamps_{event.lower()}"

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing: models do not know of triggers."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Create the trigger, in place of an older one: SQLite drops it where a migration makes the table anew.

        What was read while it was missing may be over, so a new mark is written at once.
        """
        self.database_backwards(app_label, schema_editor, from_state, to_state)
        vendor = schema_editor.connection.vendor
        anew = ANEW.format(stamp=self.stamp, mark=MARKS[vendor])
        write = self._postgresql if vendor == "postgresql" else self._sqlite
        schema_editor.execute(write(anew), params=None)
        schema_editor.execute(anew, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the trigger."""
        on = f" ON {self.table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.trigger}{on}")

    def describe(self) -> str:
        """Say what this step does, for `migrate --plan`."""
        return f"Mark each {self.event} on {self.table}"

    def _sqlite(self, anew: str) -> str:
        return f"CREATE TRIGGER {self.trigger} AFTER {self.event} ON {self.table} FOR EACH ROW BEGIN {anew}; END"

    def _postgresql(self, anew: str) -> str:
        events = "DELETE OR TRUNCATE" if self.event == "DELETE" else self.event
        return (
            f"CREATE OR REPLACE FUNCTION {self.stamp}_anew() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {anew}; RETURN NULL; END $$; "
            f"CREATE TRIGGER {self.trigger} AFTER {events} ON {self.table} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION {self.stamp}_anew()"
        )
