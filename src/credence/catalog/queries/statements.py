"""What providers' statements say of a course and of its credit (R14, R17)."""

from collections import defaultdict
from collections.abc import Collection

from credence.catalog.models import CourseVersion, Statement
from credence.catalog.queries.terms import Terms
from credence.catalog.rules.statements import OF_A_CREDIT, fill
from credence.kit.kept import Kept

MOST = 200
Texts = tuple[Statement, ...]
_texts: Kept[int, Texts] = Kept(MOST)


def statements_kept(provider_pk: int, mark: str) -> Texts:
    """Return all texts that a provider ever had, the oldest versions first, in a query at most.

    What is kept is true as long as `mark` stands (`catalog.queries.kept`); nobody changes it.
    """
    return _texts.get(mark, [provider_pk], _read).get(provider_pk, ())


def _read(pks: Collection[int]) -> dict[int, Texts]:
    found: dict[int, list[Statement]] = defaultdict(list)
    for each in Statement.objects.filter(provider__in=pks).select_related("provider").order_by("version"):
        found[each.provider_id].append(each)
    return {pk: tuple(found[pk]) for pk in pks}


def filled(statement: Statement, version: CourseVersion, terms: Terms | None) -> str:
    """Return a statement with its brackets filled and nothing else changed (R17).

    Args:
        statement: it comes with its provider.
        version: the course.
        terms: the credit that it speaks of; without one, what it asks of a credit stays empty.
    """
    credit = terms.in_brackets if terms else dict.fromkeys(OF_A_CREDIT, "")
    return fill(statement.text, {"provider": statement.provider.name, **version.in_brackets, **credit})
