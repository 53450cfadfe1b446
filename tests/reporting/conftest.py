"""What these tests share."""

from collections.abc import Iterator
from copy import deepcopy

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.kept import kept
from tests.reporting.worked import Worked


@pytest.fixture(scope="module")
def kept_worked(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Worked]:
    """Keep the worked example for the tests of a module."""
    with kept(django_db_blocker, Worked) as worked:
        yield worked


@pytest.fixture
def worked(kept_worked: Worked, db: None) -> Worked:
    """Return the worked example of docs/participation-report.md."""
    return deepcopy(kept_worked)
