"""Write a course back to a folder, with its provider, so that importing the folder changes nothing."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from typing import Any

from credence.catalog.models import AccreditingProvider, Course, CourseVersion
from credence.evaluation.models import CourseEvaluation
from credence.kit.refusal import Refusal
from credence.media.models import Asset
from credence.media.queries import assets_by_hash
from credence.publishing.folder.courses import COURSE, POSTTEST
from credence.publishing.folder.providers import APPROVERS, FORMS, PROVIDER
from credence.publishing.folder.reading import read_yaml
from credence.publishing.folder.tree import TOPICS
from credence.publishing.folder.writing import dump
from credence.publishing.manuscript.document import Files, Manuscript, ProviderManuscript
from credence.publishing.manuscript.fitting import fit
from credence.publishing.manuscript.flaws import Document
from credence.publishing.manuscript.queries import published_manuscript, published_provider
from credence.publishing.manuscript.shape.part import plain
from credence.publishing.manuscript.shape.topics import TopicNames, TopicsDocument


class NotPublished(Refusal):
    """There is no published course with this slug."""

    code = "not-published"


class WouldOverwrite(Refusal):
    """Files are there that say something else; `paths` names them, and nothing was written."""

    code = "would-overwrite"

    def __init__(self, paths: Iterable[Path]) -> None:
        self.paths = tuple(paths)
        super().__init__(paths=self.paths)


@dataclass(frozen=True)
class Export:
    """What will be written, by path inside the target folder."""

    texts: dict[str, str]
    assets: dict[str, Asset]


def export_course(slug: str, target: Path) -> Path:
    """Write the published version of a course under `target`, and return the course's folder.

    The course goes to courses/<slug>/, its providers with the forms it uses to providers/, the names of its topics
    to topics.yaml: `import_folders([target])` brings it back.

    Raises:
        NotPublished: no course with this slug is published.
        WouldOverwrite: the target holds other contents already.
    """
    course = Course.objects.filter(slug=slug).select_related("current_version").first()
    if course is None or course.current_version is None:
        raise NotPublished(slug=slug)
    export = _export_of(course.current_version, slug)
    export.texts[TOPICS] = dump(_topics(course.current_version, target))
    _refuse_to_overwrite(export, target)
    for path, text in export.texts.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_text(text, encoding="utf-8", newline="")
    for path, asset in export.assets.items():
        _copy(asset, target / path)
    return target / "courses" / slug


def _export_of(version: CourseVersion, slug: str) -> Export:
    home, manuscript = f"courses/{slug}", published_manuscript(version)
    texts, files = course_texts(manuscript, home), _hashes(manuscript.files, home)
    for provider in _providers(version):
        place, published = f"providers/{provider.slug}", published_provider(provider, version)
        texts |= provider_texts(published, place)
        files |= _hashes(published.files, place)
    assets = assets_by_hash(files.values())
    return Export(texts, {path: assets[sha256] for path, sha256 in files.items()})


def _hashes(files: Files, home: str) -> dict[str, str]:
    return {f"{home}/{path}": found.sha256 for path, found in files.found.items()}


def course_texts(manuscript: Manuscript, home: str) -> dict[str, str]:
    """Return the texts of a course folder by path; `home` is the folder."""
    documents = {COURSE: manuscript.course, POSTTEST: manuscript.posttest}
    texts = {f"{home}/{name}": dump(plain(document)) for name, document in documents.items() if document}
    return texts | {f"{home}/{path}": text for path, text in manuscript.files.texts.items()}


def provider_texts(manuscript: ProviderManuscript, home: str) -> dict[str, str]:
    """Return the texts of a provider folder by path; `home` is the folder."""
    documents = {PROVIDER: manuscript.provider, APPROVERS: manuscript.approvers}
    texts = {f"{home}/{name}": dump(plain(document)) for name, document in documents.items() if document}
    return texts | {f"{home}/{FORMS}/{name}.yaml": dump(plain(form)) for name, form in manuscript.forms.items()}


def _providers(version: CourseVersion) -> list[AccreditingProvider]:
    named = {version.provider_id, *version.credit_offers.values_list("provider_id", flat=True)}
    named |= set(CourseEvaluation.objects.filter(version=version).values_list("provider_id", flat=True))
    return list(AccreditingProvider.objects.filter(pk__in=named).order_by("slug"))


def _topics(version: CourseVersion, target: Path) -> dict[str, Any]:
    """Return the names of the version's topics, beside those that other courses brought to the target."""
    names = {topic.slug: TopicNames(name=topic.name, synonyms=topic.synonyms) for topic in version.topics.all()}
    if (target / TOPICS).exists():
        there, _ = fit(Document.TOPICS, read_yaml(target, TOPICS, str(target)).source.data, TopicsDocument)
        names |= there.root if there else {}
    return {slug: plain(each) if each.synonyms else each.name for slug, each in sorted(names.items())}


def _refuse_to_overwrite(export: Export, target: Path) -> None:
    others = [
        target / path
        for path, text in export.texts.items()
        if path != TOPICS and (target / path).exists() and (target / path).read_bytes() != text.encode()
    ]
    others += [
        target / path
        for path, asset in export.assets.items()
        if (target / path).exists() and _sha256(target / path) != asset.sha256
    ]
    if others:
        raise WouldOverwrite(others)


def _copy(asset: Asset, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with asset.file.open("rb") as original, path.open("wb") as copy:
        copyfileobj(original, copy)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
