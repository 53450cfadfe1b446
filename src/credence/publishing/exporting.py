"""Write a course back to a folder, with its provider, so that importing the folder changes nothing."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj

from credence.catalog.models import AccreditingProvider, Course, CourseVersion, Statement
from credence.evaluation.models import CourseEvaluation
from credence.media.models import Asset
from credence.media.queries import assets_by_hash
from credence.publishing.folder.course_folder import COURSE, POSTTEST, plain, read_yaml
from credence.publishing.folder.format import CourseFile
from credence.publishing.folder.provider import EvaluationFile, ProviderFile, TopicsFile
from credence.publishing.folder.provider_folder import FORMS, PROVIDER
from credence.publishing.folder.tree import TOPICS
from credence.publishing.folder.writing import dump
from credence.publishing.posttests import read_posttest


class NotPublished(Exception):
    """There is no published course with this slug."""


class WouldOverwrite(Exception):
    """Files are there that say something else; `paths` names them, and nothing was written."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.paths = tuple(paths)
        super().__init__(self.paths)


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
        raise NotPublished
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
    source, home = version.source, f"courses/{slug}"
    assets = assets_by_hash(source["files"].values())
    texts = {
        f"{home}/{COURSE}": dump(plain(CourseFile.model_validate(source["course"]))),
        f"{home}/{POSTTEST}": dump(read_posttest(version, source["pictures"])),
        **{f"{home}/{path}": text for path, text in source["texts"].items()},
    }
    for provider in _providers(version):
        texts[f"providers/{provider.slug}/{PROVIDER}"] = dump(plain(_provider_file(provider)))
    for use in CourseEvaluation.objects.filter(version=version).select_related("form", "provider"):
        form = EvaluationFile.model_validate(use.form.definition)
        texts[f"providers/{use.provider.slug}/{FORMS}/{use.form.slug}.yaml"] = dump(plain(form))
    return Export(texts, {f"{home}/{path}": assets[sha256] for path, sha256 in source["files"].items()})


def _providers(version: CourseVersion) -> list[AccreditingProvider]:
    named = {version.provider_id, *version.credit_offers.values_list("provider_id", flat=True)}
    named |= set(CourseEvaluation.objects.filter(version=version).values_list("provider_id", flat=True))
    return list(AccreditingProvider.objects.filter(pk__in=named).order_by("slug"))


def _provider_file(provider: AccreditingProvider) -> ProviderFile:
    newest: dict[tuple[str, str], Statement] = {}
    for statement in Statement.objects.filter(provider=provider).order_by("version", "pk"):
        newest[statement.kind, statement.credit_type] = statement
    return ProviderFile.model_validate(
        {
            "slug": provider.slug,
            "name": provider.name,
            "short_name": provider.short_name,
            "address": provider.address,
            "url": provider.url or None,
            "email": provider.email,
            "time_zone": provider.time_zone,
            "signatory": {"name": provider.signatory_name, "title": provider.signatory_title},
            "provider_numbers": provider.provider_numbers,
            "reports_to_pars": provider.reports_to_pars,
            "statements": [
                {"kind": each.kind, "credit_type": each.credit_type, "text": each.text} for each in newest.values()
            ],
        }
    )


def _topics(version: CourseVersion, target: Path) -> dict[str, str]:
    """Return the names of the version's topics, beside those that other courses brought to the target."""
    names = {topic.slug: topic.name for topic in version.topics.all()}
    if (target / TOPICS).exists():
        _, there, _ = read_yaml(target, TOPICS, TopicsFile, str(target))
        names |= there.root if there else {}
    return dict(sorted(names.items()))


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
