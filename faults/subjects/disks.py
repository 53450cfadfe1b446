"""Disks that are full, or take no writes."""

from typing import TYPE_CHECKING

from faults.processes import start_again
from faults.registry import DISKS, OWN_DATABASE, Span, fault

if TYPE_CHECKING:
    from faults.disks import Disk
    from faults.site import Site


def _there(disk: "Disk | None") -> "Disk":
    assert disk  # noqa: S101 - the fault says that it needs one
    return disk


@fault(needs=(DISKS, OWN_DATABASE))
def disk_of_the_database_full(site: "Site", span: Span) -> None:
    """The disk of PostgreSQL has no byte left; once there is room again, whoever gave up is started again."""
    with _there(site.database_disk).full():
        for _ in range(10):
            _there(site.database_disk).fill()
            span.hold(1 / 10)
    if site.database and site.database.process.poll() is not None:
        start_again(site.database)


@fault(needs=(DISKS,))
def disk_of_the_site_full(site: "Site", span: Span) -> None:
    """The disk of CREDENCE_VAR has no byte left."""
    with _there(site.var_disk).full():
        span.hold()


@fault(needs=(DISKS,))
def media_read_only(site: "Site", span: Span) -> None:
    """The disk of the courses' files takes no writes."""
    with _there(site.media_disk).read_only():
        span.hold()
