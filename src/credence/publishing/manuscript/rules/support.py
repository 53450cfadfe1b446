"""Joint providers and commercial support (R15, R16)."""

from collections.abc import Iterator

from credence.catalog.rules.organizations import folded
from credence.publishing.manuscript.flaws import Flaw, in_course, warning
from credence.publishing.manuscript.rules.submission import Submission, ties_of
from credence.publishing.manuscript.shape.course import CourseDocument


def ineligible_joint_provider(submission: Submission) -> Iterator[Flaw]:
    """R15: an ineligible company cannot provide the course jointly, by whatever spelling of its name.

    It is ineligible when it is said to be, or when it is disclosed or gives support as such, here or in another course.
    """
    joint = submission.course.joint_provider
    if joint is None:
        return
    if joint.kind == "ineligible" or folded(joint.name) in _ineligible(submission.course) | submission.known.ineligible:
        yield in_course("R15", "joint-provider-ineligible", "joint_provider", company=joint.name)
    elif joint.kind is None:
        yield warning(in_course("R15", "joint-provider-unknown", "joint_provider", company=joint.name))


def two_kinds(submission: Submission) -> Iterator[Flaw]:
    """R15: one organization is not called an ineligible company in one place and none in another."""
    ineligible = _ineligible(submission.course)
    for place, company in _eligible(submission.course):
        if folded(company) in ineligible:
            yield in_course("R15", "two-kinds", *place, company=company)


def support_unfit(submission: Submission) -> Iterator[Flaw]:
    """R16: the agreement was signed before release, and support in kind says what was given."""
    released = submission.course.dates.released
    for index, gift in enumerate(submission.course.commercial_support):
        place, data = ("commercial_support", index), {"company": gift.company}
        if gift.agreement_on >= released:
            yield in_course("R16", "agreement-late", *place, "agreement_on", **data, released=released)
        elif gift.agreement_on > submission.today:
            yield in_course("R16", "agreement-ahead", *place, "agreement_on", **data)
        if gift.kind == "in-kind" and not gift.nature:
            yield in_course("R16", "in-kind-unnamed", *place, "nature", **data)


def _ineligible(course: CourseDocument) -> frozenset[str]:
    ties = [tie.company for _, _, tie in ties_of(course) if tie.company_kind == "ineligible"]
    gifts = [gift.company for gift in course.commercial_support if gift.company_kind == "ineligible"]
    return frozenset(map(folded, (*ties, *gifts)))


def _eligible(course: CourseDocument) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for place, _, tie in ties_of(course):
        if tie.company_kind == "eligible":
            yield (*place, "company_kind"), tie.company
    for index, gift in enumerate(course.commercial_support):
        if gift.company_kind == "eligible":
            yield ("commercial_support", index, "company_kind"), gift.company


RULES = (ineligible_joint_provider, two_kinds, support_unfit)
