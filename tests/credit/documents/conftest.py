"""A key and an authority for all documents of a run."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from credence.credit.documents.keys import make_key
from tests.simulators.stamping import authority as started

PASSPHRASE = "a pass phrase"


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signing key that lies in a file."""
    file = tmp_path_factory.mktemp("keys") / "signing.p12"
    file.write_bytes(make_key(name="Riverside", passphrase=PASSPHRASE, now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))
    return file


@pytest.fixture(scope="session")
def authority() -> Iterator[str]:
    """The address of a time stamping authority."""
    with started() as address:
        yield address
