"""Read one provider folder: the provider's document and the evaluation forms beside it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from credence.publishing.folder.faults import Fault
from credence.publishing.folder.loading import Source
from credence.publishing.folder.paths import files_in
from credence.publishing.folder.reading import Read, read_yaml
from credence.publishing.manuscript.document import ProviderManuscript
from credence.publishing.manuscript.fitting import fit
from credence.publishing.manuscript.flaws import Document, Flaw
from credence.publishing.manuscript.shape.form import FormDocument
from credence.publishing.manuscript.shape.provider import ProviderDocument
from credence.publishing.manuscript.shape.values import SLUG

PROVIDER, FORMS = "provider.yaml", "evaluations"


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
    return ProviderFolder(
        root=root,
        shown=shown,
        manuscript=_fitted(read),
        sources={key: each.source for key, each in read.items()},
        faults=(*(fault for each in read.values() for fault in each.faults), *_extra(root, shown)),
    )


def _forms(root: Path) -> list[str]:
    paths = (Path(path) for path in files_in(root))
    return [path.stem for path in paths if _is_form(path)]


def _is_form(path: Path) -> bool:
    return path.parent == Path(FORMS) and path.suffix == ".yaml" and re.match(SLUG, path.stem) is not None


def _fitted(read: Mapping[tuple[Document, str], Read]) -> ProviderManuscript:
    """Fit what could be read; what could not is a fault already."""
    provider: ProviderDocument | None = None
    forms: dict[str, FormDocument] = {}
    flaws: list[Flaw] = []
    for (document, name), each in read.items():
        if each.is_broken:
            continue
        if document is Document.PROVIDER:
            provider, found = fit(document, each.source.data, ProviderDocument)
        else:
            form, found = fit(document, each.source.data, FormDocument, name)
            forms |= {name: form} if form else {}
        flaws += found
    return ProviderManuscript(provider=provider, forms=forms, flaws=tuple(flaws))


def _extra(root: Path, shown: str) -> Iterator[Fault]:
    sentence = _("This file is not used. Forms are evaluations/<short-name>.yaml; delete it or begin its name with _.")
    for path in files_in(root):
        if path != PROVIDER and not _is_form(Path(path)):
            yield Fault(f"{shown}/{path}", 1, sentence)
