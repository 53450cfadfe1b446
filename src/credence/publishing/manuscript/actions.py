"""Publish manuscripts: a provider with its texts and forms, a course with its posttest, each whole or not at all."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal, NamedTuple

from django.db import transaction

from credence.assessment.actions import add_posttest, repair_keys
from credence.catalog.actions import add_version, declare_twin, locked_course, publish_version, put_provider
from credence.catalog.models import AccreditingProvider, Course, CourseVersion, Line
from credence.credit.actions.stepping import note_steps
from credence.enrollment.models import Enrollment
from credence.evaluation.actions import ask_for
from credence.kit.clock import day_in
from credence.kit.refusal import Refusal
from credence.media.actions import record_kept
from credence.media.models import Asset
from credence.media.queries import assets_by_hash
from credence.publishing.manuscript.changing import Saying, change_of
from credence.publishing.manuscript.checking import check, check_provider
from credence.publishing.manuscript.document import Files, Manuscript, ProviderManuscript, fingerprint
from credence.publishing.manuscript.flaws import Flaw
from credence.publishing.manuscript.forms import forms_used, put_forms
from credence.publishing.manuscript.known import Known
from credence.publishing.manuscript.measuring import course_minutes
from credence.publishing.manuscript.posttests import posttest_columns, questions_of
from credence.publishing.manuscript.queries import known_here
from credence.publishing.manuscript.rows import content_of, source_of
from credence.publishing.manuscript.shape.course import CourseDocument
from credence.publishing.manuscript.shape.posttest import PosttestDocument
from credence.publishing.manuscript.shape.provider import Accreditation, ProviderDocument

Result = Literal["new", "changed", "unchanged"]
NOTHING_SAID = Saying()


class Flawed(Refusal):
    """The manuscript has flaws that block; `flaws` holds all that was found."""

    code = "flawed"

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__(flaws=self.flaws)


@dataclass(frozen=True)
class Outcome:
    """What became of one manuscript. `version` is the course's current version, or 0 for providers."""

    kind: Literal["course", "provider"]
    slug: str
    result: Result
    version: int = 0


@transaction.atomic
def publish_provider(manuscript: ProviderManuscript, *, by: str, now: dt.datetime) -> Outcome:
    """Write a provider with its texts and forms; what it says already changes nothing.

    Raises:
        Flawed: something blocks, and nothing was written.
    """
    flaws, provider = check_provider(manuscript), manuscript.provider
    if provider is None or any(flaw.blocks for flaw in flaws):
        raise Flawed(flaws)
    is_new = not AccreditingProvider.objects.filter(slug=provider.slug).exists()
    texts = [(each.kind, each.credit_type, each.text) for each in provider.statements]
    changed = put_provider(
        slug=provider.slug,
        details=_details(provider, _assets(manuscript.files, now)),
        statements=texts,
        accreditations=[_accreditation(each) for each in provider.accreditations],
        approvers=[each.model_dump() for each in manuscript.approvers.approvers] if manuscript.approvers else (),
        by=by,
        now=now,
    )
    new_forms = put_forms(AccreditingProvider.objects.get(slug=provider.slug), manuscript.forms, by=by, now=now)
    result: Result = "changed" if changed or new_forms else "unchanged"
    return Outcome("provider", provider.slug, "new" if is_new else result)


