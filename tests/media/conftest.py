"""Media tests keep files in a folder of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from credence.project.settings import STORAGES


@pytest.fixture(autouse=True)
def media_folder(tmp_path: Path) -> Iterator[Path]:
    """Keep stored files under the test's own folder."""
    folder = tmp_path / "media"
    stores = {**STORAGES, "default": {**STORAGES["default"], "OPTIONS": {"location": folder}}}
    with override_settings(STORAGES=stores):
        yield folder
