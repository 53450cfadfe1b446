"""Figures of the site that are read when somebody asks: what waits, since when, and what happened lately."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass

from django.conf import settings
from django.db.models import Count, Min
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from credence.audit.models import Event
from credence.commerce.queries.waiting import waiting
from credence.credit.models import Certificate, StepTaken
from credence.outbox.queries import queue_at
from credence.project.models import SignOfLife

LATELY = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its name, what it counts, and its values, each by the value of the label or by none."""

    name: str
    meaning: str
    label: str
    values: Mapping[str, float]


def figures(now: dt.datetime) -> Iterator[Figure]:
    """Return every figure that stands in the database or on the disk, in eleven queries."""
    for part in (_letters, _signs, _money, _credit, _acts):
        yield from part(now)
    free = shutil.disk_usage(settings.VAR).free
    yield Figure("credence_disk_free_bytes", "Bytes that are free where the site writes.", "", {"": free})


def _letters(now: dt.datetime) -> Iterator[Figure]:
    queue = queue_at(now)
    count = {"waiting": queue.waiting, "refused": queue.refused, "set-aside": queue.set_aside}
    yield Figure("credence_letters", "Letters that are not sent.", "state", count)
    age = queue.oldest.total_seconds()
    yield Figure("credence_letters_oldest_seconds", "How long the oldest letter has waited.", "", {"": age})


def _signs(now: dt.datetime) -> Iterator[Figure]:
    ages = {kind: (now - at).total_seconds() for kind, at in SignOfLife.objects.values_list("kind", "at")}
    yield Figure("credence_last_seen_seconds", "Seconds since the last sign of life.", "kind", ages)


def _money(now: dt.datetime) -> Iterator[Figure]:
    found = waiting(now)
    counts = dict(zip(found.__dataclass_fields__, astuple(found), strict=True))
    yield Figure("credence_money_waiting", "Payments, refunds and orders that wait for people.", "kind", counts)


def _credit(now: dt.datetime) -> Iterator[Figure]:
    steps = StepTaken.objects.aggregate(count=Count("pk"), since=Min("at"))
    blank = Certificate.objects.filter(sha256=None, erased_at=None).aggregate(count=Count("pk"), since=Min("issued_at"))
    found = {"steps": steps, "certificates": blank}
    counts = {name: each["count"] for name, each in found.items()}
    ages = {name: (now - each["since"]).total_seconds() if each["since"] else 0.0 for name, each in found.items()}
    yield Figure("credence_credit_waiting", "Steps to be judged, and certificates to be drawn.", "kind", counts)
    yield Figure("credence_credit_oldest_seconds", "How long the oldest of them has waited.", "kind", ages)


def _acts(now: dt.datetime) -> Iterator[Figure]:
    lately = Event.objects.filter(at__gte=now - LATELY).order_by().values_list("action").annotate(Count("pk"))
    yield Figure("credence_acts_last_hour", "What was put on record in the last hour.", "act", dict(lately))


class Figures(Collector):
    """The figures as Prometheus takes them."""

    def __init__(self, clock: Callable[[], dt.datetime]) -> None:
        self._clock = clock

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Read all of them."""
        for each in figures(self._clock()):
            family = GaugeMetricFamily(each.name, each.meaning, labels=[each.label] if each.label else [])
            for label, value in each.values.items():
                family.add_metric([label] if each.label else [], value)
            yield family
