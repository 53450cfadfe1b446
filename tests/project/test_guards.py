"""What the database must have is compared with its catalogs, and each thing that is missing is named."""

import copy

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from credence.assessment.models import Attempt
from credence.project.constraints import missing_of, table_of
from credence.project.guards import faults, missing_triggers, refuse_an_unguarded_start, restore, unapplied

pytestmark = pytest.mark.django_db(transaction=True)
ON = "" if connection.vendor == "sqlite" else " ON audit_event"
LATEST = max(name for app, name in MigrationLoader(None).disk_migrations if app == "outbox")
OTHERS = ["enrollment_id", "posttest_id", "public_id", "submission_key", "submitted_at"]
NUMBERS, TEXTS = ["number", "right", "target", "total"], ["answers", "asked"]
UNNAMED = [
    *(f"check ({each})" for each in sorted(NUMBERS + (TEXTS if connection.vendor == "sqlite" else []))),
    *(f"index ({each})" for each in ("enrollment_id", "posttest_id")),
    *(f"not null ({each})" for each in sorted([*NUMBERS, *TEXTS, *OTHERS])),
    "primary key (id)",
    "reference to assessment_posttest (id) (posttest_id)",
    "reference to enrollment_enrollment (id) (enrollment_id)",
    "unique (public_id)",
]
"""What the columns of an attempt are, beside what has a name."""
TOLD = "The trigger audit_event_no_update is missing, so rows of facts can be lost: run `credence restore-triggers`."


def drop(what: str) -> None:
    """Take something away from the database, as nobody should."""
    with connection.cursor() as cursor:
        cursor.execute(what)


def test_a_database_that_was_migrated_lacks_nothing() -> None:
    assert (unapplied(), faults()) == ([], [])
    refuse_an_unguarded_start()


def test_a_trigger_that_is_missing_is_named_stops_the_start_and_is_restored(capsys: pytest.CaptureFixture[str]) -> None:
    drop(f"DROP TRIGGER audit_event_no_update{ON}")
    try:
        assert faults() == [TOLD]
        for refused in (refuse_an_unguarded_start, lambda: call_command("check")):
            with pytest.raises(CommandError) as said:
                refused()
            assert str(said.value) == TOLD
    finally:
        call_command("restore_triggers")
    out = "audit_event_no_update\n1 triggers were missing and are there again.\n"
    assert (capsys.readouterr().out.endswith(out), faults()) == (True, [])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite switches no trigger off")
def test_a_trigger_that_is_switched_off_is_missing() -> None:
    drop("ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_update")
    missing = missing_triggers()
    restore(missing)
    assert ([each.trigger for each in missing], faults()) == (["audit_event_no_update"], [])


def test_an_index_that_is_missing_is_named() -> None:
    drop("DROP INDEX outbox_letter_due")
    try:
        said = "outbox_letter_due on outbox_letter is missing: the database no longer keeps what it says."
        assert faults() == [said]
    finally:
        drop("CREATE INDEX outbox_letter_due ON outbox_letter (next_attempt_at) WHERE sent_at IS NULL")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite drops no constraint")
def test_a_constraint_that_is_missing_is_named() -> None:
    drop("ALTER TABLE commerce_refund RENAME CONSTRAINT commerce_refund_state TO elsewhere")
    try:
        assert [each.split(" on ")[0] for each in faults()] == ["commerce_refund_state"]
    finally:
        drop("ALTER TABLE commerce_refund RENAME CONSTRAINT elsewhere TO commerce_refund_state")


def test_a_migration_that_waits_stops_the_start() -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("outbox", LATEST)
    try:
        with pytest.raises(CommandError) as said:
            refuse_an_unguarded_start()
    finally:
        recorder.record_applied("outbox", LATEST)
    assert str(said.value) == f"1 migrations are not applied, outbox.{LATEST} first: run `credence prepare`."


def test_an_index_without_a_name_of_ours_is_named_by_its_column() -> None:
    there = indexes_of("assessment_attempt", ["enrollment_id"])
    assert len(there) == 1
    drop(f"DROP INDEX {there[0]}")
    try:
        assert faults() == [
            "index (enrollment_id) on assessment_attempt is missing: the database no longer keeps what it says."
        ]
    finally:
        drop(f"CREATE INDEX {there[0]} ON assessment_attempt (enrollment_id)")
    assert faults() == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite alters no column")
def test_a_column_that_may_be_null_though_it_must_not_is_named() -> None:
    drop("ALTER TABLE outbox_letter ALTER COLUMN subject DROP NOT NULL")
    try:
        assert [each.split(" is missing")[0] for each in faults()] == ["not null (subject) on outbox_letter"]
    finally:
        drop("ALTER TABLE outbox_letter ALTER COLUMN subject SET NOT NULL")


def test_of_a_table_without_any_constraint_each_one_is_named() -> None:
    bare = copy.copy(table_of(Attempt))
    bare.db_table = "bare_attempt"
    drop("CREATE TABLE bare_attempt AS SELECT * FROM assessment_attempt")
    try:
        with connection.cursor() as cursor:
            found = list(missing_of(bare, cursor))
    finally:
        drop("DROP TABLE bare_attempt")
    named = sorted(each.name for each in (*bare.constraints, *bare.indexes))
    assert found == [*named, *UNNAMED]


def test_a_table_that_is_gone_is_named() -> None:
    drop("ALTER TABLE support_supportrequest RENAME TO elsewhere")
    try:
        assert faults() == ["The table support_supportrequest is missing: restore it from a backup."]
    finally:
        drop("ALTER TABLE elsewhere RENAME TO support_supportrequest")


def indexes_of(table: str, columns: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        there = connection.introspection.get_constraints(cursor, table)
    return [name for name, each in there.items() if each["index"] and each["columns"] == columns]
