"""Courses and their published versions, and everything a course page must show."""

from credence.catalog.models.contents import (
    AiUse,
    Chapter,
    CommercialSupport,
    CreditOffer,
    Disclosure,
    Faculty,
    Objective,
)
from credence.catalog.models.courses import (
    Course,
    CourseChange,
    CourseVersion,
    FrontMatter,
    Line,
    Publication,
    Topic,
)
from credence.catalog.models.listing import (
    Edition,
    Facet,
    Listing,
    Term,
    Words,
    WordsField,
)
from credence.catalog.models.providers import (
    Accreditation,
    AccreditingProvider,
    Approver,
    Statement,
)
from credence.catalog.models.repeats import RepeatRule
from credence.catalog.models.stamp import Stamp
from credence.catalog.models.withdrawals import Withdrawal

__all__ = [
    "Accreditation",
    "AccreditingProvider",
    "AiUse",
    "Approver",
    "Chapter",
    "CommercialSupport",
    "Course",
    "CourseChange",
    "CourseVersion",
    "CreditOffer",
    "Disclosure",
    "Edition",
    "Facet",
    "Faculty",
    "FrontMatter",
    "Line",
    "Listing",
    "Objective",
    "Publication",
    "RepeatRule",
    "Stamp",
    "Statement",
    "Term",
    "Topic",
    "Withdrawal",
    "Words",
    "WordsField",
]
