"""What is said of answers that are none to the test, and of the pause between attempts."""

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext_lazy, ngettext

from credence.assessment.rules import Misfit

MISFITS = {
    Misfit.NOT_ASKED: gettext_lazy("An answer was sent to a question that is not on this test."),
    Misfit.NOT_OFFERED: gettext_lazy("The answer that was sent is none of its options."),
    Misfit.TWICE: gettext_lazy("The same answer was sent twice."),
    Misfit.SEVERAL: gettext_lazy("Several answers were sent, and it takes one. Choose one."),
}


def misfit_sentences(misfits: Mapping[str, Misfit]) -> dict[str, str]:
    """Return question -> what is wrong with its answer; under "" what is wrong with answers to no question."""
    asked = {key: str(MISFITS[misfit]) for key, misfit in misfits.items() if misfit is not Misfit.NOT_ASKED}
    strange = Misfit.NOT_ASKED in misfits.values()
    return asked | ({"": str(MISFITS[Misfit.NOT_ASKED])} if strange else {})


def in_words(span: dt.timedelta) -> str:
    """Word a time to wait, rounded up: "5 minutes", "1 hour"."""
    minutes = -(-span // dt.timedelta(minutes=1))
    if minutes < 60:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes) % {"num": minutes}
    hours = -(-minutes // 60)
    return ngettext("%(num)s hour", "%(num)s hours", hours) % {"num": hours}


def to_the_minute(moment: dt.datetime) -> dt.datetime:
    """Return the first full minute at or after a moment: pages word no seconds, and nobody comes too early by them."""
    return moment + (dt.datetime.min.replace(tzinfo=dt.UTC) - moment) % dt.timedelta(minutes=1)
