"""What an offer of credit asks and promises is read in one place: everything else reads its terms, or the judge.

An offer is known by its name (`offer`, `….offer`, `each` of offers) and by the way to it in a query or a page
(`offer__valid_to`, `credit_offers`). Not looked at are the documents of publishing, whose offers are what an author
wrote, and the rows themselves.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from credence.project.settings import ROOT

COLUMNS = {
    *("amount", "pass_mark", "attempt_limit", "certified_on", "valid_from", "valid_to", "evaluation_required"),
    *("reference_number", "approver", "category", "time_zone", "claim_days"),
}
SOURCE = ROOT / "src/credence"
THE_READER = SOURCE / "catalog/queries/terms.py"
NOT_LOOKED_AT = ("publishing/", "catalog/rules/", "catalog/models/", "catalog/migrations/")
OFFERS = re.compile(r"\b(credit_)?offers?\b|CreditOffer", re.IGNORECASE)
PATH = re.compile(rf"\b(?:credit_)?offers?__({'|'.join(sorted(COLUMNS))})\b")
IN_A_PAGE = re.compile(rf"\boffer\.({'|'.join(sorted(COLUMNS))})\b")


def readers(code: str) -> list[str]:
    """Return each reading of an offer's rule columns in Python code, in order."""
    tree = ast.parse(code)
    names = {"offer"} | set(_names_of_offers(tree))
    found = [
        f"{ast.unparse(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in COLUMNS and _is_offer(node.value, names)
    ]
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return found + [match.group() for text in texts for match in PATH.finditer(text)] + list(_asked_of_rows(tree))


def _names_of_offers(tree: ast.AST) -> Iterator[str]:
    """Yield the names that stand for one offer of several: the variable of a loop over offers."""
    for node in ast.walk(tree):
        is_loop = isinstance(node, ast.For | ast.comprehension) and isinstance(node.target, ast.Name)
        if is_loop and OFFERS.search(ast.unparse(node.iter)):
            yield node.target.id


def _is_offer(value: ast.expr, names: set[str]) -> bool:
    if isinstance(value, ast.Name):
        return value.id in names
    return isinstance(value, ast.Attribute) and value.attr == "offer"


def _asked_of_rows(tree: ast.AST) -> Iterator[str]:
    """Yield columns that are named as text in a query of offers."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and re.search(r"CreditOffer\.objects|\.credit_offers\b", ast.unparse(node.func)):
            words = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
            yield from (str(word) for word in words if str(word).lstrip("-") in COLUMNS)


def modules() -> list[Path]:
    """Return every module whose readings are looked for."""
    found = [each for each in sorted(SOURCE.rglob("*.py")) if each != THE_READER]
    return [each for each in found if not str(each.relative_to(SOURCE)).startswith(NOT_LOOKED_AT)]


def test_no_code_but_the_terms_reads_what_an_offer_asks() -> None:
    found = {str(each.relative_to(ROOT)): readers(each.read_text(encoding="utf-8")) for each in modules()}
    assert {name: read for name, read in found.items() if read} == {}


def test_no_page_reads_what_an_offer_asks() -> None:
    pages = {each: IN_A_PAGE.findall(each.read_text(encoding="utf-8")) for each in SOURCE.rglob("*.html")}
    assert {str(each.relative_to(ROOT)): read for each, read in pages.items() if read} == {}


@pytest.mark.parametrize(
    "code",
    [
        "offer.pass_mark",
        "award.offer.valid_to",
        "[each.amount for each in version.credit_offers.all()]",
        "for one in offers:\n    one.approver",
        'Award.objects.values("offer__reference_number")',
        'CreditOffer.objects.order_by("-amount")',
        'version.credit_offers.values_list("valid_from")',
    ],
)
def test_each_way_to_read_an_offer_is_seen(code: str) -> None:
    assert len(readers(code)) > 0


def test_terms_may_be_read() -> None:
    assert readers("terms.pass_mark\nfor terms in terms_of_version(version):\n    terms.amount\naward.amount") == []
