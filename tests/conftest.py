"""What every test shares."""

import gc
import os

import hypothesis
import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests import installations

os.environ.setdefault("CREDENCE_DEMO", "true")

hypothesis.settings.register_profile("thorough", max_examples=2000, deadline=None)
hypothesis.settings.register_profile("usual", max_examples=50, deadline=None)
hypothesis.settings.load_profile("usual")
"""How many examples a property is tried with, whatever else the machine does: `--hypothesis-profile=thorough`."""

ASKS = {"db", "transactional_db", "django_db_setup", "running_shop", "live_server"}
MARKED = ("django_db", "browser", "nginx", "postgresql", "own_database")

PAGES = ("tests/learn/", "tests/backoffice/")
"""What pages say of rows that the apps' own tests read and write on each database."""

BY_FILE = ("tests/journeys/", "tests/commerce/kills/", "tests/house/test_demo.py", "tests/races/")


class Scheduling(LoadScopeScheduling):
    """Hands out test by test, but leaves those together that share what takes long to start."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file.startswith(BY_FILE) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Choose who runs what, where several processes do."""
    return Scheduling(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Open the folder of this run, unless this process is one of several and the first has done it."""
    if installations.FOLDER not in os.environ:
        installations.open_folder()
        config.add_cleanup(installations.remove_folder)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, on PostgreSQL, what no database changes: it has run on SQLite, and would do the very same."""
    if not os.environ.get("CREDENCE_DATABASE_URL"):
        return
    config.hook.pytest_deselected(items=[item for item in items if not _asks_a_database(item)])
    items[:] = [item for item in items if _asks_a_database(item)]


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass by modules and tests, which stay: to look at them takes a tenth of the time."""
    gc.collect()
    gc.freeze()


def _asks_a_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("plans"):
        return True
    if item.nodeid.startswith(PAGES) or any(item.get_closest_marker(name) for name in ("look", "same")):
        return False
    asks = ASKS & set(getattr(item, "fixturenames", ()))
    return bool(asks) or any(item.get_closest_marker(name) for name in MARKED)
