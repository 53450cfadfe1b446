"""A transcript as a table to take along."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from credence.credit.queries import Transcript, TranscriptLine
from credence.kit.sheets import Cell


def table_of(transcript: Transcript) -> Iterator[Sequence[Cell]]:
    """Return the head and a line for each award, the earliest first; one that was withdrawn counts nothing."""
    yield (
        _("Completed"),
        _("Name"),
        _("Course"),
        _("Provider"),
        _("Credit"),
        _("Amount"),
        _("Reference"),
        _("Certificate"),
        _("Withdrawn"),
    )
    for line in transcript.rows:
        yield _cells(line)


def _cells(line: TranscriptLine) -> Sequence[Cell]:
    return (
        line.completed_on,
        line.corrected_name or line.name,
        line.title,
        line.provider,
        line.type.name,
        line.amount,
        str(line.approval) if line.approval.is_numbered else "",
        line.code,
        _("yes") if line.revoked else "",
    )
