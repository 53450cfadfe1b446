"""What a learner is shown before content opens, frozen as one JSON document (R14, R16, R20, R22, R25, R27).

The document holds what was said, not how it looked: pages word the labels, the facts come from here. Everything in
it is text, whole numbers and ISO days, so that the same course gives the same document, byte for byte.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from credence.catalog.enums import ChapterKind, StatementKind
from credence.catalog.models import AccreditingProvider, CourseVersion, Faculty, Statement
from credence.catalog.queries.statements import filled
from credence.catalog.queries.terms import Terms, terms_in_force
from credence.catalog.rules.statements import to_html

FORMAT = 1
PRIVACY_PATH = "/privacy/"


def front_matter_of(version: CourseVersion) -> dict[str, Any]:
    """Return the front matter of a version, with the providers' statements as they are today.

    Keys: format, title, objectives, audience, faculty, commercial_support, provider, joint_provider, statements,
    credits, dates, estimated_minutes, completion, learning_format, media, hardware, references_html, contact,
    privacy_path, and `ai_uses` where generative tools were used (R72). An empty `disclosures` says that there is
    nothing to disclose, and `nothing_to_disclose` says so in so many words (R22); an empty `commercial_support` says
    that there is none. `study_percent` is 0 where there is no video to watch. An offer that was withdrawn is not
    announced (R18, R19).
    """
    credits_ = sorted(terms_in_force(version), key=lambda each: each.offer.pk)
    return {
        "format": FORMAT,
        "title": version.title,
        "objectives": [objective.text for objective in version.objectives.all()],
        "audience": version.audience,
        "faculty": [_person(person) for person in version.faculty.prefetch_related("disclosures")],
        "commercial_support": [
            {"company": support.company, "kind": support.kind, "nature": support.nature}
            for support in version.commercial_support.order_by("pk")
        ],
        "provider": _provider(version.provider),
        "joint_provider": version.facts.partner,
        "statements": _statements(version, credits_),
        "credits": [_credit(terms) for terms in credits_],
        "dates": _dates(version),
        "estimated_minutes": version.facts.minutes,
        "completion": _completion(version, credits_),
        "learning_format": version.learning_format,
        "media": version.media_used,
        "hardware": version.source.get("hardware", ""),
        "references_html": version.references_html,
        "contact": {"name": version.provider.name, "email": version.provider.email, "url": version.provider.url},
        "privacy_path": PRIVACY_PATH,
        **_ai_uses(version),
    }


def fingerprint(document: dict[str, Any]) -> str:
    """Return the SHA-256 of a document, the same for equal documents."""
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _person(person: Faculty) -> dict[str, Any]:
    relevant = sorted(
        (tie for tie in person.disclosures.all() if tie.relevant), key=lambda tie: (tie.company, tie.nature)
    )
    return {
        "name": person.name,
        "credentials": person.credentials,
        "role": person.role,
        "affiliation": person.affiliation,
        "nothing_to_disclose": not relevant,
        "disclosures": [{"company": tie.company, "nature": tie.nature, "mitigated": True} for tie in relevant],
    }


def _ai_uses(version: CourseVersion) -> dict[str, Any]:
    """Return what is told of generative tools (R72): each use but those that only spell; nothing where there is none.

    So the front matter of a course without them is what it was before there was such a record.
    """
    told = [
        {
            "kind": use.kind,
            "tool": use.tool,
            "version": use.tool_version,
            "task": use.task,
            "used_on": use.used_on.isoformat(),
            "checker": use.checker,
        }
        for use in version.ai_uses.filter(spelling_only=False)
    ]
    return {"ai_uses": told} if told else {}


def _provider(provider: AccreditingProvider) -> dict[str, str]:
    return {"name": provider.name, "short_name": provider.short_name, "address": provider.address}


def _dates(version: CourseVersion) -> dict[str, str | None]:
    return {
        "released": version.released_on.isoformat(),
        "reviewed": version.reviewed_on.isoformat() if version.reviewed_on else None,
        "expires": version.expires_on.isoformat(),
        "time_zone": version.provider.time_zone,
    }


def _completion(version: CourseVersion, credits_: Iterable[Terms]) -> dict[str, Any]:
    has_video = version.chapters.filter(kind=ChapterKind.VIDEO).exists()
    return {
        "pass_mark": version.pass_mark,
        "attempts": version.attempt_limit,
        "study_percent": version.study_percent if has_video else 0,
        "study_minutes": version.study_minutes,
        "evaluation_required": any(terms.evaluation_required for terms in credits_),
    }


def _credit(terms: Terms) -> dict[str, Any]:
    return {
        "type": terms.type.code,
        "name": terms.type.name,
        "unit": terms.type.unit,
        "provider": terms.provider.name,
        "amount": terms.amount_in_words,
        "professions": sorted(terms.type.professions - terms.served),
        "pass_mark": terms.pass_mark,
        "attempts": terms.attempt_limit,
        "evaluation_required": terms.evaluation_required,
        "valid_from": terms.valid_from.isoformat(),
        "valid_to": terms.last.isoformat(),
        **asdict(terms.approval),
    }


def _statements(version: CourseVersion, credits_: Sequence[Terms]) -> list[dict[str, str]]:
    """Accreditation first, one for each provider, direct or joint but never both (R14); then designations."""
    latest = _latest_statements({version.provider_id, *(terms.provider.pk for terms in credits_)})
    kind = version.facts.accreditation
    providers = {provider.pk: provider for provider in (version.provider, *(terms.provider for terms in credits_))}
    found = []
    for provider in providers.values():
        wanted = ["", *(terms.type.code for terms in credits_ if terms.provider == provider)]
        found += [_filled(each, version, None) for code in wanted if (each := latest.get((provider.pk, kind, code)))]
    for terms in credits_:
        if each := latest.get((terms.provider.pk, StatementKind.DESIGNATION, terms.type.code)):
            found.append(_filled(each, version, terms))
    return found


def _latest_statements(provider_ids: Iterable[int]) -> dict[tuple[int, str, str], Statement]:
    found = Statement.objects.filter(provider__in=set(provider_ids)).select_related("provider").order_by("version")
    return {(each.provider_id, each.kind, each.credit_type): each for each in found}


def _filled(statement: Statement, version: CourseVersion, terms: Terms | None) -> dict[str, str]:
    text = filled(statement, version, terms)
    kind = "accreditation" if statement.kind != StatementKind.DESIGNATION else "designation"
    return {"kind": kind, "credit_type": statement.credit_type, "text": text, "html": to_html(text)}
