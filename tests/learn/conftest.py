"""What the tests of pages share."""

import datetime as dt

import pytest

from credence.project.demo.dates import WRITTEN_AS_OF

TODAY = dt.datetime.combine(WRITTEN_AS_OF, dt.time(16), dt.UTC)
"""When these tests take place, whenever they are run: the courses of the factories are open on this day."""


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the clock to `TODAY`, from which it goes on as clocks do."""
    begun = dt.datetime.now(dt.UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY + (dt.datetime.now(dt.UTC) - begun))
