"""Our words to django-allauth: letters through the outbox, mailed passwords that die, second factors for staff."""

import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from credence.accounts.models import User
from credence.accounts.queries import is_profile_complete, second_factors_of
from credence.accounts.rules.passwords import is_initial_password_dead
from credence.audit.actions import record
from credence.audit.enums import Act
from credence.kit.clock import now
from credence.kit.encryption import decrypt, encrypt
from credence.outbox.actions import queue


class AccountAdapter(DefaultAccountAdapter):
    """How allauth behaves on this site."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's interface
        """Refuse allauth's own registration: ours is at /register/."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check a password; a mailed one is refused after its 72 hours, with what to do instead."""
        user: User | None = super().authenticate(request, **credentials)
        if user and is_initial_password_dead(user.initial_password_expires_at, now()):
            raise ValidationError(
                _(
                    "The password we mailed to you has expired: it works for 72 hours. Choose one of your own with "
                    "“Forgot your password?” below; the link comes by e-mail."
                )
            )
        return user

    def post_login(
        self, request: HttpRequest, user: User, *, redirect_url: str | None, **rest: Any
    ) -> HttpResponseBase:
        """Lead to the profile until it is complete, and from there to where the learner was going.

        Staff without a second factor set one up before anything else.
        """
        if lacks_second_factor(user):
            redirect_url = reverse("mfa_index")
        elif not is_profile_complete(user):
            wanted = redirect_url or get_next_redirect_url(request)
            redirect_url = reverse("learn:profile", query={"next": wanted} if wanted else None)
        answer: HttpResponseBase = super().post_login(request, user, redirect_url=redirect_url, **rest)
        return answer

    def set_password(self, user: User, password: str) -> None:
        """Store a password that somebody chose; a mailed one is replaced by it."""
        user.initial_password_expires_at = None
        super().set_password(user, password)
        record(Act.PASSWORD_REPLACED, by=user.username, subject=("user", user.public_id), now=now())

    def format_email_subject(self, subject: str) -> str:
        """Leave subjects as they are: the site's name is in them."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue allauth's letter in our outbox, encrypted: it may hold a link that signs in."""
        message = self.render_mail(template_prefix, email, context)
        moment = now()
        digest = hashlib.sha256(f"{email}{moment.isoformat()}{message.body}".encode()).hexdigest()
        queue(
            key=f"{template_prefix}:{digest}"[:120], to=email, subject=str(message.subject), text=str(message.body),
            now=moment, secret=True,
        )  # fmt: skip


class SecondFactorAdapter(DefaultMFAAdapter):
    """How second factors behave on this site."""

    def get_totp_label(self, user: User) -> str:
        """Name the account in the authenticator app: the user name never changes."""
        return user.username

    def encrypt(self, text: str) -> str:
        """Keep the keys of authenticator apps and recovery codes unreadable at rest."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Undo `encrypt`."""
        return decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Leave staff their last second factor."""
        if not (settings.STAFF_NEED_SECOND_FACTOR and authenticator.user.is_staff):
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def lacks_second_factor(user: User) -> bool:
    """Return whether `user` is staff and must set up a second factor before acting as such."""
    return bool(settings.STAFF_NEED_SECOND_FACTOR) and user.is_staff and not second_factors_of(user)
