"""PDFs: whether they can be shown, and how much there is to read in them. They may be hostile, so a process looks."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from credence.media.rules.files import Paper, TooHeavy, Unfit
from credence.media.rules.limits import SECONDS_OF_A_PAPER

PATIENCE = 3
"""A busy machine takes so many times as long."""
READER = "credence.media.gateway.paper_reading"


def inspect(path: Path, seconds: int = SECONDS_OF_A_PAPER) -> Paper:
    """Open a PDF and count what there is to read, in so many seconds of the machine's work at most.

    Raises:
        Unfit: it cannot be opened or shown, or does more than show pages.
    """
    try:
        told = subprocess.run(  # noqa: S603 - no shell, our own arguments
            [sys.executable, "-m", READER, str(path.absolute()), str(seconds)],
            capture_output=True,
            timeout=PATIENCE * seconds,
            text=True,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TooHeavy from None
    if told.returncode:
        raise TooHeavy
    return _found(json.loads(told.stdout))


def _found(said: dict[str, Any]) -> Paper:
    if "code" not in said:
        return Paper(**said)
    raise next(reason for reason in Unfit.__subclasses__() if reason.code == said["code"])(**said["data"])
