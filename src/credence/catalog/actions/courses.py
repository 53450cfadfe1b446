"""Write courses: providers and their texts, versions, and which of them is current."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q

from credence.audit.actions import record
from credence.audit.enums import Act
from credence.catalog.actions.holding import hold_content
from credence.catalog.documents.front_matter import fingerprint, front_matter_of
from credence.catalog.documents.listing import entry_of
from credence.catalog.models import (
    Accreditation,
    AccreditingProvider,
    AiUse,
    Approver,
    Chapter,
    CommercialSupport,
    Course,
    CourseChange,
    CourseVersion,
    CreditOffer,
    Disclosure,
    Edition,
    Facet,
    Faculty,
    FrontMatter,
    Line,
    Listing,
    Objective,
    Publication,
    Statement,
    Term,
    Topic,
)
from credence.catalog.queries.terms import reach_of
from credence.catalog.queries.withdrawals import withdrawn_since
from credence.catalog.rules.listing import closing
from credence.kit.ids import public_id

Columns = Mapping[str, Any]
PUT_WORDS = {
    "sqlite": "INSERT INTO catalog_words (rowid, title, subject, summary, body) VALUES (%s, %s, %s, %s, %s)",
    "postgresql": """INSERT INTO catalog_words (rowid, catalog_words) VALUES (
        %s, setweight(to_tsvector('english', %s), 'A') || setweight(to_tsvector('english', %s), 'B')
        || setweight(to_tsvector('english', %s), 'C') || setweight(to_tsvector('english', %s), 'D'))""",
}


@dataclass(frozen=True, kw_only=True)
class VersionContent:
    """The rows of a version: columns by name, in their order. Faculty come with their disclosures."""

    version: Columns
    topics: Mapping[str, str]
    objectives: Sequence[Columns]
    faculty: Sequence[tuple[Columns, Sequence[Columns]]]
    support: Sequence[Columns]
    chapters: Sequence[Columns]
    offers: Sequence[Columns]
    ai_uses: Sequence[Columns] = ()


@dataclass(frozen=True, kw_only=True)
class ChangeContent:
    """What a publication changes: each difference as JSON values with its kind, why, and who approved it."""

    differences: Sequence[Mapping[str, Any]]
    reason: str = ""
    approver: str = ""


@transaction.atomic
def put_provider(
    *,
    slug: str,
    details: Columns,
    statements: Iterable[tuple[str, str, str]],
    accreditations: Iterable[Columns] = (),
    approvers: Iterable[Columns] = (),
    by: str,
    now: dt.datetime,
) -> bool:
    """Write an accrediting provider and its statements, and return whether anything changed.

    A statement with another text than the newest of its kind is a new version (R17); a statement left out stays.
    Where a change shows in the front matter of a published course, that course gets a new one (R21).

    Args:
        slug: the provider's short name.
        details: its columns.
        statements: kind, credit type or nothing, and text of each.
        accreditations: the columns of all there are; those left out go.
        approvers: likewise.
        by: who acts.
        now: the present moment.
    """
    hold_content()
    provider, created = AccreditingProvider.objects.select_for_update().get_or_create(slug=slug, defaults=dict(details))
    changes = _changed(provider, details)
    added = [each for each in statements if _add_statement(provider, *each)]
    replaced = {
        "accreditations": _accredited(provider, accreditations),
        "approvers": _approved(provider, approvers),
    }
    fields = sorted([*changes, *(name for name, is_new in replaced.items() if is_new)])
    if not (created or fields or added):
        return False
    record(
        Act.PROVIDER_CREATED if created else Act.PROVIDER_CHANGED,
        by=by,
        subject=("provider", slug),
        now=now,
        details={"fields": fields, **changes, "statements": [f"{kind} {code}".strip() for kind, code, _ in added]},
    )
    if not created:
        _renew_courses_of(provider, by=by, now=now)
    return True


def _changed(provider: AccreditingProvider, details: Columns) -> dict[str, Any]:
    """Write what of a provider is new, and return what each was and is, as the record keeps it (R66)."""
    changes = {
        name: {"old": str(getattr(provider, name)), "new": str(value)}
        for name, value in details.items()
        if getattr(provider, name) != value
    }
    for name in changes:
        setattr(provider, name, details[name])
    if changes:
        provider.save(update_fields=list(changes))
    return changes


def _accredited(provider: AccreditingProvider, rows: Iterable[Columns]) -> bool:
    """Let a provider have these accreditations and no others, and return whether that changed anything."""
    wanted = sorted((dict(row) for row in rows), key=lambda row: (row["body"], row["valid_from"]))
    if list(provider.accreditations.values("body", "number", "valid_from", "valid_to", "status")) == wanted:
        return False
    provider.accreditations.all().delete()
    Accreditation.objects.bulk_create([Accreditation(provider=provider, **row) for row in wanted])
    return True


def _approved(provider: AccreditingProvider, rows: Iterable[Columns]) -> bool:
    """Let a provider know these approvers and no others, and return whether that changed anything."""
    wanted = sorted((dict(row) for row in rows), key=lambda row: str(row["name"]))
    if list(provider.approvers.values("name", "rceem_plus")) == wanted:
        return False
    provider.approvers.all().delete()
    Approver.objects.bulk_create([Approver(provider=provider, **row) for row in wanted])
    return True


def _add_statement(provider: AccreditingProvider, kind: str, credit_type: str, text: str) -> bool:
    mine = Statement.objects.filter(provider=provider, kind=kind, credit_type=credit_type)
    newest = mine.order_by("-version").first()
    if newest and newest.text == text:
        return False
    number = newest.version + 1 if newest else 1
    Statement.objects.create(provider=provider, kind=kind, credit_type=credit_type, version=number, text=text)
    return True


def _renew_courses_of(provider: AccreditingProvider, *, by: str, now: dt.datetime) -> None:
    shown = Q(current_version__provider=provider) | Q(current_version__credit_offers__provider=provider)
    for course in Course.objects.filter(shown).distinct().order_by("slug"):
        renew_front_matter(course=course, by=by, now=now)
        list_course(course=course)


@transaction.atomic
def locked_course(*, slug: str, now: dt.datetime) -> Course:
    """Return the course under a lock that lasts as long as the caller's transaction; create it if there is none."""
    hold_content()
    Course.objects.get_or_create(slug=slug, defaults={"created_at": now})
    return Course.objects.select_for_update().get(slug=slug)


