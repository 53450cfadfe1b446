"""Put a course folder before the rules of publication."""

from credence.catalog.rules.drafts import Draft, DraftOffer, Gift, Person, Place, Tie
from credence.publishing.folder.course_folder import CourseFolder
from credence.publishing.folder.format import CourseFile, FacultyMember, Offer
from credence.publishing.folder.known import Known


def draft_of(folder: CourseFolder, known: Known) -> Draft:
    """Return the course as the plain values that the rules judge."""
    course = folder.course
    return Draft(
        prose=_prose(course),
        provider=course.provider,
        joint_provider=course.joint_provider,
        references=course.references,
        estimated_minutes=course.estimated_minutes,
        chapter_minutes=sum(chapter.minutes for chapter in course.chapters),
        released_on=course.dates.released,
        reviewed_on=course.dates.reviewed,
        review_recorded=course.review is not None,
        expires_on=course.dates.expires,
        pass_mark=course.requirements.pass_mark,
        attempts=course.requirements.attempts,
        people=tuple(_person(member) for member in course.faculty),
        support=tuple(
            Gift(company=each.company, kind=each.kind, nature=each.nature, agreement_on=each.agreement_on)
            for each in course.commercial_support
        ),
        offers=tuple(_offer(offer, course) for offer in course.credit),
        statements=known.statements,
        evaluated_by=frozenset(each.provider for each in course.evaluations),
        objectives=tuple(objective.key for objective in course.objectives),
        measured=frozenset(question.objective for question in folder.posttest.questions),
        previous=known.terms.get(course.slug),
    )


def _prose(course: CourseFile) -> tuple[tuple[Place, str], ...]:
    return tuple(((name,), getattr(course, name)) for name in ("title", "summary", "description", "audience"))


def _person(member: FacultyMember) -> Person:
    ties = tuple(
        Tie(
            company=each.company,
            relevant=each.relevant,
            mitigation=each.mitigation,
            tie=each.tie,
            exception=each.exception,
        )
        for each in member.disclosures
    )
    return Person(name=member.name, disclosed_on=member.disclosed_on, ties=ties)


def _offer(offer: Offer, course: CourseFile) -> DraftOffer:
    return DraftOffer(
        credit_type=offer.type,
        provider=offer.provider or course.provider,
        amount=offer.amount,
        certified_on=offer.certified_on,
        valid_from=offer.valid.from_,
        valid_to=offer.valid.to,
        pass_mark=offer.pass_mark,
        attempts=offer.attempts,
        evaluation_required=offer.evaluation_required,
        category=offer.category,
        approver=offer.approver,
        rceem_plus=offer.rceem_plus,
        reference_number=offer.reference_number,
    )
