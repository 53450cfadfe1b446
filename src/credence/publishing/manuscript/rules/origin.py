"""What a course was made from, where it was not made for itself (R10, R11)."""

from collections.abc import Iterator

from credence.publishing.manuscript.flaws import Flaw, in_course
from credence.publishing.manuscript.rules.submission import Placed, Submission
from credence.publishing.manuscript.shape.origin import Book, LiveRecording


def released_before_recorded(submission: Submission) -> Iterator[Flaw]:
    """R11: a recording is released after its event."""
    event, released = submission.course.made_from, submission.course.dates.released
    if isinstance(event, LiveRecording) and released <= event.held_on:
        yield in_course("R11", "released-with-event", "dates", "released", held_on=event.held_on)


def more_than_a_chapter(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R10: credit of a type that says so is given for exactly one chapter of a book, with a posttest of its own."""
    chapters, book = submission.course.chapters, submission.course.made_from
    if isinstance(book, Book) and placed.type.one_chapter_of_a_book and len(chapters) != 1:
        yield in_course("R10", "book-chapters", "chapters", type=placed.offer.type, chapters=len(chapters))


def approved_with_event(submission: Submission, placed: Placed) -> Iterator[Flaw]:
    """R11: a recording has approvals of its own, neither the day nor the number of its event's."""
    event, offer = submission.course.made_from, placed.offer
    if not isinstance(event, LiveRecording):
        return
    if offer.certified_on <= event.held_on:
        yield in_course("R11", "certified-with-event", *placed.at, "certified_on", held_on=event.held_on)
    if offer.valid.from_ <= event.held_on:
        yield in_course("R11", "valid-with-event", *placed.at, "valid", "from", held_on=event.held_on)
    if offer.reference_number and offer.reference_number in event.reference_numbers:
        yield in_course("R11", "number-of-event", *placed.at, "reference_number", number=offer.reference_number)


RULES = (released_before_recorded,)
OFFER_RULES = (more_than_a_chapter, approved_with_event)
