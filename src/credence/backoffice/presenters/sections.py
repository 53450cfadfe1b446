"""The parts of the back office, and which of them somebody sees."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credence.accounts.permissions import Grants, Permission
from credence.credit.queries.haste import hasty_awards


@dataclass(frozen=True, slots=True)
class Section:
    """One part: the name of its first page, how it is called, what it is for, its icon, and who may open it."""

    page: str
    title: str | Promise
    purpose: str | Promise
    icon: str
    permission: Permission
    waiting: Callable[[], int] | None = None
    """How much of it waits for somebody, where that can be counted."""


SECTIONS: tuple[Section, ...] = (
    Section(
        "backoffice:orders",
        _("Orders"),
        _("Find an order by anything you know of it, and read its whole story."),
        "briefcase",
        Permission.SEE_ORDERS,
    ),
    Section(
        "backoffice:refunds",
        _("Refunds"),
        _("Refunds that wait for a second person, for you, or for the gateway."),
        "arrow-counterclockwise",
        Permission.REFUND,
    ),
    Section(
        "backoffice:coupons",
        _("Coupons"),
        _("Make codes, one or many, see who used them, and take them out of use."),
        "tag",
        Permission.SEE_COUPONS,
    ),
    Section(
        "backoffice:groups",
        _("Groups"),
        _("Sell seats to a department or hospital, and see who took them."),
        "people",
        Permission.SEE_COUPONS,
    ),
    Section(
        "backoffice:revenue",
        _("Revenue"),
        _("What came in and went back, by month, course, coupon and way of payment."),
        "graph-up",
        Permission.SEE_REVENUE,
    ),
    Section(
        "backoffice:differences",
        _("Differences"),
        _("Where the gateway's list of moved money and ours do not agree."),
        "exclamation-triangle",
        Permission.SETTLE,
    ),
    Section(
        page="backoffice:reports",
        title=_("Participation"),
        purpose=_(
            "Who took part in a course, what credit was given, how it was judged and who paid: for its accreditor."
        ),
        icon="bar-chart",
        permission=Permission.SEE_PARTICIPATION,
    ),
    Section(
        page="backoffice:own-courses",
        title=_("Own courses"),
        purpose=_("Credit that went to somebody of the name of one of the course's faculty: boards seldom accept it."),
        icon="award",
        permission=Permission.SEE_OWN_COURSES,
    ),
    Section(
        page="backoffice:numbers",
        title=_("Numbers"),
        purpose=_("Numbers that several accounts have: whose they are is decided here, and reports wait until then."),
        icon="people",
        permission=Permission.DECIDE_NUMBERS,
    ),
    Section(
        page="backoffice:professions",
        title=_("Professions"),
        purpose=_("Whose licensed profession began after they enrolled: their credit asks for a license or an NPI."),
        icon="person",
        permission=Permission.SEE_PROFESSIONS,
    ),
    Section(
        page="backoffice:haste",
        title=_("Fast completions"),
        purpose=_("Credit that came about faster than people work. Look at the figures, and say what you found."),
        icon="clock",
        permission=Permission.LOOK_AT_HASTE,
        waiting=lambda: hasty_awards().count(),
    ),
    Section(
        page="backoffice:unstamped",
        title=_("Unstamped certificates"),
        purpose=_("Certificates for which the time stamping authority did not answer: they are signed, and stand."),
        icon="patch-check",
        permission=Permission.SEE_UNSTAMPED,
    ),
    Section(
        page="backoffice:letters",
        title=_("Letters"),
        purpose=_("What waits to be sent, what mail servers answered, and what they refuse: send it now, or stop it."),
        icon="envelope",
        permission=Permission.HANDLE_LETTERS,
    ),
    Section(
        page="backoffice:staff",
        title=_("Staff"),
        purpose=_("Who works here and may do what; invite somebody, give roles and take them back."),
        icon="shield-check",
        permission=Permission.MANAGE_STAFF,
    ),
    Section(
        page="backoffice:record",
        title=_("Record"),
        purpose=_("Who did what, when and why: by person, act, object and day."),
        icon="file-earmark-text",
        permission=Permission.READ_RECORD,
    ),
)


def sections_for(grants: Grants) -> list[Section]:
    """Return the parts that somebody may open, in their order."""
    return [section for section in SECTIONS if section.permission in grants.permissions]
