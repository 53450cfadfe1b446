"""Signs of life sent away: a watcher elsewhere raises the alarm when they stay out, whatever happened here."""

import logging

from credence.kit.exchange import Limits, Unanswered, Unsent, exchange

logger = logging.getLogger(__name__)
LIMITS = Limits(connect=3, write=3, read=3)


def beat(address: str) -> bool:
    """Ask for an address once, if there is one; return whether it answered with success. A failure is logged."""
    if not address:
        return False
    try:
        status = exchange("GET", address, limits=LIMITS).status
    except (Unsent, Unanswered) as failure:
        logger.warning("The watcher of our signs of life was not reached: %s", failure)
        return False
    if status >= 300:
        logger.warning("The watcher of our signs of life answered %s", status)
    return status < 300
