"""What a coupon grants and asks for, in words."""

import datetime as dt

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from credence.backoffice.wording.payments import taken_off
from credence.commerce.models import Coupon
from credence.commerce.rules.prices import DiscountKind
from credence.kit.money import money

KINDS: dict[str, Promise] = {
    DiscountKind.PERCENT: gettext_lazy("A part of the price, in percent"),
    DiscountKind.FIXED: gettext_lazy("An amount"),
    DiscountKind.FULL: gettext_lazy("All of the price"),
}


def takes_off(coupon: Coupon) -> str:
    """Return what a coupon takes off."""
    return taken_off(coupon.kind, str(coupon.value))


def window(coupon: Coupon) -> str:
    """Return from when through when a coupon counts; the last day is the last on which it does."""
    days = {
        "first": _day(coupon.since) if coupon.since else "",
        "last": _day(coupon.until - dt.timedelta(seconds=1)) if coupon.until else "",
    }
    if coupon.since and coupon.until:
        return _("From %(first)s through %(last)s") % days
    if coupon.until:
        return _("Through %(last)s") % days
    return _("From %(first)s on") % days if coupon.since else _("Always")


def uses(coupon: Coupon) -> str:
    """Return how often a coupon is used, of how many; it must come with `used` and `held`."""
    used: int = coupon.used  # type: ignore[attr-defined]
    if coupon.max_uses is None:
        return ngettext("%(used)s use", "%(used)s uses", used) % {"used": used}
    return _("%(used)s of %(most)s used") % {"used": used, "most": coupon.max_uses}


def limits(coupon: Coupon) -> list[tuple[str, str]]:
    """Return what a coupon asks for, as pairs of a name and what it is."""
    courses = [course.current_version.title for course in coupon.courses.all() if course.current_version]
    topics = [topic.name for topic in coupon.topics.all()]
    each = coupon.max_per_person
    return [
        (_("Takes off"), takes_off(coupon)),
        (_("Counts"), window(coupon)),
        (_("Courses"), ", ".join(courses) or ("" if topics else _("All courses"))),
        (_("Topics"), ", ".join(topics)),
        (_("From a price of"), money(coupon.minimum_price, "USD") if coupon.minimum_price else ""),
        (_("Uses in all"), _("no limit") if coupon.max_uses is None else str(coupon.max_uses)),
        (_("Uses for each person"), _("no limit") if each is None else str(each)),
        (_("Note"), coupon.note),
    ]


def _day(moment: dt.datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "DATE_FORMAT")
