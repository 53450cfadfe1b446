"""The mail server, slow, refusing, or away."""

from typing import TYPE_CHECKING

from faults.registry import Span, fault

if TYPE_CHECKING:
    from faults.site import Site

TAKES, SLOW, REFUSES = "takes", "slow", "refuses"


@fault()
def mail_slow(site: "Site", span: Span) -> None:
    """The mail server takes six seconds for each letter."""
    _with(site, span, SLOW)


@fault()
def mail_refused(site: "Site", span: Span) -> None:
    """The mail server takes no letter for now."""
    _with(site, span, REFUSES)


def _with(site: "Site", span: Span, way: str) -> None:
    site.post.way = way
    try:
        span.hold()
    finally:
        site.post.way = TAKES


@fault()
def mail_away(site: "Site", span: Span) -> None:
    """Nobody listens where the mail server was."""
    site.post.close()
    try:
        span.hold()
    finally:
        site.post.open(site.post_port)
