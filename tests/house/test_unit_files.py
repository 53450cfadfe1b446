"""The services of `deploy/` ask for as little of the machine as systemd can enforce."""

import re
import shutil
import subprocess

import pytest

from credence.project.settings import ROOT

pytestmark = pytest.mark.same
UNITS = sorted((ROOT / "deploy").glob("*.service"))
MOST = 3.0
"""What systemd calls the exposure of a service: 10 has everything, 0 nothing."""


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_service_is_exposed_as_little_as_it_can_be(unit) -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    (level,) = re.findall(r"exposure level for \S+: ([\d.]+)", told)
    assert float(level) <= MOST


def test_both_services_are_kept_in_by_the_same_walls() -> None:
    walls = [unit.read_text().partition("# As little")[2] for unit in UNITS]
    assert (len(walls), len(set(walls)), len(walls[0]) > 500) == (2, 1, True)
