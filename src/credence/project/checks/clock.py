"""Whether time is true."""

from typing import Any

from django.core.checks import CheckMessage, Error

from credence.kit.clock import speed


def true_time(**_options: Any) -> list[CheckMessage]:
    """R26: study takes the time that it takes, so a clock that runs faster is for demos only."""
    if speed() == 1:
        return []
    return [
        Error(
            f"CREDENCE_CLOCK_SPEED is {speed()}, so that an hour of study is over in less.",
            hint="Take the setting out; only a demo has it.",
            id="credence.E010",
        )
    ]
