"""Chapters of every kind with files, and progress in them."""

import datetime as dt
import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from credence.catalog.models import Chapter, CourseVersion
from credence.enrollment.models import Enrollment
from credence.media.models import Asset
from credence.progress.models import ChapterProgress, LearnerClock, StudyClock

STUDIED = dt.datetime(2026, 2, 1, 16, tzinfo=dt.UTC)
ENDINGS = {
    "video/mp4": ("video", ".mp4"),
    "application/pdf": ("pdf", ".pdf"),
    "text/vtt": ("captions", ".vtt"),
    "image/jpeg": ("picture", ".jpg"),
}


def make_asset(content: bytes = b"0123456789", content_type: str = "video/mp4", **values: Any) -> Asset:
    """Return an asset whose bytes are on the shelf; nothing looks into them."""
    kind, ending = ENDINGS[content_type]
    sha256 = hashlib.sha256(content_type.encode() + content).hexdigest()
    name = f"test/{sha256}{ending}"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    fields = {
        "kind": kind,
        "file": name,
        "name": f"original{ending}",
        "content_type": content_type,
        "size": len(content),
        "duration_ms": 100_000 if kind == "video" else None,
        "created_at": STUDIED,
    }
    return Asset.objects.get_or_create(sha256=sha256, defaults={**fields, **values})[0]


def make_chapter(version: CourseVersion, kind: str, **values: Any) -> Chapter:
    """Return one more chapter of the version: a video of 100 seconds, a PDF or a text."""
    position = version.chapters.count() + 1
    slug = f"{kind}-{position}"
    fields: dict[str, Any] = {"position": position, "title": f"{kind} {position}", "kind": kind, "minutes": 5}
    if kind == "text":
        fields["html"] = "<p>Read me.</p>"
    else:
        content_type = {"video": "video/mp4", "pdf": "application/pdf"}[kind]
        fields["file"] = make_asset(f"contents of {slug}".encode(), content_type)
    return Chapter.objects.create(version=version, slug=slug, **{**fields, **values})


def make_progress(enrollment: Enrollment, chapter: Chapter, **values: Any) -> ChapterProgress:
    """Return progress in a chapter that was just opened."""
    return ChapterProgress.objects.create(enrollment=enrollment, chapter=chapter, **{"opened_at": STUDIED, **values})


def make_clock(enrollment: Enrollment, studied_ms: int = 0, **values: Any) -> StudyClock:
    """Return the time on a course; `values` are of its learner's clock."""
    learners, _ = LearnerClock.objects.update_or_create(learner=enrollment.learner, defaults=values)
    return StudyClock.objects.create(enrollment=enrollment, clock=learners, studied_ms=studied_ms)


def finish_all(enrollment: Enrollment) -> None:
    """Finish every chapter of the enrollment's version."""
    for chapter in enrollment.version.chapters.all():
        make_progress(enrollment, chapter, finished_at=STUDIED, watched=[[0, 100_000]])
