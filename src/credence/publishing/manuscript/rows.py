"""Turn a manuscript into the rows of a version."""

from collections.abc import Iterable, Mapping
from typing import Any

from credence.catalog.actions import VersionContent
from credence.catalog.models import AccreditingProvider
from credence.catalog.models import Chapter as ChapterRow
from credence.catalog.rules.credit_types import credit_type
from credence.catalog.rules.strictest import stricter_limit, stricter_mark
from credence.kit.text import markdown_to_html
from credence.media.models import Asset
from credence.media.rules.transcripts import transcript
from credence.progress.queries import content_ms
from credence.progress.rules import least_study_minutes
from credence.publishing.manuscript.document import Files
from credence.publishing.manuscript.measuring import chapter_minutes, measured_minutes
from credence.publishing.manuscript.participation import offers_of
from credence.publishing.manuscript.shape.chapters import Chapter, TextChapter, VideoChapter
from credence.publishing.manuscript.shape.course import AS_PUBLISHED, CourseDocument
from credence.publishing.manuscript.shape.credit import Offer
from credence.publishing.manuscript.shape.origin import AiUse, LiveRecording, MadeFrom
from credence.publishing.manuscript.shape.part import plain
from credence.publishing.manuscript.shape.people import FacultyMember, Relationship
from credence.publishing.manuscript.shape.posttest import PosttestDocument

SAME_IN_CHAPTERS = {"slug", "title", "kind", "preview"}
OTHERWISE_IN_OFFERS = {"type", "provider", "valid", "attempts", "rceem_plus"}


def content_of(
    course: CourseDocument,
    *,
    files: Files,
    assets: Mapping[str, Asset],
    providers: Mapping[str, AccreditingProvider],
    kept: Mapping[str, Any],
) -> VersionContent:
    """Return the rows of a version.

    Args:
        course: what it says.
        files: what is known of its files.
        assets: the stored files by path.
        providers: those that it names, by slug.
        kept: the columns that hold where it came from.
    """
    chapters = [_chapter(each, files, assets) for each in course.chapters]
    least = _least_minutes(course, chapters, providers[course.provider])
    return VersionContent(
        version={
            **_version(course, assets),
            "study_minutes": max(course.requirements.study_minutes, least),
            "provider": providers[course.provider],
            **kept,
        },
        topics={slug: name_of_topic(slug) for slug in course.topics},
        objectives=[each.model_dump() for each in course.objectives],
        faculty=[(_person(each, assets), [_tie(tie) for tie in each.disclosures]) for each in course.faculty],
        support=[each.model_dump() for each in course.commercial_support],
        chapters=chapters,
        offers=[_offer(each, course, providers) for each in offers_of(course)],
        ai_uses=[_ai_use(each) for each in course.ai_uses],
    )


def source_of(course: CourseDocument, posttest: PosttestDocument, files: Files) -> dict[str, Any]:
    """Return what is kept for export: everything but the posttest, whose key lives in its own rows only."""
    return {
        "course": plain(course),
        "hardware": course.hardware,
        "texts": dict(files.texts),
        "files": {path: found.sha256 for path, found in files.found.items()},
        "pictures": {each.key: each.picture.file for each in posttest.questions if each.picture},
    }


def name_of_topic(slug: str) -> str:
    """Return the name of a topic that has none yet: "patient-safety" is "Patient safety"."""
    return slug.replace("-", " ").capitalize()


def _version(course: CourseDocument, assets: Mapping[str, Asset]) -> dict[str, Any]:
    dates, asked, joint = course.dates, course.requirements, course.joint_provider
    return {
        **course.model_dump(include=AS_PUBLISHED),
        "joint_provider": joint.name if joint else "",
        "joint_provider_kind": (joint.kind or "") if joint else "",
        "description_html": markdown_to_html(course.description),
        "references_html": markdown_to_html(course.references),
        "learning_format": course.format_of_learning,
        "media_used": course.media,
        "cover": assets[course.cover.file] if course.cover else None,
        "cover_alt": course.cover.alt if course.cover else "",
        "released_on": dates.released,
        "reviewed_on": dates.reviewed,
        "expires_on": dates.expires,
        "price": course.price.amount,
        "currency": course.price.currency,
        **asked.model_dump(exclude={"attempts"}),
        "attempt_limit": asked.attempts,
        **_origin(course.made_from),
    }


def _least_minutes(course: CourseDocument, chapters: Iterable[Mapping[str, Any]], provider: AccreditingProvider) -> int:
    """Return the least time of study that follows from the credit, as its provider has it today (R26)."""
    rates = ((each, credit_type(each.type, each.valid.from_).minutes_a_credit) for each in offers_of(course))
    content = content_ms((ChapterRow(**each) for each in chapters), course.requirements.study_percent)
    designated = [offer.amount * rate for offer, rate in rates if rate]
    return least_study_minutes(designated, provider.least_study_share, content)


def _origin(made_from: MadeFrom | None) -> dict[str, Any]:
    if made_from is None:
        return {}
    recorded_on = made_from.held_on if isinstance(made_from, LiveRecording) else None
    return {"made_from": made_from.kind, "made_from_title": made_from.title, "recorded_on": recorded_on}


def _ai_use(use: AiUse) -> dict[str, Any]:
    return {
        **use.model_dump(exclude={"version", "checked_by"}),
        "tool_version": use.version,
        "checker": use.checked_by,
    }


def _person(person: FacultyMember, assets: Mapping[str, Asset]) -> dict[str, Any]:
    portrait = assets[person.portrait] if person.portrait else None
    columns = person.model_dump(exclude={"disclosures"})
    return {**columns, "portrait": portrait, "profession": person.profession or ""}


def _tie(tie: Relationship) -> dict[str, Any]:
    return tie.model_dump(exclude={"tie", "exception"})


def _chapter(chapter: Chapter, files: Files, assets: Mapping[str, Asset]) -> dict[str, Any]:
    columns: dict[str, Any] = {**chapter.model_dump(include=SAME_IN_CHAPTERS), **_time(chapter, files)}
    if isinstance(chapter, TextChapter):
        return columns | {"html": markdown_to_html(files.texts[chapter.file])}
    columns["file"] = assets[chapter.file]
    if isinstance(chapter, VideoChapter):
        columns["captions"] = assets[chapter.captions]
        columns["poster"] = assets[chapter.poster] if chapter.poster else None
        columns["poster_alt"] = chapter.poster_alt
        columns["transcript"] = [list(line) for line in transcript(files.cues.get(chapter.captions, ()))]
    return columns


def _time(chapter: Chapter, files: Files) -> dict[str, Any]:
    return {
        "minutes": chapter_minutes(chapter, files),
        "measured_minutes": measured_minutes(chapter, files),
        "extra_minutes": chapter.extra.minutes if chapter.extra else 0,
        "extra_reason": chapter.extra.reason if chapter.extra else "",
    }


def _offer(offer: Offer, course: CourseDocument, providers: Mapping[str, AccreditingProvider]) -> dict[str, Any]:
    asked, kind = course.requirements, credit_type(offer.type, offer.valid.from_)
    return {
        **offer.model_dump(exclude=OTHERWISE_IN_OFFERS),
        "provider": providers[offer.provider or course.provider],
        "credit_type": offer.type,
        "valid_from": offer.valid.from_,
        "valid_to": offer.valid.to,
        "pass_mark": stricter_mark(asked.pass_mark, offer.pass_mark, kind.minimum_pass_mark),
        "attempt_limit": stricter_limit(asked.attempts, offer.attempts, kind.max_attempts),
        "category": offer.category or "",
    }
