"""Study: open chapters, watch and read."""

from credence.progress.actions.studying import (
    NotOfThisCourse,
    Recorded,
    StudyRefused,
    TooSoon,
    open_chapter,
    record_beat,
    record_next_beat,
    take_word,
)

__all__ = [
    "NotOfThisCourse",
    "Recorded",
    "StudyRefused",
    "TooSoon",
    "open_chapter",
    "record_beat",
    "record_next_beat",
    "take_word",
]
