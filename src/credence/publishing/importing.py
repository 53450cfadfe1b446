"""Import courses from folders: all of them or none, and nothing twice."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.db import transaction

from credence.assessment.actions import add_posttest
from credence.catalog.actions import add_version, locked_course, name_topics, publish_version, put_provider
from credence.catalog.models import AccreditingProvider, Course
from credence.evaluation.actions import ask_for
from credence.media.actions import record_kept, shelve
from credence.publishing.content import content_of
from credence.publishing.folder.course_folder import CourseFolder
from credence.publishing.folder.known import known_here
from credence.publishing.folder.provider_folder import ProviderFolder
from credence.publishing.folder.tree import Tree, read_tree
from credence.publishing.forms import forms_used, put_forms
from credence.publishing.posttests import posttest_columns, questions_of


@dataclass(frozen=True)
class Outcome:
    """What became of one folder. `version` is the course's current version, or 0 for providers."""

    kind: Literal["course", "provider"]
    slug: str
    result: Literal["new", "changed", "unchanged"]
    version: int = 0


def check_folders(paths: Iterable[Path], *, now: dt.datetime, progress: Callable[[str], None] = lambda _: None) -> Tree:
    """Read and check everything under `paths` against itself and what is here already; nothing is written.

    Raises:
        FaultyFolder: something is wrong; it holds all faults.
    """
    return read_tree(paths, known_here(), now, progress)


def import_folders(
    paths: Iterable[Path], *, by: str, now: dt.datetime, progress: Callable[[str], None] = lambda _: None
) -> tuple[Outcome, ...]:
    """Check everything under `paths` and import it in one transaction.

    A folder that says what is published already changes nothing. A changed course becomes a new version; learners who
    started on the old one stay there. Files are stored before the transaction: a crash leaves at most files that
    nothing names.

    Args:
        paths: course folders, provider folders, or folders that hold courses/ and providers/.
        by: who imports, a user name or the name of the process.
        now: the present moment.
        progress: told the path of each folder as it is read.

    Raises:
        FaultyFolder: something is wrong; it holds all faults, and nothing was imported.
        Changed: a file changed while it was being imported, and nothing was imported.
    """
    tree = check_folders(paths, now=now, progress=progress)
    fingerprints = {folder.course.slug: folder.fingerprint(_forms_said(folder, tree)) for folder in tree.courses}
    published = dict(Course.objects.filter(slug__in=fingerprints).values_list("slug", "current_version__source_sha256"))
    shelved = {
        folder.course.slug: _shelve(folder)
        for folder in tree.courses
        if published.get(folder.course.slug) != fingerprints[folder.course.slug]
    }
    with transaction.atomic():
        name_topics(names=tree.topics)
        outcomes = [_import_provider(folder, by=by, now=now) for folder in tree.providers]
        for folder in tree.courses:
            sha256, names = fingerprints[folder.course.slug], shelved.get(folder.course.slug)
            outcomes.append(_import_course(folder, tree, sha256=sha256, shelved=names, by=by, now=now))
    return tuple(outcomes)


def _forms_said(folder: CourseFolder, tree: Tree) -> dict[str, str]:
    return {each.provider: tree.known.forms[each.provider, each.form] for each in folder.course.evaluations}


def _shelve(folder: CourseFolder) -> dict[str, str]:
    return {path: shelve(path=folder.root / path, found=found) for path, found in folder.files.items()}


def _providers(folder: CourseFolder) -> set[str]:
    return {folder.course.provider, *(offer.provider for offer in folder.course.credit if offer.provider)}


def _import_provider(folder: ProviderFolder, *, by: str, now: dt.datetime) -> Outcome:
    file = folder.provider
    is_new = not AccreditingProvider.objects.filter(slug=file.slug).exists()
    changed = put_provider(
        slug=file.slug,
        details={
            "name": file.name,
            "short_name": file.short_name,
            "address": file.address,
            "url": file.url or "",
            "email": file.email,
            "time_zone": file.time_zone,
            "signatory_name": file.signatory.name,
            "signatory_title": file.signatory.title,
            "provider_numbers": file.provider_numbers,
            "reports_to_pars": file.reports_to_pars,
        },
        statements=[(each.kind, each.credit_type, each.text) for each in file.statements],
        by=by,
        now=now,
    )
    new_forms = put_forms(AccreditingProvider.objects.get(slug=file.slug), folder.forms, by=by, now=now)
    result: Literal["new", "changed", "unchanged"] = "changed" if changed or new_forms else "unchanged"
    return Outcome("provider", file.slug, "new" if is_new else result)


def _import_course(
    folder: CourseFolder, tree: Tree, *, sha256: str, shelved: dict[str, str] | None, by: str, now: dt.datetime
) -> Outcome:
    slug = folder.course.slug
    course = locked_course(slug=slug, now=now)
    previous = course.current_version
    if previous and previous.source_sha256 == sha256:
        return Outcome("course", slug, "unchanged", previous.number)
    names = shelved if shelved is not None else _shelve(folder)
    assets = {
        path: record_kept(found=found, shelved=names[path], name=Path(path).name, now=now)
        for path, found in folder.files.items()
    }
    providers = {
        provider.slug: provider for provider in AccreditingProvider.objects.filter(slug__in=_providers(folder))
    }
    content = content_of(folder, sha256=sha256, assets=assets, providers=providers)
    version = add_version(course=course, content=content, now=now)
    columns, questions = posttest_columns(folder.posttest), questions_of(folder.posttest, assets)
    add_posttest(version=version, columns=columns, questions=questions, by=by, now=now)
    ask_for(version=version, forms=forms_used(folder.course.evaluations, tree.known.forms), by=by, now=now)
    publish_version(version=version, by=by, now=now)
    return Outcome("course", slug, "changed" if previous else "new", version.number)
