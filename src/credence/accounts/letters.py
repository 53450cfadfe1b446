"""What we write to people about their accounts."""

import datetime as dt

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from credence.accounts.enums import Role
from credence.accounts.models import Invitation, User
from credence.accounts.rules.passwords import INITIAL_PASSWORD_HOURS
from credence.outbox.actions import queue

CLOSED = "account-closed:"


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


def invited(invitation: Invitation, token: str, *, now: dt.datetime) -> None:
    """Mail the link by which somebody becomes staff."""
    text = _(
        "%(by)s invites you to the staff of %(site)s: %(role)s.\n\n"
        "Accept it here, once you are signed in with the account of this address:\n\n"
        "%(url)s\n\n"
        "If you have no account yet, the page leads to one. The link works once, until %(end)s.\n\n"
        "If you did not expect this letter, you need do nothing."
    ) % {
        "by": invitation.invited_by,
        "site": settings.ENV.site_name,
        "role": str(Role(invitation.role).label),
        "url": f"{settings.ENV.base_url}/staff/join/{token}/",
        "end": date_format(invitation.ends_at, "DATE_FORMAT"),
    }
    subject = _("An invitation to the staff of %(site)s") % {"site": settings.ENV.site_name}
    key = f"invitation:{invitation.public_id}"
    queue(key=key, to=invitation.email, subject=subject, text=text, now=now, secret=True)


def closed(user: User, address: str, *, kept_until: dt.date | None, now: dt.datetime) -> None:
    """Confirm to the address an account had that it is closed, and say what is kept."""
    if kept_until:
        rest = _(
            "What accreditors oblige us to keep, the record of your courses and credit with your name, stays until "
            "%(day)s and is then erased. Your certificates can be verified as before."
        ) % {"day": date_format(kept_until, "DATE_FORMAT")}
    else:
        rest = _("There was no record of credit to keep: your profile is erased.")
    text = _(
        "The account %(username)s at %(site)s is closed. Nobody can sign in by it any more, and its user name is not "
        "given to anybody else. Your address and your password are erased.\n\n"
        "%(rest)s\n\n"
        "If it was not you who closed it, write to %(support)s at once."
    ) % {
        "username": user.username,
        "site": settings.ENV.site_name,
        "rest": rest,
        "support": settings.ENV.support_email,
    }
    subject = _("Your account at %(site)s is closed") % {"site": settings.ENV.site_name}
    queue(key=f"{CLOSED}{user.public_id}", to=address, subject=subject, text=text, now=now)
