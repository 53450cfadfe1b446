"""Whatever takes text makes it normal first, so that nothing is stored that nobody sees."""

import ast
from collections.abc import Iterator

import pytest
from django import forms

from credence.kit.fields import Address, Line, Lines, Password
from credence.project.settings import ROOT
from credence.publishing.manuscript.shape.part import Part
from tests.house.test_forms import FORMS

OURS = (Line, Lines, Address, Password)
OF_A_FIXED_SHAPE = (forms.RegexField, forms.UUIDField)
BARE = {"CharField", "EmailField", "SlugField", "URLField", "JSONField", "GenericIPAddressField"}
UNSEEN = "\u200b\u00ad\ufeff\u202e\ufffe\x00"


def text_fields() -> Iterator[tuple[str, forms.CharField]]:
    """Yield every text field that stands in a form of ours, with its name."""
    for form in FORMS:
        for name, field in form.base_fields.items():
            if isinstance(field, forms.CharField) and not isinstance(field, OF_A_FIXED_SHAPE):
                yield f"{form.__name__}.{name}", field


def test_every_text_field_of_a_form_is_one_of_ours() -> None:
    found = dict(text_fields())
    assert len(found) > 20
    assert {name for name, field in found.items() if not isinstance(field, OURS)} == set()


def test_what_nobody_sees_is_taken_out_by_every_text_field_but_a_password() -> None:
    kept = {name for name, field in text_fields() if field.to_python(f"jo{UNSEEN}hn@mail.org") != "john@mail.org"}
    assert kept == {name for name, field in text_fields() if isinstance(field, Password)}


def test_no_form_makes_a_text_field_by_itself() -> None:
    made = {
        (str(path.relative_to(ROOT)), node.attr)
        for path in (ROOT / "src/credence").rglob("*.py")
        if path.name != "fields.py" or path.parent.name != "kit"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "forms"
        if node.attr in BARE
    }
    assert made == set()


def parts(kind: type[Part] = Part) -> Iterator[type[Part]]:
    """Yield every part of which a manuscript is made."""
    for each in kind.__subclasses__():
        yield each
        yield from parts(each)


def test_every_text_of_a_manuscript_is_made_normal() -> None:
    found = list(parts())
    assert len(found) > 20
    assert {part.__name__ for part in found if part._normal(f"Jo{UNSEEN}hn") != "John"} == set()
    assert {part.__name__ for part in found if part._normal(["e\u0301", 1]) != ["é", 1]} == set()


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        (Line(), " Jo\u200bhn \u00a0 Smith\n", "John Smith"),
        (Lines(), "\ufeff one\r\ntwo\u2028 ", "one\ntwo"),
        (Address(), "\u200bann@example.org\u200e", "ann@example.org"),
        (Line(required=False), "\u200b", ""),
        (Line(required=False), None, ""),
    ],
)
def test_a_field_gives_what_is_stored(field: forms.CharField, typed: str | None, stored: str) -> None:
    assert field.clean(typed) == stored


def test_a_name_of_nothing_that_is_seen_is_no_name() -> None:
    with pytest.raises(forms.ValidationError) as refused:
        Line().clean("\u200b\u3164\u2800")
    assert refused.value.code == "required"
