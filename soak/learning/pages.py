"""Reads the forms of a page, as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

CHOSEN = {"radio", "checkbox"}


@dataclass(slots=True)
class Field:
    """One field: of radio buttons and boxes there is one for each value."""

    name: str
    kind: str
    value: str
    is_on: bool
    label: str = ""


@dataclass(slots=True)
class Form:
    """One form of a page."""

    action: str
    fields: list[Field] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """The names of all fields."""
        return {each.name for each in self.fields}

    def data(self, **more: str) -> dict[str, str]:
        """Return what is sent if nothing is touched but `more`, and no button is pressed that has a name."""
        sent = {each.name: each.value for each in self.fields if each.kind not in CHOSEN | {"submit"} or each.is_on}
        return {**{name: value for name, value in sent.items() if name}, **more}

    def choices(self, name: str) -> list[Field]:
        """Return the radio buttons, boxes or options of one name."""
        return [each for each in self.fields if each.name == name]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._is_in_form = self._is_in_label = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", "")))
            self._is_in_form = True
        elif tag == "label":
            self._is_in_label = True
        elif self._is_in_form and tag in {"input", "select", "textarea", "button"}:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "submit" if tag == "button" else "text")
        value = given.get("value", "on" if kind in CHOSEN else "")
        self.forms[-1].fields.append(Field(given.get("name", ""), kind, value, "checked" in given))

    def handle_endtag(self, tag: str) -> None:
        self._is_in_form = self._is_in_form and tag != "form"
        self._is_in_label = self._is_in_label and tag != "label"

    def handle_data(self, data: str) -> None:
        if self._is_in_form and self._is_in_label and self.forms[-1].fields:
            self.forms[-1].fields[-1].label += data.strip()


def forms_of(text: str) -> list[Form]:
    """Return the forms of a page in their order."""
    reader = _Reader()
    reader.feed(text)
    return reader.forms


def form_with(text: str, *names: str) -> Form | None:
    """Return the first form that has all these fields, None where there is none."""
    return next((form for form in forms_of(text) if form.names >= set(names)), None)


def chosen(form: Form, name: str, wanted: Any) -> str:
    """Return the value of the first choice whose label the test `wanted` takes."""
    return next(each.value for each in form.choices(name) if wanted(each.label))
