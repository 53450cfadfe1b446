"""How the log is kept short."""

import logging


class OneLine(logging.Filter):
    """Leaves the way out by which a record came: what anybody can cause as often as they like is one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record pass without it."""
        record.exc_info, record.exc_text = None, None
        return True
