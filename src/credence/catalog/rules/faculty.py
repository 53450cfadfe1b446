"""Whether a learner is somebody who made the course, by name: no more is known of faculty."""

from credence.catalog.rules.search import words_in


def is_called_alike(one: str, other: str) -> bool:
    """Return whether two names may be of one person: the first and last words agree, whatever their order.

    Capitals and accents do not matter, nor does what stands between: middle names and initials.
    """
    ends = [{words[0], words[-1]} for words in (words_in(one), words_in(other)) if words]
    return len(ends) == 2 and ends[0] == ends[1]
