"""Signs of haste as staff read them: each with its figures."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _


def looked_before(by: str) -> str:
    """Tell somebody that another person looked at the award first."""
    return _("Nothing was written: %(by)s looked at this award meanwhile. Read above what was found.") % {"by": by}


def signs(figures: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each sign."""
    sentences = (
        (
            "test_seconds",
            _("The posttest came %(test_seconds)s seconds after it could be opened. Questions: %(questions)s."),
        ),
        ("evaluation_seconds", _("The evaluation was sent %(evaluation_seconds)s seconds after the posttest.")),
        (
            "course_minutes",
            _(
                "From the first look at the course to the posttest it took %(course_minutes)s minutes; its chapters "
                "take %(chapter_minutes)s."
            ),
        ),
        (
            "wrong",
            _(
                "The same %(wrong)s wrong answers as another learner, %(minutes)s minutes apart. Of %(among)s others "
                "with this score, so many more answered so at other times: %(elsewhere)s."
            ),
        ),
    )
    return [said % figures for name, said in sentences if name in figures]
