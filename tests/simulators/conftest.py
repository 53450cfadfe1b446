"""One simulator for all tests, with a clean book for each."""

from collections.abc import Iterator

import pytest

from tests.simulators.driver import Simulator, running
from tests.visitor import Visitor


@pytest.fixture(scope="session")
def running_simulator() -> Iterator[Simulator]:
    """Keep one process for the session."""
    with running() as simulator:
        yield simulator


@pytest.fixture
def simulator(running_simulator: Simulator) -> Simulator:
    """Return the simulator with an empty book, no faults and all switches as they were."""
    running_simulator.reset()
    return running_simulator


@pytest.fixture
def api(simulator: Simulator) -> Visitor:
    """Return a client that is signed in."""
    client = Visitor(simulator.api, headers={"X-Integrator-Id": "credence"}, seconds=5)
    form = {"grant_type": "client_credentials", "client_id": "cme_api_user", "client_secret": "simulated"}
    token = client.post("/v3/token", data=form).json()["data"]["access_token"]
    client.headers["Authorization"] = f"Bearer {token}"
    return client
