"""Read one provider folder: the provider's document and the evaluation forms beside it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from django.utils.translation import gettext as _

from credence.publishing.folder.faults import Fault
from credence.publishing.folder.files import read_files
from credence.publishing.folder.loading import Source
from credence.publishing.folder.paths import MOST_FILES, TOO_MANY, composed, files_in
from credence.publishing.folder.reading import Read, read_yaml
from credence.publishing.manuscript.document import ProviderManuscript, files_named_by, provider_manuscript_of
from credence.publishing.manuscript.flaws import Document
from credence.publishing.manuscript.shape.values import SLUG

PROVIDER, APPROVERS, FORMS = "provider.yaml", "approvers.yaml", "evaluations"


@dataclass(frozen=True, kw_only=True)
class ProviderFolder:
    """A provider folder as it was read.

    `sources` know the lines of each document, forms by their names; `faults` are those of the folder and its YAML,
    beside the flaws of the manuscript.
    """

    root: Path
    shown: str
    manuscript: ProviderManuscript
    sources: Mapping[tuple[Document, str], Source]
    faults: tuple[Fault, ...]


def read_provider(root: Path, shown: str) -> ProviderFolder:
    """Read a provider folder, whatever is wrong with it. `shown` is the folder as people name it."""
    read = {(Document.PROVIDER, ""): read_yaml(root, PROVIDER, shown)}
    read |= {(Document.FORM, name): read_yaml(root, f"{FORMS}/{name}.yaml", shown) for name in _forms(root)}
    if (root / APPROVERS).exists():
        read[Document.APPROVERS, ""] = read_yaml(root, APPROVERS, shown)
    manuscript = _fitted(read)
    named = list(files_named_by(manuscript))
    files, flaws = read_files(root, named)
    faults = [fault for each in read.values() for fault in each.faults]
    if manuscript.provider:
        faults += _unused(root, shown, {PROVIDER, APPROVERS, *(each.path for each in named)})
    return ProviderFolder(
        root=root,
        shown=shown,
        manuscript=replace(manuscript, files=files, flaws=(*manuscript.flaws, *flaws)),
        sources={key: each.source for key, each in read.items()},
        faults=tuple(faults),
    )


def _forms(root: Path) -> list[str]:
    paths = (Path(path) for path in files_in(root))
    return [path.stem for path in paths if _is_form(path)]


def _is_form(path: Path) -> bool:
    return path.parent == Path(FORMS) and path.suffix == ".yaml" and re.match(SLUG, path.stem) is not None


def _fitted(read: Mapping[tuple[Document, str], Read]) -> ProviderManuscript:
    """Fit what could be read; what could not is a fault already."""
    data = {key: each.source.data for key, each in read.items() if not each.is_broken}
    forms = {name: value for (document, name), value in data.items() if document is Document.FORM}
    approvers = data.get((Document.APPROVERS, ""))
    if (Document.PROVIDER, "") in data:
        return provider_manuscript_of(data[Document.PROVIDER, ""], forms, approvers)
    fitted = provider_manuscript_of({}, forms, approvers)
    return replace(fitted, flaws=tuple(flaw for flaw in fitted.flaws if flaw.document is not Document.PROVIDER))


def _unused(root: Path, shown: str, used: set[str]) -> Iterator[Fault]:
    sentence = _("This file is not used. Forms are evaluations/<short-name>.yaml; delete it or begin its name with _.")
    for count, path in enumerate(files_in(root)):
        if count >= MOST_FILES:
            yield Fault(f"{shown}/{PROVIDER}", 1, str(TOO_MANY).format(most=MOST_FILES))
        elif composed(path) not in used and not _is_form(Path(path)):
            yield Fault(f"{shown}/{path}", 1, sentence)
