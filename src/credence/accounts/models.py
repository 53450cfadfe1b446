"""Learners and staff, their profile, professions, identifiers and roles."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from credence.accounts.enums import IdentifierKind, Profession, Role
from credence.accounts.rules.identifiers import IDENTIFIERS
from credence.accounts.rules.passwords import typed_initial_password
from credence.kit.finding import LONGEST
from credence.kit.ids import public_id


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in. The user name is permanent: the database refuses to change it."""

    public_id = models.CharField(max_length=22, unique=True, default=public_id, editable=False)
    username = models.CharField(
        _("user name"),
        max_length=30,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("That user name is taken. Please choose another.")},
    )
    email = models.EmailField(_("e-mail address"))
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField()
    initial_password_expires_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Set while the mailed password is in force; null once replaced.")
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[UserManager["User"]] = UserManager()  # type: ignore[assignment]
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        indexes = [
            models.Index(fields=["username"], condition=models.Q(is_staff=True), name="accounts_user_staff"),
        ]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="accounts_user_username_once"),
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_once"),
        ]

    def check_password(self, raw_password: str | None) -> bool:
        """Return whether it is the password; while a mailed one is in force, blanks that came with it do not count."""
        if raw_password and self.initial_password_expires_at:
            raw_password = typed_initial_password(raw_password)
        return super().check_password(raw_password)


class Session(AbstractBaseSession):
    """A session of a browser, and whose it is once somebody signed in by it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions")
    browser = models.CharField(max_length=300, blank=True, help_text="What the browser called itself at sign-in.")
    began_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(help_text="Written every few minutes.")

    class Meta:
        indexes = [models.Index(fields=["user", "last_seen_at"], name="accounts_session_of")]

    @property
    def public_id(self) -> str:
        """Names the session on a page: its key, which signs in, never stands on one."""
        return salted_hmac("credence.accounts.session", self.session_key).hexdigest()[:22]


class Profile(models.Model):
    """What the credit bodies need to know of a learner. Its presence means it is complete."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="profile")
    given_name = models.CharField(_("given name"), max_length=100)
    middle_name = models.CharField(_("middle name"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100)
    suffix = models.CharField(_("suffix"), max_length=20, blank=True)
    credentials = models.CharField(_("credentials"), max_length=100, blank=True)
    specialty = models.CharField(_("specialty"), max_length=100, blank=True)
    employer = models.CharField(_("employer"), max_length=200, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    city = models.CharField(_("city"), max_length=100)
    region = models.CharField(_("state or province"), max_length=100, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, default="US")
    birth_month = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    birth_day = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    completed_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_profile_birth_paired",
                condition=models.Q(birth_month__isnull=True, birth_day__isnull=True)
                | models.Q(birth_month__range=(1, 12), birth_day__range=(1, 31)),
            )
        ]

    def __str__(self) -> str:
        return self.certificate_name

    @property
    def first_names(self) -> str:
        """The given and the middle name."""
        return " ".join(part for part in (self.given_name, self.middle_name) if part)

    @property
    def full_name(self) -> str:
        """The legal name, without suffix and credentials."""
        return " ".join(part for part in (self.given_name, self.middle_name, self.family_name) if part)

    @property
    def legal_name(self) -> str:
        """The legal name as certificates print it, with suffix."""
        return ", ".join(part for part in (self.full_name, self.suffix) if part)

    @property
    def certificate_name(self) -> str:
        """The legal name as certificates print it, with suffix and credentials."""
        return ", ".join(part for part in (self.full_name, self.suffix, self.credentials) if part)


