"""What these tests share."""

import pytest

from tests.reporting.worked import Worked


@pytest.fixture
def worked(db: None) -> Worked:
    """Return the worked example of docs/participation-report.md."""
    return Worked()
