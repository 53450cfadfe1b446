"""What we write to people about their accounts."""

import datetime as dt
from urllib.parse import quote

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from credence.accounts.enums import Role
from credence.accounts.models import Invitation, Profile, Registration, User
from credence.accounts.rules.passwords import INITIAL_PASSWORD_HOURS
from credence.outbox.actions import forget_waiting, queue

CLOSED = "account-closed:"


def welcome(user: User, password: str, *, going_to: str = "", now: dt.datetime) -> None:
    """Mail the initial password, once: the only letter that ever holds it. One that still waits goes in its place.

    `going_to` is the title of the course that is kept for the account.
    """
    text = _(
        "Hello %(username)s,\n\n"
        "Welcome to %(site)s.\n\n"
        "Your user name: %(username)s\n"
        "Your initial password: %(password)s\n\n"
        "Sign in at %(url)s. The password works for %(hours)s hours. Your profile, which comes first, replaces it "
        "by one of your own.\n\n"
        "%(course)s"
        "If you did not ask for this account, you need do nothing."
    ) % {
        "site": settings.ENV.site_name,
        "username": user.username,
        "password": password,
        "url": f"{settings.ENV.base_url}/sign-in/",
        "hours": INITIAL_PASSWORD_HOURS,
        "course": _kept_course(going_to),
    }
    subject = _("Your account at %(site)s") % {"site": settings.ENV.site_name}
    _queue_last(f"welcome:{user.public_id}:", to=user.email, subject=subject, text=text, now=now)


def confirm_address(asked: Registration, token: str, *, going_to: str = "", now: dt.datetime) -> None:
    """Mail the link that opens an account, for whoever knows the password that was chosen with it."""
    text = _(
        "Hello %(username)s,\n\n"
        "You asked for an account at %(site)s. Confirm here that this address is yours; the page asks for the password "
        "that you chose:\n\n"
        "%(url)s\n\n"
        "The link works once, for %(hours)s hours. There is no account before you have opened it.\n\n"
        "%(course)s"
        "If you did not ask for this account, you need do nothing."
    ) % {
        "site": settings.ENV.site_name,
        "username": asked.username,
        "url": f"{settings.ENV.base_url}/register/confirm/{token}/",
        "hours": INITIAL_PASSWORD_HOURS,
        "course": _kept_course(going_to),
    }
    subject = _("Confirm your address for %(site)s") % {"site": settings.ENV.site_name}
    _queue_last(f"confirm-address:{asked.public_id}:", to=asked.email, subject=subject, text=text, now=now)


def _kept_course(title: str) -> str:
    return _("The course that you chose is kept for you: %(title)s.") % {"title": title} + "\n\n" if title else ""


def _queue_last(keys_from: str, *, to: str, subject: str, text: str, now: dt.datetime) -> None:
    """Queue a secret letter in place of those like it that were not sent yet: what they hold works no longer."""
    forget_waiting(keys_from=keys_from)
    queue(key=f"{keys_from}{now:%Y%m%d%H%M%S%f}", to=to, subject=subject, text=text, now=now, secret=True)


def already_known(user: User, *, onward: str = "", now: dt.datetime) -> None:
    """Tell the owner of a known address that somebody asked for an account with it; at most once an hour.

    `onward` is the page of this site to which whoever asked was going.
    """
    profile = Profile.objects.filter(user=user).first()
    text = _(
        "Hello %(name)s,\n\n"
        "Somebody, perhaps you, asked for an account at %(site)s with this address. You have one already.\n\n"
        "Your user name: %(username)s\n\n"
        "Sign in at %(url)s/sign-in/%(onward)s or, if you do not know your password, choose a new one at "
        "%(url)s/password/reset/.\n\n"
        "If it was not you, you need do nothing."
    ) % {
        "name": profile.full_name if profile else user.username,
        "site": settings.ENV.site_name,
        "username": user.username,
        "url": settings.ENV.base_url,
        "onward": f"?next={quote(onward)}" if onward else "",
    }
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
