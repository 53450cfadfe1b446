"""A process that upgrades an installation: the old migrations, the old rows, today's migrations, today's judgement.

    python -m tests.upgrade.upgrading FILE

works on the empty database of its environment and writes to FILE, as JSON, what `before.json.gz` holds for the old
code: the rows that are facts, what anybody is told of each certificate, and what is judged of every credit.
"""

import datetime as dt
import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402 - models come after the settings
from django.core.management.color import no_style  # noqa: E402
from django.core.serializers.json import DjangoJSONEncoder  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from django.db.models import Model  # noqa: E402

from credence.credit.models import Certificate  # noqa: E402
from credence.credit.queries import verdicts_for_many, verification_of, verification_of_file  # noqa: E402
from credence.enrollment.models import Enrollment  # noqa: E402
from tests.upgrade.old import FACTS, before  # noqa: E402


def migrate_to(heads: Iterable[tuple[str, str]]) -> Any:
    """Migrate an empty database to `heads`, and return the models of that time. Apps that are gone are left out."""
    executor = MigrationExecutor(connection)
    known = [head for head in heads if head in executor.loader.graph.nodes]
    executor.migrate(known)
    return executor.loader.project_state(known).apps


def load(then: Any, rows: dict[str, Any]) -> None:
    """Write rows with their keys by the models of that time; later rows are counted on from them."""
    models = {name: then.get_model(*name.split(".")) for name in rows}
    with transaction.atomic():
        for name, model in models.items():
            fields = [_field(model, column) for column in rows[name]["columns"]]
            model.objects.bulk_create([_row(model, fields, values) for values in rows[name]["rows"]], batch_size=500)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models.values())):
            cursor.execute(statement)


def _field(model: type[Model], column: str) -> Any:
    return next(each for each in model._meta.concrete_fields if each.attname == column)


def _row(model: type[Model], fields: list[Any], values: list[Any]) -> Model:
    return model(**{f.attname: f.to_python(each) for f, each in zip(fields, values, strict=True)})


def facts(name: str) -> list[dict[str, Any]]:
    """Return the rows of one of today's models, each by its columns."""
    model = apps.get_model(name)
    return [{f.attname: _plain(f, row) for f in model._meta.concrete_fields} for row in model.objects.order_by("pk")]


def _plain(field: Any, row: Model) -> Any:
    value = field.value_from_object(row)
    return field.value_to_string(row) if field.get_internal_type() == "BinaryField" and value is not None else value


def judged(moment: dt.datetime) -> list[Any]:
    """Return enrollment, offer, what is due, the day of completion and what is missing, of every pair at `moment`."""
    enrollments = Enrollment.objects.select_related("course", "line__version").order_by("pk")
    return [
        [
            pk,
            one.offer.pk,
            one.verdict.due,
            one.verdict.completed_on,
            [[s.code, s.data] for s in one.verdict.shortfalls],
        ]
        for pk, found in verdicts_for_many(enrollments, moment).items()
        for one in sorted(found, key=lambda one: one.offer.pk)
    ]


def verified(now: dt.datetime) -> dict[str, Any]:
    """Return what anybody is told of each certificate by its code, and by its file where there is one."""
    told = {}
    for each in Certificate.objects.order_by("pk"):
        by_code = _told(verification_of(each.code, now))
        file = _told(verification_of_file(hashlib.sha256(each.pdf).hexdigest(), now)) if each.pdf else by_code
        told[each.code] = [by_code, file]
    return told


def _told(found: Any) -> dict[str, Any] | None:
    names = ("name", "course", "completed_on", "amount", "provider", "status", "since")
    return found and {**{name: getattr(found, name) for name in names}, "type": found.type.code}


class Plain(DjangoJSONEncoder):
    """Moments to the microsecond, as the old rows have them."""

    def default(self, o: Any) -> Any:
        """Write a moment as it is; all else as Django does."""
        return o.isoformat() if isinstance(o, dt.datetime) else super().default(o)


def main(target: Path) -> None:
    """Upgrade, judge, and write what came of it."""
    old = before()
    load(migrate_to([(app, name) for app, name in old["heads"]]), old["rows"])
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    found = {
        "rows": {name: facts(name) for name in FACTS},
        "verified": verified(dt.datetime.fromisoformat(old["now"])),
        "judged": [[moment, judged(dt.datetime.fromisoformat(moment))] for moment, _ in old["judged"]],
    }
    target.write_text(json.dumps(found, cls=Plain), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
