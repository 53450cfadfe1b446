"""Courses."""

import datetime as dt
from decimal import Decimal
from typing import Any

from credence.catalog.actions import list_course
from credence.catalog.models import (
    Accreditation,
    AccreditingProvider,
    AiUse,
    Approver,
    Chapter,
    Course,
    CourseVersion,
    CreditOffer,
    Faculty,
    FrontMatter,
    Line,
    Objective,
    Publication,
    Topic,
    Withdrawal,
)

PUBLISHED = dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC)
RELEASED = dt.date(2026, 1, 2)
EXPIRES = dt.date(2028, 12, 31)


def make_provider(slug: str = "riverside", **values: Any) -> AccreditingProvider:
    """Return an accrediting provider in New York's zone."""
    fields = {
        "name": f"{slug.capitalize()} Medical Center",
        "short_name": slug.capitalize(),
        "address": "1 Main St, Boston, MA",
        "email": f"cme@{slug}.example",
        "time_zone": "America/New_York",
        "signatory_name": "Dana Reyes, MD",
        "signatory_title": "Director of CME",
    }
    return AccreditingProvider.objects.get_or_create(slug=slug, defaults={**fields, **values})[0]


def make_accreditation(provider: AccreditingProvider, body: str = "ACCME", **values: Any) -> Accreditation:
    """Return an accreditation of a provider without an end."""
    fields = {"number": "0001234", "valid_from": dt.date(2020, 1, 1), "status": "accredited"}
    return Accreditation.objects.create(provider=provider, body=body, **{**fields, **values})


def make_approver(provider: AccreditingProvider, name: str = "ASRT", *, rceem_plus: bool = True) -> Approver:
    """Return an approver that a provider knows."""
    return Approver.objects.create(provider=provider, name=name, rceem_plus=rceem_plus)


def make_offer(version: CourseVersion, credit_type: str = "ama-pra-1", amount: str = "1", **values: Any) -> CreditOffer:
    """Return an offer valid as long as the course."""
    provider = values.get("provider", version.provider)
    fields = {
        "provider": provider,
        "time_zone": provider.time_zone,
        "claim_days": provider.claim_days,
        "certified_on": RELEASED,
        "valid_from": RELEASED,
        "valid_to": version.expires_on,
        "pass_mark": version.pass_mark,
        "attempt_limit": version.attempt_limit,
    }
    return CreditOffer.objects.create(
        version=version, credit_type=credit_type, amount=Decimal(amount), **{**fields, **values}
    )


def make_ai_use(version: CourseVersion, **values: Any) -> AiUse:
    """Return a draft of captions that somebody checked on the next day."""
    fields = {
        "position": version.ai_uses.count() + 1,
        "kind": "caption",
        "of": "recognize",
        "tool": "Scribe",
        "tool_version": "4.1",
        "used_on": dt.date(2025, 12, 1),
        "task": "first draft of the captions",
        "checker": "Mei Chen, MD",
        "checked_on": dt.date(2025, 12, 2),
    }
    return AiUse.objects.create(version=version, **{**fields, **values})


def make_course(
    slug: str = "contrast-reactions",
    *,
    chapters: int = 1,
    objective: str = "Recognize a reaction.",
    author: str = "Mei Chen",
    **values: Any,
) -> Course:
    """Return a published free course with text chapters, one objective, one author and no credit offer."""
    course = Course.objects.create(slug=slug, created_at=PUBLISHED)
    fields = {
        "provider": make_provider(),
        "title": slug.replace("-", " ").capitalize(),
        "summary": "What to do, and why.",
        "description": "Text.",
        "description_html": "<p>Text.</p>",
        "audience": "Physicians and technologists",
        "references": "1. A source.",
        "references_html": "<ol><li>A source.</li></ol>",
        "learning_format": "enduring-material",
        "media_used": "Text",
        "estimated_minutes": 60,
        "released_on": RELEASED,
        "expires_on": EXPIRES,
        "price": Decimal(0),
        "pass_mark": 70,
        "attempt_limit": 3,
        "source": {},
    }
    line = Line.objects.create(course=course)
    version = CourseVersion.objects.create(
        course=course, line=line, number=1, source_sha256="0" * 64, published_at=PUBLISHED, **{**fields, **values}
    )
    version.topics.add(Topic.objects.get_or_create(slug="radiology", defaults={"name": "Radiology"})[0])
    Objective.objects.create(version=version, key="recognize", position=1, text=objective)
    Faculty.objects.create(
        version=version, key="chen", position=1, name=author, credentials="MD", role="author", disclosed_on=RELEASED
    )
    for position in range(1, chapters + 1):
        Chapter.objects.create(
            version=version,
            slug=f"chapter-{position}",
            position=position,
            title=f"Chapter {position}",
            kind="text",
            html="<p>Read me.</p>",
            minutes=20,
        )
    front_matter = FrontMatter.objects.create(
        course=course, number=1, sha256="0" * 64, document={}, created_at=PUBLISHED
    )
    line.version = version
    line.save(update_fields=["version"])
    course.current_version, course.current_front_matter = version, front_matter
    course.save(update_fields=["current_version", "current_front_matter"])
    Publication.objects.create(course=course, version=version, at=PUBLISHED, by="factory")
    list_course(course=course)
    return course


def withdraw(course: Course, at: dt.datetime, offer: CreditOffer | None = None) -> Withdrawal:
    """Return a withdrawal of all credit of a course, or of one offer."""
    return Withdrawal.objects.create(course=course, offer=offer, at=at, by="dana", reason="Outdated")
