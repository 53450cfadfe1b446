"""What providers' statements say of a course and of its credit (R14, R17)."""

from credence.catalog.models import CourseVersion, Statement
from credence.catalog.queries.terms import Terms
from credence.catalog.rules.statements import OF_A_CREDIT, fill


def filled(statement: Statement, version: CourseVersion, terms: Terms | None) -> str:
    """Return a statement with its brackets filled and nothing else changed (R17).

    Args:
        statement: it comes with its provider.
        version: the course.
        terms: the credit that it speaks of; without one, what it asks of a credit stays empty.
    """
    credit = terms.in_brackets if terms else dict.fromkeys(OF_A_CREDIT, "")
    return fill(statement.text, {"provider": statement.provider.name, **version.in_brackets, **credit})
