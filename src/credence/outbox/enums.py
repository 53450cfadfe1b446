"""How letters stand."""

from enum import StrEnum


class LetterState(StrEnum):
    """How one letter stands. Waiting ones go out by themselves; what became of the others is for people."""

    WAITING = "waiting"
    REFUSED = "refused"
    """The mail server refused it for a day: nobody will take it as it is."""
    SET_ASIDE = "set-aside"
    """It cannot be unsealed with the key that the site has now."""
    STOPPED = "stopped"
    SENT = "sent"
