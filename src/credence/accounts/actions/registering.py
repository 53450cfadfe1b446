"""Open accounts: by a password that is mailed, or by one's own once the address is confirmed."""

import datetime as dt
import secrets
from collections.abc import Callable

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction

from credence.accounts import letters
from credence.accounts.gateway.findable import keep_findable
from credence.accounts.models import Registration, User
from credence.accounts.queries import active_user_at, registration_by, user_signing_in
from credence.accounts.rules.invitations import digest_of
from credence.accounts.rules.passwords import initial_password, initial_password_end
from credence.audit.actions import record
from credence.audit.enums import Act
from credence.kit.addresses import normal_address
from credence.kit.refusal import Refusal
from credence.kit.text import normal

Also = Callable[[User], None]
"""What else belongs to the opening of an account: done with it, or neither."""


class UserNameTaken(Refusal):
    """Somebody has this user name."""

    code = "user-name-taken"


class AddressTaken(Refusal):
    """Somebody has this e-mail address. No page ever says so: that would tell who is registered here."""

    code = "address-taken"


class MalformedAddress(Refusal):
    """It is no e-mail address that we write to (`kit.addresses`)."""

    code = "malformed-address"


class RegistrationOver(Refusal):
    """The link opens no account: it was used, its time is over, or it never was one."""

    code = "registration-over"


def _nothing(_user: User) -> None:
    """Add nothing."""


def register(
    *, username: str, email: str, now: dt.datetime, going_to: str = "", onward: str = "", also: Also = _nothing
) -> str:
    """Open an account and mail its initial password, or write to the owner of an address that is known already.

    Both ways hash one password and write one letter, so that neither the answer nor its time tells which it was.

    Args:
        username: permanent from now on.
        email: where the letter goes.
        now: the present moment.
        going_to: the title of the course that is kept for the account, for the letter.
        onward: its page, for whoever has an account already.
        also: what is written with a new account.

    Returns the public id of the new account, by which its letter can be sent again; nothing for a known address.

    Raises:
        UserNameTaken: the user name, not the address, belongs to somebody.
        MalformedAddress: it is no address.
    """
    password = initial_password()
    hashed = make_password(password)
    try:
        with transaction.atomic():
            user = _open(username, email, hashed, by=username, now=now, expires_at=initial_password_end(now))
            also(user)
            letters.welcome(user, password, going_to=going_to, now=now)
    except AddressTaken:
        _write_to_owner(email, onward, now)
        return ""
    return user.public_id


def ask_to_register(
    *,
    username: str,
    email: str,
    password: str,
    now: dt.datetime,
    course: str = "",
    going_to: str = "",
    onward: str = "",
) -> str:
    """Keep a registration with a password of one's own, and mail the link that confirms its address.

    There is no account before that, so that nobody acts under an address that is not theirs, nor keeps anybody from
    registering with it. A known address gets the same answer, the same work and a letter to its owner.

    Args:
        username: not taken; it is not reserved either.
        email: where the link goes.
        password: as chosen.
        now: the present moment.
        course: the slug of the course that is kept for the account.
        going_to: its title, for the letter.
        onward: its page, for whoever has an account already.

    Returns what the letter can be sent again by; nothing for a known address.

    Raises:
        UserNameTaken, MalformedAddress: as `register` does.
    """
    hashed, address = make_password(password), normal_address(email)
    if address is None:
        raise MalformedAddress
    if user_signing_in(username):
        raise UserNameTaken
    if active_user_at(address):
        _write_to_owner(address, onward, now)
        return ""
    with transaction.atomic():
        asked = Registration(username=normal(username), email=address, password=hashed, course=course, asked_at=now)
        _mail_link(asked, going_to, now)
    return asked.public_id


def confirm_registration(*, token: str, password: str, now: dt.datetime, also: Also = _nothing) -> User | None:
    """Open the account whose link holds `token`, for whoever also knows the password that was chosen with it.

    The letter alone opens nothing: it may come from somebody who gave another's address and a password of their own.

    Returns None where the password is another.

    Raises:
        RegistrationOver: the link was used, is too old, or somebody has the address meanwhile.
        UserNameTaken: somebody has the user name meanwhile.
    """
    asked = registration_by(token, now)
    if asked is None:
        raise RegistrationOver
    if not check_password(password, asked.password):
        return None
    try:
        with transaction.atomic():
            user = _open(asked.username, asked.email, asked.password, by=asked.username, now=now)
            Registration.objects.filter(email=asked.email).delete()
            also(user)
    except AddressTaken as refused:
        raise RegistrationOver from refused
    return user


def send_first_letter_again(*, key: str, email: str, now: dt.datetime, going_to: str = "", onward: str = "") -> None:
    """Write once more to whoever registered: a new initial password, or a new link. What the last letter held is dead.

    `key` is what registering returned. Whoever has no such letter to come, because the address was known or the
    password is replaced already, is written to as the owner of an account; either way hashes once.
    """
    password = initial_password()
    hashed = make_password(password)
    with transaction.atomic():
        asked = Registration.objects.select_for_update().filter(public_id=key, ends_at__gt=now).first()
        if asked:
            _mail_link(asked, going_to, now)
        elif user := _waiting_for_password(key):
            user.password, user.initial_password_expires_at = hashed, initial_password_end(now)
            user.save(update_fields=["password", "initial_password_expires_at"])
            letters.welcome(user, password, going_to=going_to, now=now)
        else:
            _write_to_owner(email, onward, now)


def forget_ended_registrations(now: dt.datetime) -> None:
    """Delete what was never confirmed in time."""
    Registration.objects.filter(ends_at__lte=now).delete()


def _waiting_for_password(key: str) -> User | None:
    """Return an account that nobody has made their own yet."""
    open_yet = User.objects.filter(initial_password_expires_at__isnull=False, profile=None, is_active=True)
    return open_yet.select_for_update(of=("self",)).filter(public_id=key).first()


def _mail_link(asked: Registration, going_to: str, now: dt.datetime) -> None:
    token = secrets.token_urlsafe(32)
    asked.digest, asked.ends_at = digest_of(token), initial_password_end(now)
    asked.save()
    letters.confirm_address(asked, token, going_to=going_to, now=now)


def _write_to_owner(email: str, onward: str, now: dt.datetime) -> None:
    if owner := active_user_at(normal_address(email) or ""):
        letters.already_known(owner, onward=onward, now=now)


@transaction.atomic
def create_account(*, username: str, email: str, password: str, by: str, now: dt.datetime) -> User:
    """Open an account with a password that somebody chose.

    Raises:
        UserNameTaken: the user name belongs to somebody.
        AddressTaken: the address belongs to somebody.
        MalformedAddress: it is no address.
    """
    return _open(username, email, make_password(password), by=by, now=now)


def _open(
    username: str, email: str, hashed: str, *, by: str, now: dt.datetime, expires_at: dt.datetime | None = None
) -> User:
    address = normal_address(email)
    if address is None:
        raise MalformedAddress
    user = User(
        username=normal(username),
        email=address,
        password=hashed,
        date_joined=now,
        initial_password_expires_at=expires_at,
    )
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise _what_is_taken(username) from error
    EmailAddress.objects.create(user=user, email=address, primary=True, verified=True)
    keep_findable(user)
    record(Act.ACCOUNT_OPENED, by=by, subject=("user", user.public_id), now=now)
    return user


def _what_is_taken(username: str) -> Refusal:
    return UserNameTaken() if user_signing_in(username) else AddressTaken()
