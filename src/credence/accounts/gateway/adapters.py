"""Our words to django-allauth: letters through the outbox, mailed passwords that die, what changes end sessions."""

import hashlib
from typing import Any, ClassVar
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credence.accounts.gateway.factors import has_given_lately, lacks_second_factor, note_given
from credence.accounts.gateway.findable import keep_findable
from credence.accounts.gateway.passwords import store_password
from credence.accounts.gateway.sessions import end_other_sessions, note_sign_in
from credence.accounts.gateway.tries import count_try, forget_tries
from credence.accounts.models import User
from credence.accounts.queries import is_profile_complete, second_factors_of
from credence.accounts.rules.passwords import is_initial_password_dead
from credence.kit.clock import now
from credence.kit.encryption import decrypt, encrypt
from credence.outbox.actions import queue

MISMATCH = gettext_lazy(
    "Nobody is signed in: the user name or address and the password do not belong together. Check both, or choose "
    "a new password with “Forgot your password?” below."
)
SETS_UP = {"mfa/email/totp_activated", "mfa/email/webauthn_added"}
"""The library's letters that tell of a new second factor."""


class AccountAdapter(DefaultAccountAdapter):
    """How allauth behaves on this site."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": MISMATCH,
        "email_password_mismatch": MISMATCH,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's interface
        """Refuse allauth's own registration: ours is at /register/."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before the password is looked at, so that of many at once no more than the limit are."""
        count_try("sign-in", person=_login_of(credentials), address=request.META["REMOTE_ADDR"], now=now())

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check a password; a mailed one is refused after its 72 hours, with what to do instead."""
        user: User | None = super().authenticate(request, **credentials)
        if user:
            forget_tries("sign-in", person=_login_of(credentials), address=request.META["REMOTE_ADDR"])
        if user and is_initial_password_dead(user.initial_password_expires_at, now()):
            raise ValidationError(
                _(
                    "The password we mailed to you has expired: it works for 72 hours. Choose one of your own with "
                    "“Forgot your password?” below; the link comes by e-mail."
                )
            )
        return user

    def reauthenticate(self, user: User, password: str) -> bool:
        """Check the password of somebody who is signed in."""
        count_try("reauthenticate", person=str(user.pk), now=now())
        known: bool = super().reauthenticate(user, password)
        return known

    def is_reauthentication_required(self, *, app: str, **rest: Any) -> bool:
        """Ask for the second factor itself, given lately, where the account has one (OWASP ASVS 5.0, 7.5.1)."""
        user = self.request.user
        if isinstance(user, User) and second_factors_of(user) and not has_given_lately(self.request, user):
            raise ReauthenticationRequired
        required: bool = super().is_reauthentication_required(app=app, **rest)
        return required

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Offer the factors of an account that has some, and its password only where it has none."""
        offered: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        factors = [each for each in offered if each["id"].startswith("mfa_reauthenticate")]
        return factors or offered

    def post_login(
        self, request: HttpRequest, user: User, *, redirect_url: str | None, **rest: Any
    ) -> HttpResponseBase:
        """Lead to the profile until it is complete, and from there to where the learner was going.

        Staff without a second factor set one up before anything else.
        """
        note_sign_in(request, now())
        if lacks_second_factor(user):
            redirect_url = reverse("mfa_index")
        elif not is_profile_complete(user):
            wanted = redirect_url or get_next_redirect_url(request)
            redirect_url = reverse("learn:profile", query={"next": wanted} if wanted else None)
        answer: HttpResponseBase = super().post_login(request, user, redirect_url=redirect_url, **rest)
        return answer

    def set_password(self, user: User, password: str) -> None:
        """Store a password that somebody chose; a mailed one is replaced, and a change of address is taken back."""
        store_password(user, make_password(password), by=user.username, now=now())
        end_other_sessions(user, kept=self.request.session.session_key)

    def format_email_subject(self, subject: str) -> str:
        """Leave subjects as they are: the site's name is in them."""
        return subject

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Lead to this site, whatever name the request called it by."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return f"{settings.ENV.base_url}{path.replace('UID-KEY', quote(key))}"

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmationHMAC) -> str:  # noqa: ARG002 - allauth's interface
        """Lead to this site, whatever name the request called it by."""
        return f"{settings.ENV.base_url}{reverse('account_confirm_email', args=[emailconfirmation.key])}"

    def send_confirmation_mail(
        self,
        request: HttpRequest,
        emailconfirmation: EmailConfirmationHMAC,
        signup: bool,  # noqa: FBT001 - theirs
    ) -> None:
        """Write to the new address, and tell the old one at once."""
        super().send_confirmation_mail(request, emailconfirmation, signup)
        asked = emailconfirmation.email_address
        told = {"username": asked.user.username, "new_email": asked.email}
        self.send_mail("account/email/address_asked_for", asked.user.email, told)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Let an address that is shown to be theirs count, and its owner be found by it."""
        is_confirmed: bool = super().confirm_email(request, email_address)
        keep_findable(User.objects.get(pk=email_address.user_id))
        return is_confirmed

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell of a change of what guards the account; it ends the account's other sessions.

        Whoever set up a factor has just shown that they hold it, so this session need not give it again.
        """
        if template_prefix in SETS_UP:
            note_given(self.request, user)
        end_other_sessions(user, kept=self.request.session.session_key)
        super().send_notification_mail(template_prefix, user, context, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue allauth's letter in our outbox, encrypted: it may hold a link that signs in."""
        message = self.render_mail(template_prefix, email, context)
        moment = now()
        digest = hashlib.sha256(f"{email}{moment.isoformat()}{message.body}".encode()).hexdigest()
        queue(
            key=f"{template_prefix}:{digest}"[:120], to=email, subject=str(message.subject), text=str(message.body),
            now=moment, secret=True,
        )  # fmt: skip


def _login_of(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username") or credentials.get("email") or "")


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
