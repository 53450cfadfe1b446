"""credence.publishing.folder.loading: YAML with no surprises."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credence.publishing.folder.loading import LARGEST, load
from credence.publishing.folder.writing import dump

NOT_TO_KEEP_ON_LINE_2 = (
    "a.yaml:2: An escape such as \\0 or \\ud800 writes a character here that no text can hold. Delete it."
)


def said(text: str) -> Any:
    """Return what a sound file says."""
    source, faults = load(text.encode(), "a.yaml")
    assert faults == []
    return source.data


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("true", "true"),
        ("0123", "0123"),
        ("1.10", "1.10"),
        ("2:35", "2:35"),
        ("2026-01-15", "2026-01-15"),
        ("'null'", "null"),
        ("null", None),
        ("~", None),
        ("", None),
    ],
)
def test_a_plain_scalar_is_the_text_that_stands_there_or_nothing(scalar: str, value: str | None) -> None:
    assert said(f"a: {scalar}") == {"a": value}


def test_every_value_knows_its_line() -> None:
    source, _ = load(b"a: 1\nb:\n  - c: 2\n\n  - c: >\n      long\n", "a.yaml")
    assert [source.line(place) for place in [("a",), ("b",), ("b", 0, "c"), ("b", 1, "c")]] == [1, 2, 3, 5]
    assert source.line(("b", 1, "missing", 4)) == 5
    assert source.line(("nowhere",)) == 1


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", "a.yaml:1: This file is empty."),
        (b"# only a comment\n", "a.yaml:1: This file is empty."),
        (
            b"a: 1\nb: c: d",
            "a.yaml:2: This is not valid YAML: a colon stands inside a text; put the text in quotes.",
        ),
        (b"a:\n\t- b", "a.yaml:2: This is not valid YAML: a tab stands where spaces must; indent with spaces."),
        (
            b"a: {b: what?, c: d}",
            (
                "a.yaml:1: This is not valid YAML: a text inside { } or [ ] holds a sign that must be quoted; "
                "put the text in quotes."
            ),
        ),
        (b"a: &x 1\nb: *x", "a.yaml:2: This is not valid YAML: aliases such as *name are not used here."),
        (b"a: 1\n---\nb: 1", "a.yaml:2: This is not valid YAML: a second document begins here with ---; keep one."),
        (
            b"a: !!python/object/apply:os.system [id]",
            (
                "a.yaml:1: The tag tag:yaml.org,2002:python/object/apply:os.system is not used here. "
                "Write the value without it."
            ),
        ),
        (b"a: 1\nb: 2\na: 3", "a.yaml:3: `a` is written twice, first on line 1. Keep one of them."),
        (b"? [a]\n: b", "a.yaml:1: A key must be a word."),
        (b"[" * 3000, "a.yaml:1: This is nested too deep."),
        (b"a: " + b"[" * 14 + b"]" * 14, "a.yaml:1: This is nested too deep."),
        (b"a: 1\nb: r\xe9action", "a.yaml:2: This file is not UTF-8 text. Save it as UTF-8."),
        (
            b"a: 1\r\nb: 2\r\nc: \x07",
            "a.yaml:3: This file holds a control character that YAML does not allow. Delete it.",
        ),
        (b'a: 1\nb: "\\0"', NOT_TO_KEEP_ON_LINE_2),
        (b'a: 1\n"b\\ud800": c', NOT_TO_KEEP_ON_LINE_2),
        (b'a: 1\nb: [c, "\\udfff\\x1b"]', NOT_TO_KEEP_ON_LINE_2),
        (b"#" * (LARGEST + 1), "a.yaml:1: This file is larger than 1 MB. Keep texts and questions in it only."),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_line(raw: bytes, fault: str) -> None:
    assert [str(each) for each in load(raw, "a.yaml")[1]] == [fault]


def test_all_keys_written_twice_are_told() -> None:
    _, faults = load(b"a: 1\na: 2\nb: {c: 1, c: 2}", "a.yaml")
    assert [fault.line for fault in faults] == [2, 3]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    assert said("\ufeffa: 1\r\nb: 2\r\n") == {"a": "1", "b": "2"}


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), min_size=1, max_size=300)
SAID = st.recursive(
    TEXTS.map(str.strip).filter(bool),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.from_regex(r"[a-z]{1,9}", fullmatch=True), inner),
    max_leaves=12,
)


def stripped(value: Any) -> Any:
    """Return a document whose texts have lost white space at both ends, as fields of the format do."""
    if isinstance(value, dict):
        return {key: stripped(each) for key, each in value.items()}
    return [stripped(each) for each in value] if isinstance(value, list) else value.strip()


@settings(suppress_health_check=[HealthCheck.too_slow])  # drawing waits where many share a machine
@given(st.dictionaries(st.from_regex(r"[a-z]{1,9}", fullmatch=True), SAID, min_size=1))
def test_what_was_written_is_read_back(document: dict[str, Any]) -> None:
    assert stripped(said(dump(document))) == document
