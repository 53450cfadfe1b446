"""What must be done before content opens, and before the posttest opens."""

from dataclasses import dataclass
from enum import StrEnum

from credence.credit.queries import Coursework
from credence.enrollment.models import Enrollment
from credence.enrollment.queries import is_front_matter_shown
from credence.progress.queries import Study, study_of


class Unmet(StrEnum):
    """What is still to be done first."""

    FRONT_MATTER = "front-matter"
    STUDY = "study"


@dataclass(frozen=True, kw_only=True, slots=True)
class Gate:
    """A closed gate: what opens it. `study` tells how far the learner is where study is what is missing."""

    unmet: Unmet
    study: Study | None = None


def content_gate(enrollment: Enrollment) -> Gate | None:
    """Return what an enrolled learner must do before chapters open, None if they are open (R20).

    A course that changed its front matter shows the new one first. Expiry closes nothing here: who is enrolled can
    always look at the content again.
    """
    return None if is_front_matter_shown(enrollment) else Gate(unmet=Unmet.FRONT_MATTER)


def posttest_gate(enrollment: Enrollment) -> Gate | None:
    """Return the first thing an enrolled learner must do before the posttest opens, None if it is open (R20, R26).

    The enrollment should come with its `version`. Whether the learner may still try is for `assessment` to say.
    """
    return content_gate(enrollment) or _after_study(study_of(enrollment))


def gate_after(done: Coursework) -> Gate | None:
    """Return the same of what was done, which has looked it all up."""
    return _after_study(done.study) if done.front_matter_shown else Gate(unmet=Unmet.FRONT_MATTER)


def _after_study(study: Study) -> Gate | None:
    return None if study.complete else Gate(unmet=Unmet.STUDY, study=study)
