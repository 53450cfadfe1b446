"""What the sweeps share."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.house.world import World
from tests.kept import kept


@pytest.fixture(scope="module")
def kept_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Keep a world for the tests of a module."""
    with kept(django_db_blocker, World) as world:
        yield world


@pytest.fixture
def world(kept_world: World, db: None) -> World:
    """Return a world in which every model has a row."""
    return deepcopy(kept_world)
