"""Where somebody is signed in, in the words of a page."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from credence.accounts.models import Session, User
from credence.accounts.queries import devices_of
from credence.accounts.rules.devices import browser_of, system_of


@dataclass(frozen=True, slots=True)
class Device:
    """A session as its line on the page shows it."""

    public_id: str
    name: str
    began_at: dt.datetime
    last_seen_at: dt.datetime
    is_this: bool


def devices(user: User, *, key: str | None, moment: dt.datetime) -> list[Device]:
    """Return the sessions of `user`, this one, whose key is given, first."""
    found = [
        Device(each.public_id, _name(each), each.began_at, each.last_seen_at, each.session_key == key)
        for each in devices_of(user, moment)
    ]
    return sorted(found, key=lambda each: not each.is_this)


def _name(session: Session) -> str:
    browser, system = browser_of(session.browser), system_of(session.browser)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A browser that we do not know")
