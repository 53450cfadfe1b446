"""What every test shares."""

import os

import pytest

os.environ.setdefault("CREDENCE_DEMO", "true")

ASKS = {"db", "transactional_db", "django_db_setup", "running_shop", "live_server"}
MARKED = ("django_db", "browser", "nginx", "postgresql", "own_database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, on PostgreSQL, what no database changes: it has run on SQLite, and would do the very same."""
    if not os.environ.get("CREDENCE_DATABASE_URL"):
        return
    config.hook.pytest_deselected(items=[item for item in items if not _asks_a_database(item)])
    items[:] = [item for item in items if _asks_a_database(item)]


def _asks_a_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("look") or item.get_closest_marker("same"):
        return False
    asks = ASKS & set(getattr(item, "fixturenames", ()))
    return bool(asks) or any(item.get_closest_marker(name) for name in MARKED)
