"""The mail server, which takes letters, or takes long, or refuses."""

import asyncio
from typing import Any

from soak.learning.letters import Postbox

from faults.subjects.mail import REFUSES, SLOW, TAKES

SLOWNESS = 6.0
"""Seconds that a letter takes at a slow mail server."""


class Post(Postbox):
    """A mail server whose ways can be changed while it runs."""

    def __init__(self) -> None:
        super().__init__()
        self.way = TAKES

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's
        """Take one letter, or do not."""
        if self.way == REFUSES:
            return "451 4.3.0 We take no letters just now"
        if self.way == SLOW:
            await asyncio.sleep(SLOWNESS)
        return await super().handle_DATA(server, session, envelope)
