"""What the posttest's page sends."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Self

from django.http import QueryDict

from credence.assessment import rules
from credence.assessment.enums import QuestionKind
from credence.assessment.models import Posttest
from credence.assessment.queries import AskedQuestion
from credence.enrollment.models import Enrollment
from credence.learn.forms.page_signature import PageSignature

QUESTION = "question."


def signature_for(enrollment: Enrollment, posttest: Posttest, number: int) -> PageSignature:
    """Return the signature of the page of attempt `number`."""
    return PageSignature.on(enrollment.learner, *_about(enrollment, posttest), number)


@dataclass(frozen=True, kw_only=True, slots=True)
class Flawed:
    """What keeps a page from being handed in: questions left out, and answers that are none to it."""

    missing: tuple[str, ...] = ()
    misfits: Mapping[str, rules.Misfit] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.missing or self.misfits)


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """One page sent: question key -> codes of the options chosen. Whatever has another name is not read."""

    signature: PageSignature | None
    codes: dict[str, list[str]]
    confirmed: bool

    @classmethod
    def read(cls, data: QueryDict) -> Self:
        """Return what was posted."""
        codes = {name.removeprefix(QUESTION): data.getlist(name) for name in data if name.startswith(QUESTION)}
        return cls(signature=PageSignature.read(data.get("signature", "")), codes=codes, confirmed="confirmed" in data)

    @property
    def number(self) -> int:
        """The attempt for which the page was opened; the codes of its options depend on it. 0 without a signature."""
        return int(self.signature.about[-1]) if self.signature else 0

    def flawed(self, questions: Collection[AskedQuestion]) -> Flawed:
        """Return what is missing and what is none of the answers that the page of these questions can send."""
        offered = {question.key: [choice.code for choice in question.choices] for question in questions}
        single = {question.key for question in questions if question.kind != QuestionKind.MULTIPLE}
        return Flawed(
            missing=tuple(key for key in offered if key not in self.codes),
            misfits=rules.misfits(self.codes, offered, single),
        )

    def shown_again(self, flawed: Flawed) -> dict[str, list[str]]:
        """Return what the page shows as chosen when it comes back: of several answers where one is asked, none."""
        unclear = {key for key, misfit in flawed.misfits.items() if misfit is rules.Misfit.SEVERAL}
        return {key: codes for key, codes in self.codes.items() if key not in unclear}

    def signature_if_for(self, enrollment: Enrollment, posttest: Posttest) -> PageSignature | None:
        """Return the signature if the page was opened by this learner for this test."""
        if self.signature and self.signature.is_for(enrollment.learner, *_about(enrollment, posttest)):
            return self.signature
        return None


def _about(enrollment: Enrollment, posttest: Posttest) -> tuple[str, str, int]:
    return "posttest", enrollment.public_id, posttest.first_id
