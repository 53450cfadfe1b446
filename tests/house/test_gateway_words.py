"""A gateway's names, numbers and sentences stay with its client: everybody else asks what an outcome means."""

import ast
import re
from pathlib import Path

import pytest

from credence.project.settings import ROOT

HOME = ROOT / "src/credence/commerce/gateway"
AT_HOME = {
    HOME / "chosen.py",
    HOME / "paytrace",
    ROOT / "frontend/js/gateways",
    ROOT / "src/credence/project/environment.py",
    ROOT / "src/credence/project/demo/payments.py",
}
"""The client, who chooses it, what the page's script knows of its fields, the settings that name it, and its cards."""
ELSEWHERE = {"migrations", "static", "locale", "node_modules"}
NAMES = re.compile(r"paytrace|ptpayment|hpf|enc_key|clientkey|no match", re.IGNORECASE)


def numbers_in(text: str) -> set[str]:
    """Return the texts in Python code that are numbers of outcomes or errors."""
    constants = (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str) and re.fullmatch(r"\d{3}", value)}


OUTCOMES = numbers_in((HOME / "paytrace/reading.py").read_text(encoding="utf-8"))


def words_of_a_gateway(path: str, text: str) -> list[str]:
    """Return what stands in a file that only a gateway's client may know."""
    numbers = numbers_in(text) & OUTCOMES if path.endswith(".py") else set()
    return sorted({match.lower() for match in NAMES.findall(text)} | numbers)


def files() -> list[Path]:
    paths = [
        path for folder in ("src", "frontend/js", "frontend/sass") for path in sorted((ROOT / folder).rglob("*.*"))
    ]
    known = {".py", ".html", ".js", ".scss", ".txt", ".typ"}
    return [path for path in paths if path.suffix in known and not ELSEWHERE & set(path.parts)]


def test_no_word_of_a_gateway_stands_outside_of_its_client() -> None:
    others = [path for path in files() if not any(path.is_relative_to(home) for home in AT_HOME)]
    found = {
        str(path.relative_to(ROOT)): words
        for path in others
        if (words := words_of_a_gateway(path.name, path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("attempts.py", 'is_spent = outcome.code == "961"', ["961"]),
        ("refunds.py", 'NOT_YET = frozenset({"110", "817"})', ["110", "817"]),
        ("checkout.html", '<input name="hpf_token">', ["hpf"]),
        ("checkout.js", "window.PTPayment.setup({ clientKey })", ["clientkey", "ptpayment"]),
        ("wording.py", 'SAID = "PayTrace rejects it"', ["paytrace"]),
        ("rules.py", 'is_wrong = csc == "No Match"', ["no match"]),
    ],
)
def test_a_word_that_is_planted_is_found(path: str, text: str, words: list[str]) -> None:
    assert words_of_a_gateway(path, text) == words


def test_a_number_that_is_no_outcome_may_stand_anywhere() -> None:
    assert words_of_a_gateway("geometry.py", 'WIDTH, PLACES = "640", 101') == []