@transaction.atomic
def add_version(
    *, course: Course, content: VersionContent, now: dt.datetime, line: Line | None = None
) -> CourseVersion:
    """Write the next version of a course with all its rows; it is not current until it is published.

    The caller holds the lock of `locked_course`, so that two never write the same number. `line` is the one that it
    goes on with; without one it begins a line. The least time of study never grows on a line: nobody who has studied
    enough has studied too little a moment later.
    """
    number = (course.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    said: dict[str, Any] = {**content.version}
    if line and line.version:
        said["study_minutes"] = min(said["study_minutes"], line.version.study_minutes)
    line = line or Line.objects.create(course=course)
    version = CourseVersion.objects.create(course=course, line=line, number=number, published_at=now, **said)
    version.topics.set([_topic(slug, name) for slug, name in content.topics.items()])
    Objective.objects.bulk_create(
        [Objective(version=version, position=at, **columns) for at, columns in enumerate(content.objectives, 1)]
    )
    Chapter.objects.bulk_create(
        [Chapter(version=version, position=at, **columns) for at, columns in enumerate(content.chapters, 1)]
    )
    CommercialSupport.objects.bulk_create([CommercialSupport(version=version, **row) for row in content.support])
    CreditOffer.objects.bulk_create(_offers(version, content.offers, now))
    AiUse.objects.bulk_create(
        [AiUse(version=version, position=at, **columns) for at, columns in enumerate(content.ai_uses, 1)]
    )
    for position, (columns, disclosures) in enumerate(content.faculty, 1):
        person = Faculty.objects.create(version=version, position=position, **columns)
        Disclosure.objects.bulk_create([Disclosure(faculty=person, **row) for row in disclosures])
    return version


def _offers(version: CourseVersion, rows: Iterable[Columns], now: dt.datetime) -> list[CreditOffer]:
    """Return the offers of a version; those that go on with a line say for whom their terms hold."""
    there = CreditOffer.objects.filter(version__line=version.line_id).order_by("version__number")
    former = {each.credit_type: each for each in there}
    offers, goes_on = [_offer(version, row) for row in rows], version.line.version_id is not None
    for each in offers if goes_on else ():
        each.reach = reach_of(each, former.get(each.credit_type), now)
    return offers


def _offer(version: CourseVersion, row: Columns) -> CreditOffer:
    """Return an offer with what its provider has today: what the provider has later changes nothing of it (R42)."""
    provider: AccreditingProvider = row["provider"]
    return CreditOffer(version=version, time_zone=provider.time_zone, claim_days=provider.claim_days, **row)


def _topic(slug: str, name: str) -> Topic:
    return Topic.objects.get_or_create(slug=slug, defaults={"name": name})[0]


@transaction.atomic
def name_topics(*, names: Mapping[str, Columns]) -> int:
    """Give topics their `name` and `synonyms` by slug, create those that are missing, and return how many changed."""
    known = {topic.slug: topic for topic in Topic.objects.filter(slug__in=names)}
    changed = {slug: columns for slug, columns in names.items() if _differs(known.get(slug), columns)}
    for slug, columns in changed.items():
        Topic.objects.update_or_create(slug=slug, defaults=dict(columns))
    for course in Course.objects.filter(current_version__topics__slug__in=changed).distinct().order_by("slug"):
        list_course(course=course)
    return len(changed)


def _differs(topic: Topic | None, columns: Columns) -> bool:
    return any(getattr(topic, name, None) != value for name, value in columns.items())


@transaction.atomic
def publish_version(
    *, version: CourseVersion, by: str, now: dt.datetime, change: ChangeContent | None = None
) -> Publication:
    """Make `version` the one that new learners get, with its front matter; log it and put it on record (R66).

    Whoever is on its line studies it from now on; who is on another line stays there. Everybody is shown the front
    matter again if it changed (R21). `change` is what it changed of the version before, where there was one.
    """
    hold_content()
    noted = CourseChange(**asdict(change)) if change else None
    Line.objects.filter(pk=version.line_id).update(version=version)
    course = Course.objects.select_for_update().get(pk=version.course_id)
    previous = course.current_version
    course.current_version = version
    course.current_front_matter = _front_matter(course, version, now)
    course.save(update_fields=["current_version", "current_front_matter"])
    list_course(course=course)
    record(
        Act.COURSE_PUBLISHED,
        by=by,
        subject=("course", course.public_id),
        now=now,
        reason=noted.reason if noted else "",
        details={
            "slug": course.slug,
            "version": version.number,
            "previous": previous.number if previous else None,
            "source_sha256": version.source_sha256,
            "front_matter": course.current_front_matter.number,
            **({"kinds": noted.kinds} if noted else {}),
        },
    )
    publication = Publication.objects.create(course=course, version=version, previous=previous, at=now, by=by)
    if noted:
        noted.publication = publication
        noted.save()
    return publication


@transaction.atomic
def renew_front_matter(*, course: Course, by: str, now: dt.datetime) -> bool:
    """Rebuild a published course's front matter, and return whether it changed."""
    hold_content()
    course = Course.objects.select_for_update().get(pk=course.pk)
    if not course.current_version:
        return False
    before, after = course.current_front_matter_id, _front_matter(course, course.current_version, now)
    if before == after.pk:
        return False
    course.current_front_matter = after
    course.save(update_fields=["current_front_matter"])
    _begin_edition()
    details = {"slug": course.slug, "front_matter": after.number}
    record(Act.COURSE_FRONT_MATTER_RENEWED, by=by, subject=("course", course.public_id), now=now, details=details)
    return True


def _front_matter(course: Course, version: CourseVersion, now: dt.datetime) -> FrontMatter:
    """Return the row of the version's document: the one there is, or a new one. The caller holds the course's lock."""
    document = front_matter_of(version)
    number = (course.front_matters.aggregate(last=Max("number"))["last"] or 0) + 1
    return FrontMatter.objects.get_or_create(
        course=course,
        sha256=fingerprint(document),
        defaults={"document": document, "number": number, "created_at": now},
    )[0]


@transaction.atomic
def list_course(*, course: Course) -> None:
    """Write by what a published course is found, and begin a new edition of the public pages.

    Every action that changes what the catalog shows of a course calls this, in its own transaction.
    """
    hold_content()
    _begin_edition()  # first, so that of two publications one waits here before it touches words of the other
    version = course.current_version
    if version is None:
        return
    entry, withdrawn_at = entry_of(version), withdrawn_since(version)
    listing, _ = Listing.objects.update_or_create(
        course=course,
        defaults={
            "released_on": version.released_on,
            "minutes": version.facts.minutes,
            "closes_at": closing(version.expires_on, version.provider.time_zone, withdrawn_at),
            "withdrawn_at": withdrawn_at,
        },
    )
    listing.facets.all().delete()
    Facet.objects.bulk_create([Facet(listing=listing, kind=kind, value=value) for kind, value in sorted(entry.facets)])
    Term.objects.bulk_create([Term(word=word) for word in entry.terms], ignore_conflicts=True)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalog_words WHERE rowid = %s", [course.pk])
        cursor.execute(PUT_WORDS[connection.vendor], [course.pk, *entry.texts])


@transaction.atomic
def list_courses(*, missing_only: bool) -> int:
    """Write anew by what courses are found, and return how many. Readers see the old or the new, never a half.

    Args:
        missing_only: leave the courses alone that are listed; otherwise words that no course uses any more go, too.
    """
    hold_content()
    courses = Course.objects.filter(current_version__isnull=False).order_by("pk")
    if missing_only:
        courses = courses.filter(listing=None)
    else:
        Term.objects.all().delete()
    related = courses.select_related("current_version__provider")
    for course in related:
        list_course(course=course)
    return len(related)


def _begin_edition() -> None:
    Edition.objects.update_or_create(pk=1, defaults={"mark": public_id()})
