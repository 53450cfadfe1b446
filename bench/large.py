"""`script/bench --large N`: what every page of every face costs among many learners. Prints plans of what is slow."""

import statistics
import sys
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any, NamedTuple

import django

django.setup()

from django.db import connection  # noqa: E402 - Django first
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from bench.dialect import is_postgres  # noqa: E402
from bench.large_cpu import alone, cpu_ms  # noqa: E402
from bench.large_data import make_large  # noqa: E402
from bench.large_report import count_all, list_learners  # noqa: E402
from credence.accounts.models import User  # noqa: E402
from credence.catalog.models import AccreditingProvider, Course  # noqa: E402
from credence.commerce.models import Coupon, Order  # noqa: E402
from credence.credit.models import Award, Certificate  # noqa: E402
from credence.enrollment.models import Enrollment  # noqa: E402

TRIES, SLOWEST = 5, 10
SLOW_MS = 100.0
"""The plan of a query that takes longer is printed."""
HOST = "127.0.0.1"
PUBLIC = ("home", "catalog", "faq", "privacy", "support", "register", "verify")
LEARNERS = (
    *("my-courses", "orders", "transcript", "profile", "account", "devices", "personal-data", "close-account"),
    *("sharing", "account-menu", "transcript-pdf", "personal-data-file"),
)
OF_A_COURSE = ("learn", "posttest", "claim", "what-you-get", "front-matter")
OFFICE = (
    *("home", "orders", "uncertain", "refunds", "coupons", "batches", "groups", "revenue", "differences", "reports"),
    *("own-courses", "numbers", "professions", "haste", "unstamped", "staff", "record", "coupon-new", "coupons-many"),
)


class Page(NamedTuple):
    """A page: whose face it is of, its address, and who asks."""

    face: str
    address: str
    user: User | None = None


def measure(learners: int) -> None:
    """Make so many learners in the database at hand, unless it has them, and print what each page costs."""
    if not User.objects.filter(username="learner0").exists():
        make_large(learners)
    alone()
    staff = User.objects.get(username="staff")
    count_all(staff)
    told = [_measure(page) for page in (*_public(), *_of_learners(), *_of_staff())]
    sys.stdout.write(f"\nThe slowest of {len(told)} pages:\n")
    for _taken, line in sorted(told, reverse=True)[:SLOWEST]:
        sys.stdout.write(line)
    list_learners(staff)


def _measure(page: Page) -> tuple[float, str]:
    """Return how many milliseconds a page takes, and what is said of it; the plans of its slow queries are printed."""
    client = Client(HTTP_HOST=HOST)
    if page.user:
        client.force_login(page.user)
    _ask(client, page.address)
    queries = Queries()
    with connection.execute_wrapper(queries):
        size = _ask(client, page.address)
    used = cpu_ms()
    taken = statistics.median(_timed(client, page.address) for _ in range(TRIES))
    cpu = (cpu_ms() - used) / TRIES
    cost = f"{taken:9.1f} ms{cpu:9.1f} CPU ms{len(queries.asked):4} queries{size:9} bytes"
    told = f"{page.face:8}{page.address:70.70}{cost}\n"
    sys.stdout.write(told)
    for sql, params, milliseconds in queries.asked:
        if milliseconds > SLOW_MS:
            _explain(sql, params, milliseconds)
    return cpu, told


