"""What we write to people about their accounts."""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext as _

from credence.accounts.models import User
from credence.accounts.rules import INITIAL_PASSWORD_HOURS
from credence.outbox.actions import queue


def welcome(user: User, password: str, *, now: dt.datetime) -> None:
    """Mail the initial password, once: the only letter that ever holds one."""
    text = _(
        "Welcome to %(site)s.\n\n"
        "Your user name: %(username)s\n"
        "Your initial password: %(password)s\n\n"
        "Sign in at %(url)s. The password works for %(hours)s hours. Your profile, which comes first, replaces it "
        "by one of your own.\n\n"
        "If you did not ask for this account, you need do nothing."
    ) % {
        "site": settings.ENV.site_name,
        "username": user.username,
        "password": password,
        "url": f"{settings.ENV.base_url}/sign-in/",
        "hours": INITIAL_PASSWORD_HOURS,
    }
    subject = _("Your account at %(site)s") % {"site": settings.ENV.site_name}
    queue(key=f"welcome:{user.public_id}", to=user.email, subject=subject, text=text, now=now, secret=True)


def already_known(user: User, *, now: dt.datetime) -> None:
    """Tell the owner of a known address that somebody asked for an account with it; at most once an hour."""
    text = _(
        "Somebody, perhaps you, asked for an account at %(site)s with this address. You have one already.\n\n"
        "Your user name: %(username)s\n\n"
        "Sign in at %(url)s/sign-in/ or, if you do not know your password, choose a new one at "
        "%(url)s/password/reset/.\n\n"
        "If it was not you, you need do nothing."
    ) % {"site": settings.ENV.site_name, "username": user.username, "url": settings.ENV.base_url}
    subject = _("You have an account at %(site)s") % {"site": settings.ENV.site_name}
    key = f"already-known:{user.public_id}:{now:%Y%m%d%H}"
    queue(key=key, to=user.email, subject=subject, text=text, now=now)
