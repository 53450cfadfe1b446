"""Whatever commerce refuses, and whatever refuses an enrollment, is told in words."""

import importlib
import pkgutil
from decimal import Decimal

import pytest

from credence.backoffice.wording.refusals import SENTENCES, sentence
from credence.commerce import actions
from credence.commerce.actions.offline_payment import AmountDiffers
from credence.commerce.actions.refunds import TooMuch
from credence.enrollment.actions import EnrollmentRefused
from credence.kit.refusal import Refusal


def told() -> list[type[Refusal]]:
    """Return every refusal that is raised as it is, and not as one of its kinds."""
    for module in pkgutil.iter_modules(actions.__path__, f"{actions.__name__}."):
        importlib.import_module(module.name)
    return sorted(
        (each for each in kinds_of(Refusal) if is_met(each) and not each.__subclasses__()), key=lambda each: each.code
    )


def is_met(kind: type[Refusal]) -> bool:
    return kind.__module__.startswith("credence.commerce.") or issubclass(kind, EnrollmentRefused)


def kinds_of(kind: type[Refusal]) -> set[type[Refusal]]:
    return {each for found in kind.__subclasses__() for each in (found, *kinds_of(found))}


def test_every_refusal_has_its_sentence() -> None:
    assert [each.code for each in told() if each.code not in SENTENCES] == []


def test_no_two_refusals_of_an_app_have_one_code() -> None:
    codes = [(each.__module__.split(".")[1], each.code) for each in told()]
    assert sorted(set(codes)) == sorted(codes)


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (TooMuch(most=Decimal("100.00"), currency="USD"), "Between $0.01 and $100.00 can go back."),
        (AmountDiffers(due=Decimal("149.00"), currency="USD"), "The order's total is $149.00. Only that pays it."),
    ],
)
def test_a_refusal_says_the_amount_that_was_seen(refusal: Refusal, words: str) -> None:
    assert sentence(refusal) == words
