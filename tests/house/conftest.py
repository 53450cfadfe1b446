"""What the sweeps share."""

import pytest

from tests.house.world import World


@pytest.fixture
def world(db: None) -> World:
    """Return a world in which every model has a row."""
    return World()
