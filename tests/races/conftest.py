"""What every race needs: PostgreSQL, a connection for everybody, and a start together."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

Racer = Callable[[], str]
WHY = "races need PostgreSQL and real connections: set CREDENCE_DATABASE_URL=postgresql://…"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what is marked `postgresql` before any database is set up, unless the database is PostgreSQL."""
    if connection.vendor == "postgresql":
        return
    for item in items:
        if item.get_closest_marker("postgresql"):
            item.add_marker(pytest.mark.skip(reason=WHY))


@pytest.fixture
def race() -> Callable[[Racer, int], Counter[str]]:
    """Return a function that lets so many threads, each on its own connection, do one thing at once.

    It returns how often each outcome came about.
    """

    def run(act: Racer, count: int) -> Counter[str]:
        start = threading.Barrier(count, timeout=30)

        def one(_: int) -> str:
            try:
                start.wait()
                return act()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(count) as threads:
            return Counter(threads.map(one, range(count)))

    return run
