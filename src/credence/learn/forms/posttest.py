"""What the posttest's page sends."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.http import QueryDict

from credence.assessment.models import Posttest
from credence.assessment.queries import AskedQuestion
from credence.enrollment.models import Enrollment
from credence.learn.forms.page_signature import PageSignature

QUESTION = "question."


def signature_for(enrollment: Enrollment, posttest: Posttest, number: int) -> PageSignature:
    """Return the signature of the page of attempt `number`."""
    return PageSignature.on(enrollment.learner, *_about(enrollment, posttest), number)


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """One page sent: question key -> codes of the options chosen. Whatever else was posted is not read."""

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

    def unanswered(self, questions: Iterable[AskedQuestion]) -> tuple[str, ...]:
        """Return the keys of the questions for which none of their choices was sent."""
        return tuple(
            question.key
            for question in questions
            if not {choice.code for choice in question.choices}.intersection(self.codes.get(question.key, ()))
        )

    def signature_if_for(self, enrollment: Enrollment, posttest: Posttest) -> PageSignature | None:
        """Return the signature if the page was opened by this learner for this test."""
        if self.signature and self.signature.is_for(enrollment.learner, *_about(enrollment, posttest)):
            return self.signature
        return None


def _about(enrollment: Enrollment, posttest: Posttest) -> tuple[str, str, int]:
    return "posttest", enrollment.public_id, posttest.pk