class KnownBy(models.Model):
    """A beginning by which somebody is found: of a name, the user name or the address, folded and as one word."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_by")
    text = models.CharField(max_length=LONGEST)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "text"], name="accounts_knownby_once")]
        indexes = [
            models.Index(
                fields=["text", "user"], opclasses=["varchar_pattern_ops", "int8_ops"], name="accounts_knownby_text"
            )
        ]

    def __str__(self) -> str:
        return self.text


class HeldProfession(models.Model):
    """One profession that a learner holds or held, from when to when; one may hold two at once (R41).

    A row that has ended is a fact: whoever takes a profession up again gets a new row.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="professions")
    profession = models.CharField(max_length=40, help_text=_("A code of accounts.rules.professions."))
    held_from = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="Null: held.")
    came_later = models.BooleanField(
        db_default=False, editable=False, help_text="Whether it began after an enrollment; the database says it."
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["-held_from", "-id"],
                condition=models.Q(came_later=True),
                name="accounts_heldprofession_later",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "profession"],
                condition=models.Q(ended_at__isnull=True),
                name="accounts_heldprofession_open_once",
            ),
            models.CheckConstraint(
                name="accounts_heldprofession_dates",
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("held_from")),
            ),
        ]

    def __str__(self) -> str:
        return str(Profession(self.profession).label)


class Identifier(models.Model):
    """A number by which a board knows a learner: text, with the state of a license or the name of a board (R48)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="identifiers")
    kind = models.CharField(max_length=20, help_text=_("A kind of accounts.rules.identifiers."))
    value = models.CharField(max_length=40)
    region = models.CharField(max_length=10, blank=True)
    key = models.CharField(max_length=40, blank=True, help_text="The form in which it is compared; empty: it is not.")
    given_at = models.DateTimeField(help_text="Since when it is in the profile.")

    class Meta:
        indexes = [models.Index(fields=["kind", "region", "key"], name="accounts_identifier_key")]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "region", "value"], name="accounts_identifier_once"),
            models.UniqueConstraint(
                fields=["user", "kind"],
                condition=~models.Q(kind__in=[each.kind for each in IDENTIFIERS if each.place]),
                name="accounts_identifier_one_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (str(IdentifierKind(self.kind).label), self.region, self.value) if part)


class Tries(models.Model):
    """How often something was tried within one window of `accounts.rules.limits`, under a key that names nobody."""

    key = models.CharField(max_length=64)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="accounts_tries_once")]

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at:%Y-%m-%d %H:%M:%S}"


class HeldRole(models.Model):
    """A role of somebody of the staff. `scope` is the slug of the one accrediting provider it counts for, or empty."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=20, choices=Role)
    scope = models.CharField(max_length=80, blank=True)
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "scope"], name="accounts_heldrole_once"),
            models.CheckConstraint(name="accounts_heldrole_role", condition=models.Q(role__in=Role.values)),
            models.CheckConstraint(
                name="accounts_heldrole_scope", condition=models.Q(scope="") | models.Q(role=Role.COORDINATOR)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.scope}".strip()


class Registration(models.Model):
    """An account that somebody asked for with a password of their own, until its address is confirmed.

    It reserves nothing and nobody signs in by it: neither the address nor the user name is its owner's yet, and there
    may be several for either. `course` is the slug of the course that is kept for the account.
    """

    public_id = models.CharField(max_length=22, unique=True, default=public_id, editable=False)
    username = models.CharField(max_length=30)
    email = models.EmailField(db_index=True)
    password = models.CharField(max_length=128)
    course = models.SlugField(max_length=80, blank=True, db_index=False)
    digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.username} {self.email}"


class Invitation(models.Model):
    """A letter by which somebody may become staff: its link works once, and of its secret only a digest is kept."""

    public_id = models.CharField(max_length=22, unique=True, default=public_id, editable=False)
    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Role)
    scope = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=150)
    invited_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email", "role", "scope"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="accounts_invitation_open_once",
            ),
            models.CheckConstraint(name="accounts_invitation_role", condition=models.Q(role__in=Role.values)),
            models.CheckConstraint(
                name="accounts_invitation_scope", condition=models.Q(scope="") | models.Q(role=Role.COORDINATOR)
            ),
            models.CheckConstraint(
                name="accounts_invitation_accepted",
                condition=models.Q(accepted_at=None, accepted_by=None)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False, withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.get_role_display()} {self.scope}".strip()

    def is_open_at(self, moment: dt.datetime) -> bool:
        """Return whether somebody may accept it at `moment`."""
        return self.accepted_at is None and self.withdrawn_at is None and moment < self.ends_at