@transaction.atomic
def publish(
    manuscript: Manuscript, *, by: str, now: dt.datetime, known: Known | None = None, saying: Saying = NOTHING_SAID
) -> Outcome:
    """Write version, posttest, forms and front matter of a course, and make the version current.

    A manuscript that says what is published already changes nothing. A change that is meant for everybody reaches at
    once who is on the line of the version before; any other begins a line for new learners.

    Args:
        manuscript: the course; the bytes of its files are kept already.
        by: who publishes, a user name or the name of the process.
        now: the present moment.
        known: its surroundings, where it came with a provider whose form is not the newest; else those that are here.
        saying: of what kind it is where the difference cannot tell, why, and who approved it.

    Raises:
        Flawed, KindUnknown: something blocks, or somebody is enrolled and the kind must be said; nothing was written.
        RepairReasonMissing: a key is repaired without a reason, and nothing was written.
    """
    written, posttest = manuscript.course, manuscript.posttest
    if written is None or posttest is None:
        raise Flawed(manuscript.flaws)
    known = known or known_here()
    sha256 = fingerprint_here(manuscript, known)
    course = locked_course(slug=written.slug, now=now)
    previous = course.current_version
    if previous and previous.source_sha256 == sha256:
        return Outcome("course", course.slug, "unchanged", previous.number)
    _refuse_flaws(check(manuscript, known, day_in(known.zone(written.provider), now)))
    change = change_of(previous, manuscript, saying) if previous else None
    line = change.line if change else None
    whole = _Whole(written, posttest, manuscript.files)
    version = _add(course, line, whole, sha256=sha256, known=known, by=by, now=now)
    publish_version(version=version, by=by, now=now, change=change.content if change else None)
    if change and change.repairs:
        _repair(version, saying, by=by, now=now)
    if written.twin_of:
        declare_twin(course=course, of=locked_course(slug=written.twin_of, now=now), by=by, now=now)
    return Outcome("course", course.slug, "changed" if previous else "new", version.number)


def fingerprint_here(manuscript: Manuscript, known: Known) -> str:
    """Return the hash of all that a whole manuscript says, with the forms it uses as they are known; else nothing."""
    course, posttest = manuscript.course, manuscript.posttest
    if course is None or posttest is None:
        return ""
    forms = {each.provider: known.forms.get((each.provider, each.form), "") for each in course.evaluations}
    return fingerprint(course, posttest, manuscript.files, forms)


def _refuse_flaws(flaws: tuple[Flaw, ...]) -> None:
    if any(flaw.blocks for flaw in flaws):
        raise Flawed(flaws)


def _repair(version: CourseVersion, saying: Saying, *, by: str, now: dt.datetime) -> None:
    """Grade attempts a second time; whole credit that they earn is awarded by the worker, as of this moment."""
    risen = repair_keys(version=version, by=by, reason=saying.reason, now=now)
    note_steps(enrollments=Enrollment.objects.filter(pk__in={each.enrollment_id for each in risen}), now=now)


class _Whole(NamedTuple):
    course: CourseDocument
    posttest: PosttestDocument
    files: Files


def _add(
    course: Course, line: Line | None, whole: _Whole, *, sha256: str, known: Known, by: str, now: dt.datetime
) -> CourseVersion:
    written, posttest, files = whole
    assets = _assets(files, now)
    kept = {
        "source_sha256": sha256,
        "source": source_of(written, posttest, files),
        "measured_minutes": course_minutes(written, posttest, files),
    }
    content = content_of(written, files=files, assets=assets, providers=_providers(written), kept=kept)
    version = add_version(course=course, content=content, now=now, line=line)
    questions = questions_of(posttest, assets)
    add_posttest(version=version, columns=posttest_columns(posttest), questions=questions, by=by, now=now)
    ask_for(version=version, forms=forms_used(written.evaluations, known.forms), by=by, now=now)
    return version


def _assets(files: Files, now: dt.datetime) -> Mapping[str, Asset]:
    there = assets_by_hash(found.sha256 for found in files.found.values())
    return {
        path: there.get(found.sha256)
        or record_kept(found=found, shelved=files.shelved[path], name=PurePosixPath(path).name, now=now)
        for path, found in files.found.items()
    }


def _providers(course: CourseDocument) -> dict[str, AccreditingProvider]:
    named = {course.provider, *(offer.provider for offer in course.credit if offer.provider)}
    return {provider.slug: provider for provider in AccreditingProvider.objects.filter(slug__in=named)}


def _details(provider: ProviderDocument, assets: Mapping[str, Asset]) -> dict[str, object]:
    signature = provider.signatory.signature
    return {
        **provider.model_dump(exclude={"slug", "url", "signatory", "statements", "accreditations"}),
        "url": provider.url or "",
        "least_study_share": provider.least_study_share,
        "signatory_name": provider.signatory.name,
        "signatory_title": provider.signatory.title,
        "signature": assets[signature] if signature else None,
    }


def _accreditation(each: Accreditation) -> dict[str, object]:
    return {**each.model_dump(exclude={"from_", "to"}), "valid_from": each.from_, "valid_to": each.to}
