"""What must be true of a provider's texts and forms (R14, R17, R40)."""

from collections.abc import Iterator
from dataclasses import replace

from credence.catalog.rules.announcements import pending_credit
from credence.catalog.rules.credit_types import newest_types
from credence.catalog.rules.statements import (
    OF_A_COURSE,
    awards_ama_credit,
    brackets_in,
    names_partner,
    stray_brackets,
    unknown_brackets,
)
from credence.publishing.manuscript.flaws import Document, Flaw, Place, in_provider
from credence.publishing.manuscript.shape.form import ChoiceItem, FormDocument, Item
from credence.publishing.manuscript.shape.provider import ProviderDocument, StatementText
from credence.publishing.manuscript.shape.values import unique


def faulty_statements(provider: ProviderDocument) -> Iterator[Flaw]:
    """R17: each statement stands once, says what it is for, and holds only brackets that something fills."""
    for index, name in unique(f"{each.kind} {each.credit_type}".strip() for each in provider.statements):
        yield in_provider("", "second-statement", "statements", index, name=name)
    for index, statement in enumerate(provider.statements):
        at: Place = ("statements", index)
        yield from _brackets(statement, at)
        if statement.kind == "accreditation" and names_partner(statement.text):
            yield in_provider("R14", "names-joint-provider", *at, "text")
        if awards_ama_credit(statement.text) and not _may_award_ama(statement.credit_type):
            yield in_provider("R40", "reads-as-award", *at, "text")
        if words := pending_credit(statement.text):
            yield in_provider("R19", "credit-pending", *at, "text", words=words)
        if statement.kind == "designation" and not statement.credit_type:
            yield in_provider("", "designation-of-none", *at, "credit_type")


def accreditations_backward(provider: ProviderDocument) -> Iterator[Flaw]:
    """No accreditation ends before it begins."""
    for index, each in enumerate(provider.accreditations):
        if each.to and each.to < each.from_:
            yield in_provider("", "accreditation-backward", "accreditations", index, "to")


def _may_award_ama(code: str) -> bool:
    kind = newest_types().get(code)
    return kind is not None and kind.awards_ama


def _brackets(statement: StatementText, at: Place) -> Iterator[Flaw]:
    for name in unknown_brackets(statement.text):
        yield in_provider("R17", "bracket-unknown", *at, "text", bracket=name)
    if stray_brackets(statement.text):
        yield in_provider("R17", "bracket-stray", *at, "text")
    accredits = statement.kind in ("accreditation", "joint-accreditation")
    if accredits and brackets_in(statement.text) - OF_A_COURSE:
        yield in_provider("R17", "accreditation-of-one", *at, "text")


def faulty_form(name: str, form: FormDocument) -> Iterator[Flaw]:
    """Each item, option and row has a key of its own, and conditions name what comes before them."""
    for index, key in unique(item.key for item in form.items):
        yield _in_form(name, "twice", "items", index, "key", value=key)
    for index, item in enumerate(form.items):
        for part in ("options", "rows"):
            entries = getattr(item, part, ())
            for number, key in unique(entry.key for entry in entries if not isinstance(entry, str)):
                yield _in_form(name, "twice", "items", index, part, number, "key", value=key)
        yield from _condition(name, form, index)
        yield from _announced(name, index, item)


def _announced(name: str, index: int, item: Item) -> Iterator[Flaw]:
    """R19: neither an item nor one of its options or rows announces credit that is not approved."""
    texts: list[tuple[Place, str]] = [(("text",), item.text)]
    for part in ("options", "rows"):
        entries = getattr(item, part, ())
        texts += [((part, n, "text"), each.text) for n, each in enumerate(entries) if not isinstance(each, str)]
    for place, text in texts:
        if words := pending_credit(text):
            yield replace(_in_form(name, "credit-pending", "items", index, *place, words=words), rule="R19")


def _condition(name: str, form: FormDocument, index: int) -> Iterator[Flaw]:
    when = form.items[index].when
    if not when:
        return
    earlier = {item.key: item for item in form.items[:index]}
    item = earlier.get(when.item)
    if not isinstance(item, ChoiceItem):
        yield _in_form(name, "no-earlier-item", "items", index, "when", "item", item=when.item)
        return
    keys = [option.key for option in item.options]
    if when.is_ not in keys:
        data = {"option": when.is_, "item": when.item, "options": ", ".join(keys)}
        yield _in_form(name, "no-option", "items", index, "when", "is", **data)


def _in_form(name: str, code: str, *place: str | int, **data: object) -> Flaw:
    return Flaw(document=Document.FORM, name=name, place=place, code=code, data=data)
