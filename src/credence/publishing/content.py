"""Turn a course folder into the rows of a version."""

from typing import Any

from credence.catalog.actions import VersionContent
from credence.catalog.models import AccreditingProvider
from credence.catalog.rules.credit_types import credit_type
from credence.catalog.rules.publication import stricter_limit, stricter_mark
from credence.kit.text import markdown_to_html
from credence.media.models import Asset
from credence.publishing.folder.course_folder import CourseFolder, plain
from credence.publishing.folder.format import Chapter, FacultyMember, Offer, Relationship, TextChapter, VideoChapter


def content_of(
    folder: CourseFolder, *, sha256: str, assets: dict[str, Asset], providers: dict[str, AccreditingProvider]
) -> VersionContent:
    """Return the rows of a version; `assets` are by path, `providers` by slug."""
    course = folder.course
    return VersionContent(
        version={**_version(folder, assets, providers), "source_sha256": sha256, "source": source_of(folder)},
        topics={slug: name_of_topic(slug) for slug in course.topics},
        objectives=[{"key": each.key, "text": each.text} for each in course.objectives],
        faculty=[(_person(each), [_tie(tie) for tie in each.disclosures]) for each in course.faculty],
        support=[each.model_dump() for each in course.commercial_support],
        chapters=[_chapter(each, folder, assets) for each in course.chapters],
        offers=[_offer(each, folder, providers) for each in course.credit],
    )


def source_of(folder: CourseFolder) -> dict[str, Any]:
    """Return what is kept for export: everything but the posttest, whose key lives in its own rows only."""
    return {
        "course": plain(folder.course),
        "hardware": folder.course.hardware,
        "texts": folder.texts,
        "files": {path: found.sha256 for path, found in folder.files.items()},
        "pictures": {each.key: each.picture.file for each in folder.posttest.questions if each.picture},
    }


def name_of_topic(slug: str) -> str:
    """Return the name of a topic that has none yet: "patient-safety" is "Patient safety"."""
    return slug.replace("-", " ").capitalize()


def _version(
    folder: CourseFolder, assets: dict[str, Asset], providers: dict[str, AccreditingProvider]
) -> dict[str, Any]:
    course = folder.course
    return {
        "provider": providers[course.provider],
        "joint_provider": course.joint_provider,
        "title": course.title,
        "summary": course.summary,
        "description": course.description,
        "description_html": markdown_to_html(course.description),
        "audience": course.audience,
        "references": course.references,
        "references_html": markdown_to_html(course.references),
        "learning_format": course.format_of_learning,
        "media_used": course.media,
        "cover": assets[course.cover.file] if course.cover else None,
        "cover_alt": course.cover.alt if course.cover else "",
        "estimated_minutes": course.estimated_minutes,
        "released_on": course.dates.released,
        "reviewed_on": course.dates.reviewed,
        "expires_on": course.dates.expires,
        "price": course.price.amount,
        "currency": course.price.currency,
        "pass_mark": course.requirements.pass_mark,
        "attempt_limit": course.requirements.attempts,
        "study_percent": course.requirements.study_percent,
        "study_minutes": course.requirements.study_minutes,
    }


def _person(member: FacultyMember) -> dict[str, Any]:
    return member.model_dump(exclude={"disclosures"})


def _tie(tie: Relationship) -> dict[str, Any]:
    return tie.model_dump(include={"company", "nature", "relevant", "mitigation"})


def _chapter(chapter: Chapter, folder: CourseFolder, assets: dict[str, Asset]) -> dict[str, Any]:
    columns: dict[str, Any] = chapter.model_dump(include={"slug", "title", "kind", "minutes"})
    if isinstance(chapter, TextChapter):
        return columns | {"html": markdown_to_html(folder.texts[chapter.file])}
    columns["file"] = assets[chapter.file]
    if isinstance(chapter, VideoChapter):
        columns["captions"] = assets[chapter.captions]
        columns["poster"] = assets[chapter.poster] if chapter.poster else None
        columns["transcript"] = [[cue.start_ms, cue.end_ms, cue.text] for cue in folder.cues[chapter.captions]]
    return columns


def _offer(offer: Offer, folder: CourseFolder, providers: dict[str, AccreditingProvider]) -> dict[str, Any]:
    requirements = folder.course.requirements
    kind = credit_type(offer.type, offer.valid.from_)
    return {
        "provider": providers[offer.provider or folder.course.provider],
        "credit_type": offer.type,
        "amount": offer.amount,
        "certified_on": offer.certified_on,
        "valid_from": offer.valid.from_,
        "valid_to": offer.valid.to,
        "pass_mark": stricter_mark(requirements.pass_mark, offer.pass_mark, kind.minimum_pass_mark),
        "attempt_limit": stricter_limit(requirements.attempts, offer.attempts, kind.max_attempts),
        "evaluation_required": offer.evaluation_required,
        "reference_number": offer.reference_number,
        "approver": offer.approver,
        "category": offer.category or "",
    }
