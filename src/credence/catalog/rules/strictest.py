"""The strictest of the marks and limits that a course, an offer and its credit type set."""


def stricter_mark(course_mark: int, offer_mark: int | None, least: int | None) -> int:
    """Return the mark that decides a credit: the strictest of the course's, the offer's and its type's (R29, R33)."""
    return max(course_mark, offer_mark or 0, least or 0)


def stricter_limit(*limits: int | None) -> int | None:
    """Return the least of the limits of attempts that are set, or None for as often as one likes (R29, R30)."""
    return min((limit for limit in limits if limit is not None), default=None)
