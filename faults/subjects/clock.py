"""The clock on the wall, set forward and back while the site runs."""

from typing import TYPE_CHECKING

from faults.registry import FAKETIME, Span, fault

if TYPE_CHECKING:
    from faults.site import Site

HOUR = 3_600


def _faked(site: "Site") -> dict[str, str]:
    """Return the settings under which libfaketime reads each second how far our clock is off; see faketime(1).

    Without the last of them, waits up to a monotonic moment end at once, and threads that wait for Python's lock fight
    for it: what takes one second takes eighty.
    """
    return {
        "LD_PRELOAD": str(site.faketime),
        "FAKETIME_TIMESTAMP_FILE": str(site.clock),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_RESET": "1",
        "FAKETIME_FORCE_MONOTONIC_FIX": "0",
    }


@fault(needs=(FAKETIME,), changes=_faked)
def clock_forward(site: "Site", span: Span) -> None:
    """The clock of web server and worker leaps an hour forward, and then back to where it was."""
    _shift(site, span, HOUR)


@fault(needs=(FAKETIME,), changes=_faked)
def clock_back(site: "Site", span: Span) -> None:
    """The clock of web server and worker leaps an hour back, and then forward to where it was."""
    _shift(site, span, -HOUR)


def _shift(site: "Site", span: Span, seconds: int) -> None:
    site.set_clock(seconds)
    try:
        span.hold()
    finally:
        site.set_clock(0)
