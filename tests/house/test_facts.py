"""Rows of facts are neither changed nor deleted, and every model has decided whether its rows are facts."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from credence.kit.append_only import RefuseChange
from tests.house.world import World

NOT_FACTS = {
    # Of the learner, who may change or take them back
    "accounts_profile": "the learner's own, always as it is now",
    "accounts_identifier": "part of the profile",
    "accounts_invitation": "work that ends; each step of it is on record",
    "accounts_knownby": "made anew from the names and the address",
    "accounts_registration": "nobody's until it is confirmed, and gone with that or with its time",
    "accounts_session": "ends; signing in and out is the person's own",
    "accounts_tries": "counts within a window, and gone after it",
    "accounts_heldrole": "what somebody may do now; granting and revoking are on record",
    "progress_chapterprogress": "grows beat by beat",
    "progress_learnerclock": "grows beat by beat",
    "progress_studyclock": "grows beat by beat",
    "support_supportrequest": "forgotten with the account",
    "project_signoflife": "a clock face: only the last time counts",
    "outbox_letter": "a queue; what was secret is forgotten once sent",
    "reporting_reckoning": "counts that are made anew",
    "reporting_evaluationreckoning": "counts that are made anew",
    "reporting_reportrequest": "a queue; gone with its file after some days, while who took it stays on record",
    "credit_number": "what is locked where numbers are compared; goes with the last person that had it",
    "credit_steptaken": "a queue; gone once its credit was judged",
    # What a publication points to and may point to anew
    "catalog_accreditingprovider": "a provider moves, and its signatory changes",
    "catalog_accreditation": "as the accreditor says now; what changes is on record",
    "catalog_approver": "as the provider knows them now; what changes is on record",
    "catalog_topic": "a label",
    "catalog_course": "a pointer to the version that new learners get",
    "catalog_line": "a pointer to the newest version of those that go on",
    "catalog_listing": "made anew from the versions",
    "catalog_facet": "made anew from the versions",
    "catalog_term": "made anew from the versions",
    "catalog_words": "made anew from the versions",
    "catalog_edition": "a mark for caches",
    "catalog_stamp": "a mark for what processes keep",
    "evaluation_courseevaluation": "which form is asked for; a provider may ask anew",
    "media_asset": "known by its hash",
    "enrollment_wantedcourse": "waits for the profile, and ends with the enrollment",
    "enrollment_enrollment": "a right, whose references are protected",
    # Money that is still being worked on
    "commerce_couponbatch": "an offer of the site",
    "commerce_coupon": "an offer of the site",
    "commerce_stray": "work that ends",
    "commerce_settlementdifference": "work that ends",
}
ONLY_PARTLY = {
    ("accounts_user", "UPDATE"): "username = 'mallory'",
    ("accounts_heldprofession", "UPDATE"): "profession = 'nurse'",
    ("credit_revocation", "UPDATE"): "reason = 'other'",
    ("credit_reinstatement", "UPDATE"): "reason = 'other'",
    ("credit_correction", "UPDATE"): "amount = 9",
    ("credit_certificate", "UPDATE"): "snapshot = '{}'",
    ("credit_identity", "UPDATE"): "name = 'mallory'",
    ("credit_awardnumber", "UPDATE"): "value = 'other'",
    ("credit_numbercase", "UPDATE"): "opened_at = '2001-01-01 00:00:00'",
    ("credit_caseparty", "UPDATE"): "joined_at = '2001-01-01 00:00:00'",
    ("commerce_sharing", "UPDATE"): "given_at = '2001-01-01 00:00:00'",
    ("catalog_withdrawal", "UPDATE"): "reason = 'other'",
    ("commerce_order", "UPDATE"): None,  # tests/commerce/test_models.py tries it on a paid order
    ("commerce_paymentattempt", "UPDATE"): "amount = 1",
    ("commerce_refund", "UPDATE"): "amount = 1",
}
"""Rows that may change but for something: what must be refused."""


def refusals() -> list[RefuseChange]:
    """Return every refusal that a migration sets up."""
    steps = (step for migration in MigrationLoader(None).disk_migrations.values() for step in migration.operations)
    return [step for step in steps if isinstance(step, RefuseChange)]


REFUSALS = refusals()


def tables() -> Iterator[str]:
    """Return the table of every model of ours."""
    for model in apps.get_models():
        if model.__module__.startswith("credence."):
            yield model._meta.db_table


def a_column(table: str) -> str:
    """Return a column of `table` that a change could touch."""
    model: type[models.Model] = next(
        each for each in apps.get_models(include_auto_created=True) if each._meta.db_table == table
    )
    return next(field.column for field in model._meta.concrete_fields if not field.primary_key)


def test_every_model_has_decided() -> None:
    refusing = {step.table for step in REFUSALS}
    assert set(tables()) - refusing == set(NOT_FACTS)


def test_what_may_change_a_little_is_named_with_what_may_not() -> None:
    partly = {(step.table, step.event) for step in REFUSALS if step.condition or step.columns}
    assert partly == set(ONLY_PARTLY)


def test_what_is_never_changed_is_never_deleted_either() -> None:
    events = {table: {step.event for step in REFUSALS if step.table == table} for table in set(tables())}
    never_changed = {
        table for table, found in events.items() if "UPDATE" in found and (table, "UPDATE") not in ONLY_PARTLY
    }
    assert {table for table in never_changed if "DELETE" not in events[table]} == set()


def test_rows_of_facts_are_neither_changed_nor_deleted(world: World) -> None:
    for step in REFUSALS:
        change = ONLY_PARTLY.get((step.table, step.event), f"{a_column(step.table)} = {a_column(step.table)}")
        if change is None:
            continue
        update, delete = f"UPDATE {step.table} SET {change}", f"DELETE FROM {step.table}"  # noqa: S608 - ours too
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {step.table}")  # noqa: S608 - the names are ours
            assert cursor.fetchone()[0] > 0, f"there is no row to try on in {step.table}"
        with pytest.raises(IntegrityError, match=f"{step.table} is a record of facts"), transaction.atomic():
            connection.cursor().execute(update if step.event == "UPDATE" else delete)
