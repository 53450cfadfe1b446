"""Make many learners beside the demo's, in minutes: whole tables at once, with nothing that the site would not write."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max

from bench.dialect import is_postgres
from bench.large_load import timed, unburdened
from bench.large_orders import orders
from bench.large_people import PROFESSIONS, people, words
from bench.large_study import papers, study
from credence.accounts.models import User
from credence.catalog.models import Course, CreditOffer
from credence.catalog.rules.credit_types import newest_types
from credence.commerce.models import Coupon, Order, PaymentAttempt
from credence.credit.models import Award, Certificate
from credence.enrollment.models import Enrollment
from credence.evaluation.models import CourseEvaluation, EvaluationResponse

TABLES = (
    "large_word (kind varchar(10), n integer, word varchar(60))",
    "large_course (n integer, course bigint, version bigint, front_matter bigint, posttest bigint, form bigint, "
    "content varchar(22), answers json)",
    "large_chapter (n integer, place integer, chapter bigint)",
    "large_offer (n integer, p integer, offer bigint, credit_type varchar(40), amount numeric(6, 2), evidence json, "
    "standard json, verdict json)",
    "large_snapshot (course bigint, snapshot text)",
    "large_priced (course bigint, version bigint)",
)


def make_large(learners: int) -> None:
    """Make so many learners with three enrollments each; two in five are completed. Prints each table as it is full."""
    user, enrolled, bought = _after(User), _after(Enrollment, Award), _after(Order, Coupon, PaymentAttempt)
    with connection.cursor() as cursor:
        count = _patterns(cursor)
        steps = [*people(learners, user), *study(learners, count, user, enrolled), *papers(enrolled)]
        steps += orders(learners, user, bought)
        with unburdened(cursor, sorted({name.split()[0] for name, _ in steps})):
            for number, (name, sql) in enumerate(steps, start=1):
                with transaction.atomic():
                    timed(f"table {number} of {len(steps)}: {name}", cursor, sql)
                cursor.execute(f"ANALYZE {name.split()[0]}")
        _settle(cursor)


def _after(*models: Any) -> int:
    """Return a key behind all that are taken."""
    return 1000 + max(model.objects.aggregate(last=Max("pk", default=0))["last"] for model in models)


def _settle(cursor: Any) -> None:
    """Let sequences go on behind the keys that were given, and the planner know what is there."""
    for sql in connection.ops.sequence_reset_sql(no_style(), list(connection.introspection.get_migratable_models())):
        cursor.execute(sql)
    cursor.execute("VACUUM ANALYZE" if is_postgres() else "ANALYZE")


def _patterns(cursor: Any) -> int:
    """Write down by what many rows are made, from the demo's courses; return how many courses there are."""
    for table in TABLES:
        cursor.execute(f"CREATE TEMPORARY TABLE {table.replace(' json', ' jsonb') if is_postgres() else table}")
    _fill(cursor, "large_word", words())
    courses = list(
        Course.objects.filter(current_version__isnull=False).select_related("current_version").order_by("pk")
    )
    for n, course in enumerate(courses):
        _pattern(cursor, n, course)
    for table in TABLES:
        cursor.execute(f"ANALYZE {table.split()[0]}")
    return len(courses)


def _pattern(cursor: Any, n: int, course: Course) -> None:
    version = course.current_version
    assert version  # noqa: S101 - those without one were left out
    form = CourseEvaluation.objects.get(version=version, provider=version.provider_id).form_id
    told = EvaluationResponse.objects.filter(form=form).values_list("answers", flat=True).first() or {}
    about = (version.pk, course.current_front_matter_id, version.posttest.pk, form, course.content)
    _fill(cursor, "large_course", [(n, course.pk, *about, json.dumps(told))])
    chapters = version.chapters.order_by("position").values_list("pk", flat=True)
    _fill(cursor, "large_chapter", [(n, place, chapter) for place, chapter in enumerate(chapters)])
    _fill(cursor, "large_offer", _offers(n, course))
    snapshot = Certificate.objects.exclude(snapshot=None).order_by("pk").values_list("snapshot", flat=True)[0]
    named = {**snapshot, "learner_name": "@name@", "code": "@code@", "course_title": version.title}
    _fill(cursor, "large_snapshot", [(course.pk, json.dumps(named))])
    if version.price:
        _fill(cursor, "large_priced", [(course.pk, version.pk)])


def _offers(n: int, course: Course) -> Iterator[tuple[Any, ...]]:
    """Give for each kind of learner the offer of a course that is theirs, and what an award of it looks like."""
    pattern = Award.objects.order_by("pk").first()
    assert pattern  # noqa: S101 - the demo has some
    assert course.current_version  # noqa: S101 - those without one were left out
    offers = list(course.current_version.credit_offers.order_by("pk"))
    for p, profession in enumerate(PROFESSIONS):
        offer = _offer_for(profession, offers)
        verdict = {**pattern.verdict, "professions": [profession], "due": str(offer.amount)}
        facts = (pattern.evidence, {**pattern.standard, "credit_type": offer.credit_type}, verdict)
        yield (n, p, offer.pk, offer.credit_type, offer.amount, *map(json.dumps, facts))


def _offer_for(profession: str, offers: list[CreditOffer]) -> CreditOffer:
    """Return the offer that is meant for the fewest professions, theirs among them; any where none is for them."""
    types = newest_types()
    theirs = [each for each in offers if types[each.credit_type].is_open_to([profession])]
    return min(theirs, key=lambda each: len(types[each.credit_type].professions), default=offers[-1])


def _fill(cursor: Any, table: str, rows: Any) -> None:
    for row in rows:
        cursor.execute(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(row))})", row)
