"""A simulator in a process of its own, and a gateway that speaks to it."""

from collections.abc import Iterator

import pytest

from credence.commerce.gateway.paytrace import PayTrace
from credence.commerce.gateway.transport import Account, Line, Patience
from tests.simulators.conftest import running_simulator, simulator
from tests.simulators.driver import Simulator

__all__ = ["running_simulator", "simulator"]


@pytest.fixture
def line(simulator: Simulator) -> Iterator[Line]:
    """Return a line with short patience."""
    account = Account(
        api=simulator.api, username="cme_api_user", password="simulated", integrator="credence", merchant=123456
    )
    line = Line(account, Patience(connect=1, write=1, authorize=0.6, other=0.6, pause=0.01))
    yield line
    line.close()


@pytest.fixture
def paytrace(line: Line) -> PayTrace:
    """Return the gateway under test."""
    return PayTrace(line)
