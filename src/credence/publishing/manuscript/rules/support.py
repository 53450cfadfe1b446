"""Joint providers and commercial support (R15, R16)."""

from collections.abc import Iterator

from credence.publishing.manuscript.flaws import Flaw, in_course
from credence.publishing.manuscript.rules.submission import Submission, ties_of


def ineligible_joint_provider(submission: Submission) -> Iterator[Flaw]:
    """R15: a company disclosed or supporting is ineligible, so it cannot provide the course jointly."""
    course = submission.course
    companies = {tie.company for _, _, tie in ties_of(course)} | {gift.company for gift in course.commercial_support}
    if course.joint_provider.casefold() in {company.casefold() for company in companies}:
        yield in_course("R15", "joint-provider-ineligible", "joint_provider", company=course.joint_provider)


def support_unfit(submission: Submission) -> Iterator[Flaw]:
    """R16: the agreement was signed before release, and support in kind says what was given."""
    released = submission.course.dates.released
    for index, gift in enumerate(submission.course.commercial_support):
        place = ("commercial_support", index)
        if gift.agreement_on >= released:
            data = {"company": gift.company, "released": released}
            yield in_course("R16", "agreement-late", *place, "agreement_on", **data)
        if gift.kind == "in-kind" and not gift.nature:
            yield in_course("R16", "in-kind-unnamed", *place, "nature", company=gift.company)


RULES = (ineligible_joint_provider, support_unfit)