class Queries:
    """Keeps what the database is asked, and how many milliseconds each took."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any, float]] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's
        begun = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.asked.append((sql, params, (perf_counter() - begun) * 1000))


def _ask(client: Client, address: str) -> int:
    response = client.get(address)
    if response.status_code not in (200, 302):
        sys.stdout.write(f"{address} was answered with {response.status_code}\n")
    return sum(len(part) for part in response) if response.streaming else len(response.content)


def _timed(client: Client, address: str) -> float:
    begun = perf_counter()
    _ask(client, address)
    return (perf_counter() - begun) * 1000


def _explain(sql: str, params: Any, milliseconds: float) -> None:
    sys.stdout.write(f"    {milliseconds:.0f} ms: {sql[:1500]}\n")
    if sql.startswith("SELECT"):
        with connection.cursor() as cursor:
            cursor.execute(("EXPLAIN " if is_postgres() else "EXPLAIN QUERY PLAN ") + sql, params)
            for row in cursor.fetchall():
                sys.stdout.write(f"        {row[-1]}\n")


def _public() -> Iterator[Page]:
    course = Course.objects.filter(current_version__isnull=False).order_by("pk")[0]
    certificate = Certificate.objects.order_by("-pk")[0]
    for name in PUBLIC:
        yield Page("public", reverse(f"learn:{name}"))
    yield Page("public", f"{reverse('learn:catalog')}?q=contrast")
    yield Page("public", reverse("learn:course", args=[course.slug]))
    yield Page("public", f"{reverse('learn:verify')}?code={certificate.code}")


def _of_learners() -> Iterator[Page]:
    """Yield the pages of the first who completed a course: the same learner, however many there are."""
    award = Award.objects.filter(learner__username__startswith="learner").order_by("pk").select_related("learner")[0]
    slug = Enrollment.objects.filter(learner=award.learner).order_by("pk").values_list("course__slug", flat=True)[0]
    for name in LEARNERS:
        yield Page("learner", reverse(f"learn:{name}"), award.learner)
    for name in OF_A_COURSE:
        yield Page("learner", reverse(f"learn:{name}", args=[slug]), award.learner)


def _of_staff() -> Iterator[Page]:
    staff, finance = (User.objects.get(username=name) for name in ("staff", "finance"))
    for name in OFFICE:
        yield Page("office", reverse(f"backoffice:{name}"), staff)
    for asked in (
        "person=learner7",
        "person=Garcia",
        "act=award.hasty",
        "act=award.granted",
        "subject=x",
        "before=end",
    ):
        yield Page("office", f"{reverse('backoffice:record')}?{asked}", staff)
    for address in _searched():
        yield Page("office", address, finance)
    for provider in AccreditingProvider.objects.order_by("pk"):
        for name in ("reports-provider", "reports-supporters", "reports-evaluations"):
            yield Page("office", reverse(f"backoffice:{name}", args=[provider.slug]), staff)
        report = reverse("backoffice:reports-provider", args=[provider.slug])
        yield from (Page("office", f"{report}?year={year}", staff) for year in ("2024", "all"))
        evaluations = reverse("backoffice:reports-evaluations", args=[provider.slug])
        for course in Course.objects.filter(current_version__provider=provider).order_by("pk"):
            yield Page("office", f"{report}?year=2024&course={course.slug}", staff)
            yield Page("office", f"{evaluations}?course={course.slug}", staff)


def _searched() -> Iterator[str]:
    order = Order.objects.exclude(paid_at=None).order_by("-pk").select_related("learner__profile")[0]
    coupon = Coupon.objects.exclude(orders=None).order_by("pk")[0]
    orders, coupons = (reverse(f"backoffice:{name}") for name in ("orders", "coupons"))
    for words in (order.number, order.learner.username, order.learner.email, "Garcia", "Alice Garcia", coupon.code):
        yield f"{orders}?q={words}"
    for asked in ("q=1234", "q=nobodyatall", "state=refunded", "state=paid&paid_by=card", "undecided=on",
                  "first=2024-01-01&last=2024-01-31", "q=Garcia&state=refunded", "before=end"):  # fmt: skip
        yield f"{orders}?{asked}"
    yield reverse("backoffice:order", args=[order.number])
    yield reverse("backoffice:coupon", args=[coupon.code])
    for asked in (f"q={coupon.code}", "q=meeting", "kind=percent", "active=no", "alone=on"):
        yield f"{coupons}?{asked}"


if __name__ == "__main__":
    measure(int(sys.argv[1]))
