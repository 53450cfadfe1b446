"""Publishing tests keep stored files in a folder of their own and start from the sample tree."""

from pathlib import Path

import pytest

from tests.media.conftest import media_folder
from tests.publishing.samples import copy_samples

__all__ = ["media_folder"]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a copy of the sample tree that the test may spoil."""
    return copy_samples(tmp_path / "tree")
