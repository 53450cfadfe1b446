"""What the tests of pages share: the day, and the checkout with the simulator behind it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from credence.commerce.gateway import chosen
from credence.project.demo.dates import WRITTEN_AS_OF
from credence.project.public_pages import forget_pages
from tests.factories.accounts import make_learner
from tests.factories.commerce import make_paid_course
from tests.learn.till import Buyer, settings_of
from tests.simulators.conftest import running_simulator, simulator
from tests.simulators.driver import Simulator

__all__ = ["running_simulator", "simulator"]

TODAY = dt.datetime.combine(WRITTEN_AS_OF, dt.time(16), dt.UTC)
"""When these tests take place, whenever they are run: the courses of the factories are open on this day."""


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the clock to `TODAY`, from which it goes on as clocks do."""
    begun = dt.datetime.now(dt.UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY + (dt.datetime.now(dt.UTC) - begun))


@pytest.fixture(autouse=True)
def _no_page_kept() -> None:
    """Let each test begin as a process does that has answered nothing yet."""
    forget_pages()


@pytest.fixture
def takes_cards(simulator: Simulator, settings: Any) -> Iterator[Simulator]:
    """Let the site take cards, by a line to the gateway that nothing has failed on yet."""
    settings.ENV = settings.ENV.model_copy(update=settings_of(simulator))
    chosen._paytrace.cache_clear()
    yield simulator
    chosen._paytrace.cache_clear()


@pytest.fixture
def buyer(db: None, takes_cards: Simulator, client: Client) -> Buyer:
    """Return a learner who is about to buy."""
    cache.clear()
    make_paid_course()
    client.force_login(make_learner())
    return Buyer(client, takes_cards)
