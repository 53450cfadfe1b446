"""A clock that hurries is for demos, says so on every page, and starts nowhere else."""

from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import Client
from pydantic import ValidationError

from credence.project.environment import Environment

LIVE = {"demo": False, "secret_key": "x" * 50, "allowed_hosts": "cme.example.org"}
BANNER = "Demo: time of study and pauses run 60 times as fast here."


def environment(**values: object) -> Environment:
    return Environment(_env_file=None, **values)  # type: ignore[arg-type]


def test_only_a_demo_starts_with_a_clock_that_hurries() -> None:
    assert (environment(demo=True, clock_speed=60).clock_speed, environment(**LIVE, clock_speed=1).clock_speed) == (
        60,
        1,
    )
    with pytest.raises(ValidationError, match="CREDENCE_CLOCK_SPEED must be 1: only a demo's time may run faster"):
        environment(**LIVE, clock_speed=2)


@pytest.mark.parametrize("speed", [0, -1, 3601])
def test_time_neither_stands_still_nor_flies(speed: int) -> None:
    with pytest.raises(ValidationError):
        environment(demo=True, clock_speed=speed)


def found() -> list[tuple[str | None, str]]:
    return [(each.id, each.msg) for each in run_checks(include_deployment_checks=True) if each.id == "credence.E010"]


def test_a_deployment_is_told_of_a_clock_that_hurries(settings: Any) -> None:
    assert found() == []
    settings.CLOCK_SPEED = 60
    assert found() == [("credence.E010", "CREDENCE_CLOCK_SPEED is 60, so that an hour of study is over in less.")]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/courses/", "/accounts/login/", "/nothing-here/"])
def test_every_page_says_that_time_runs_faster_and_none_while_it_is_true(
    client: Client, settings: Any, address: str
) -> None:
    assert BANNER not in client.get(address).content.decode()
    settings.CLOCK_SPEED = 60
    assert BANNER in client.get(address).content.decode()
