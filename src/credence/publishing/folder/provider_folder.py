"""Read one provider folder: provider.yaml and the evaluation forms beside it."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from credence.catalog.rules.credit_types import newest_types
from credence.catalog.rules.statements import awards_ama_credit, brackets_in, stray_brackets, unknown_brackets
from credence.publishing.folder.course_folder import plain, read_yaml
from credence.publishing.folder.faults import Fault
from credence.publishing.folder.loading import Source
from credence.publishing.folder.paths import files_in
from credence.publishing.folder.provider import ChoiceItem, EvaluationFile, ProviderFile
from credence.publishing.folder.values import SLUG, unique

PROVIDER, FORMS = "provider.yaml", "evaluations"
OF_AN_OFFER = frozenset({"credits", "approver", "reference_number", "category", "valid_from", "valid_to"})


@dataclass(frozen=True, kw_only=True)
class ProviderFolder:
    """A provider folder whose files fit their shapes; forms are by name."""

    provider: ProviderFile
    forms: dict[str, EvaluationFile]


def definition_of(form: EvaluationFile) -> dict[str, Any]:
    """Return a form as it is stored: title and items."""
    return plain(form)


def form_fingerprint(definition: dict[str, Any]) -> str:
    """Return the SHA-256 of a form's definition."""
    canonical = json.dumps(definition, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def read_provider(root: Path, shown: str) -> tuple[ProviderFolder | None, list[Fault]]:
    """Read a provider folder, and return it, if it could be read, with every fault found."""
    source, provider, faults = read_yaml(root, PROVIDER, ProviderFile, shown)
    if provider:
        faults += _statement_faults(provider, source)
    forms: dict[str, EvaluationFile] = {}
    for path in files_in(root):
        name = path.removeprefix(f"{FORMS}/").removesuffix(".yaml")
        if path == PROVIDER:
            continue
        if path != f"{FORMS}/{name}.yaml" or not re.match(SLUG, name):
            sentence = (
                "This file is not used. Forms are evaluations/<short-name>.yaml; delete it or begin its name with _."
            )
            faults.append(Fault(f"{shown}/{path}", 1, sentence))
            continue
        form_source, form, more = read_yaml(root, path, EvaluationFile, shown)
        faults += more
        if form:
            forms[name] = form
            faults += _form_faults(form, form_source)
    return (ProviderFolder(provider=provider, forms=forms) if provider else None), faults


def _statement_faults(provider: ProviderFile, source: Source) -> list[Fault]:
    faults = [
        source.fault(("statements", index), f"There is a second statement “{name.strip()}”. Keep one of them.")
        for index, name in unique(f"{each.kind} {each.credit_type}" for each in provider.statements)
    ]
    for index, statement in enumerate(provider.statements):
        place = ("statements", index, "text")
        faults += [
            source.fault(place, f"Nothing fills [{name}]. See docs/course-format.md for what may stand there.")
            for name in unknown_brackets(statement.text)
        ]
        if stray_brackets(statement.text):
            faults.append(
                source.fault(place, "A bracket has no partner or nothing in it, and would be printed. Mend it.")
            )
        asked = brackets_in(statement.text)
        if statement.kind in ("accreditation", "joint-accreditation") and asked & OF_AN_OFFER:
            faults.append(
                source.fault(place, "An accreditation statement says nothing of one credit. Take its brackets out.")
            )
        if statement.kind == "accreditation" and "joint_provider" in asked:
            faults.append(source.fault(place, "This names a joint provider. Make it kind: joint-accreditation. (R14)"))
        if awards_ama_credit(statement.text) and not _may_award_ama(statement.credit_type):
            sentence = (
                "This reads as if AMA credit was awarded, which is for physicians only. Say that the activity was "
                "designated for the credit. (R40)"
            )
            faults.append(source.fault(place, sentence))
        if statement.kind == "designation" and not statement.credit_type:
            faults.append(
                source.fault(("statements", index), "A designation statement belongs to one `credit_type`. Write it.")
            )
    return faults


def _may_award_ama(code: str) -> bool:
    kind = newest_types().get(code)
    return kind is not None and kind.awards_ama


def _form_faults(form: EvaluationFile, source: Source) -> list[Fault]:
    faults = [
        source.fault(("items", index, "key"), f"The key “{key}” is used twice. Give each item its own.")
        for index, key in unique(item.key for item in form.items)
    ]
    for index, item in enumerate(form.items):
        for name in ("options", "rows"):
            entries = getattr(item, name, ())
            if not isinstance(entries, str):
                faults += [
                    source.fault(("items", index, name, number), f"The key “{key}” is used twice. Give each its own.")
                    for number, key in unique(entry.key for entry in entries)
                ]
        faults += _condition_faults(form, index, source)
    return faults


def _condition_faults(form: EvaluationFile, index: int, source: Source) -> list[Fault]:
    when = form.items[index].when
    if not when:
        return []
    earlier = {item.key: item for item in form.items[:index]}
    item = earlier.get(when.item)
    if not isinstance(item, ChoiceItem):
        sentence = f"“{when.item}” is not an earlier item of kind single or multiple. Name one."
        return [source.fault(("items", index, "when", "item"), sentence)]
    known = [option.key for option in item.options]
    if when.is_ not in known:
        sentence = f"“{when.is_}” is not an option of “{when.item}”. Write one of {', '.join(known)}."
        return [source.fault(("items", index, "when", "is"), sentence)]
    return []
