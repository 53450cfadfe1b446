"""Registration and the User Profile as forms."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import RegexValidator
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from credence.accounts import rules
from credence.accounts.actions import ProfileData
from credence.accounts.enums import IdentifierKind, Profession
from credence.accounts.models import Profile, User

REASONS = {
    "npi": _("Lets your accredited provider report credit for you to the ACCME and your boards without a mix-up."),
    "arrt": _("Printed on your ARRT certificate, so that an audit matches it to you."),
    "nmtcb": _("Only if you report credit to the NMTCB."),
    "ardms": _("Only if you report credit to the ARDMS."),
    "sdms": _("Only if you report credit to the SDMS."),
    "nabp": _("Pharmacy credit is filed in CPE Monitor under this number."),
    "nccpa": _("Only if you report credit to the NCCPA."),
}
MONTHS = [(number, _(name)) for number, name in enumerate(
    ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
     "December"), start=1)]  # fmt: skip
LICENSE_ROWS = 3
PROFILE_FIELDS = frozenset(
    ["given_name", "middle_name", "family_name", "suffix", "credentials", "specialty", "employer", "street", "city"]
) | {"region", "postal_code", "country", "birth_month", "birth_day"}


class RegistrationForm(forms.Form):
    """A user name, which is permanent, and an e-mail address."""

    username = forms.CharField(
        label=_("User name"),
        help_text=_("3 to 30 letters, digits, points, hyphens or underscores. It is permanent."),
        min_length=3,
        max_length=30,
        validators=[
            RegexValidator(
                r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z",
                _("Use letters A to Z, digits, points, hyphens and underscores; begin with a letter or digit."),
            )
        ],
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "username", "autocapitalize": "none"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Your initial password is mailed here."),
        widget=forms.EmailInput(attrs={"class": "form-control", "autocomplete": "email"}),
    )


def _text(
    label: Any, *, required: bool = True, longest: int = 100, autocomplete: str = "off", **extra: Any
) -> forms.CharField:
    attributes = {"class": "form-control", "autocomplete": autocomplete}
    return forms.CharField(
        label=label, required=required, max_length=longest, widget=forms.TextInput(attrs=attributes), **extra
    )


class ProfileForm(forms.Form):
    """The User Profile. Identifiers are asked by profession; a new learner also chooses a password here."""

    given_name = _text(_("Given name"), autocomplete="given-name")
    middle_name = _text(_("Middle name"), required=False, autocomplete="additional-name")
    family_name = _text(_("Family name"), autocomplete="family-name")
    suffix = _text(
        _("Suffix"), required=False, longest=20, autocomplete="honorific-suffix", help_text=_("Such as Jr. or III.")
    )
    credentials = _text(
        _("Credentials"), required=False, help_text=_("As printed after your name: MD, RT(R)(CT), RN …")
    )
    professions = forms.MultipleChoiceField(
        label=_("Profession"),
        help_text=_("It decides which credit you can earn. Choose two if you hold two."),
        choices=Profession.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input me-2"}),
    )
    specialty = _text(_("Specialty"), required=False)
    employer = _text(_("Employer"), required=False, longest=200, autocomplete="organization")
    street = _text(_("Street"), required=False, longest=200, autocomplete="street-address")
    city = _text(_("City"), autocomplete="address-level2")
    region = _text(_("State or province"), required=False, autocomplete="address-level1")
    postal_code = _text(_("ZIP or postal code"), required=False, longest=20, autocomplete="postal-code")
    country = _text(
        _("Country"), longest=2, autocomplete="country", help_text=_("Two letters, such as US."), initial="US",
        validators=[RegexValidator(r"^[A-Za-z]{2}\Z", _("Write the country as two letters, such as US."))],
    )  # fmt: skip
    birth_month = forms.TypedChoiceField(
        label=_("Birth month"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "–"), *MONTHS],
        help_text=_("With the day, it tells boards that credit is yours. We never ask the year."),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    birth_day = forms.TypedChoiceField(
        label=_("Birth day"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "–"), *((day, day) for day in range(1, 32))],
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, user: User, asks_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for kind, reason in REASONS.items():
            label = IdentifierKind(kind).label
            self.fields[f"identifier_{kind}"] = _text(label, required=False, longest=40, help_text=reason)
        for row in range(1, LICENSE_ROWS + 1):
            self.fields[f"license_state_{row}"] = _text(_("State"), required=False, longest=10)
            self.fields[f"license_number_{row}"] = _text(_("License number"), required=False, longest=40)
        if asks_password:
            self._ask_password()

    def _ask_password(self) -> None:
        for name, label in (("password", _("New password")), ("password_again", _("New password again"))):
            widget = forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "new-password"})
            self.fields[name] = forms.CharField(label=label, strip=False, max_length=1000, widget=widget)
        self.fields["password"].help_text = _("At least 10 characters; a sentence is fine. It replaces the mailed one.")

    def clean_password(self) -> str:
        """Judge the new password by the site's rules."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        """Check what depends on two fields: the password, the birthday, and what each profession needs."""
        data = super().clean() or self.cleaned_data
        if "password" in data and data.get("password_again") != data["password"]:
            self.add_error("password_again", _("The two passwords differ. Type the new one again."))
        self._check_birthday(data)
        self._check_identifiers(data)
        self._check_licenses(data)
        return data

    def _check_birthday(self, data: dict[str, Any]) -> None:
        month, day = data.get("birth_month"), data.get("birth_day")
        if bool(month) != bool(day):
            self.add_error("birth_day", _("Give both the month and the day, or neither."))
        elif month and day and not rules.is_birthday(month, day):
            self.add_error("birth_day", _("That month does not have so many days."))

    def _check_identifiers(self, data: dict[str, Any]) -> None:
        for kind in rules.required_identifiers(data.get("professions", ())):
            if not data.get(f"identifier_{kind}"):
                self.add_error(f"identifier_{kind}", _("Your profession's credit cannot be given without this number."))
        for kind in REASONS:
            value = data.get(f"identifier_{kind}")
            if value and not rules.is_identifier(kind, value):
                self.add_error(f"identifier_{kind}", self._malformed(kind))

    @staticmethod
    def _malformed(kind: str) -> Any:
        if kind == "npi":
            return _("This is not an NPI: it has ten digits, and the last one checks the others. Please compare.")
        return _("This number has one to ten digits and nothing else. Please compare.")

    def _check_licenses(self, data: dict[str, Any]) -> None:
        for row in range(1, LICENSE_ROWS + 1):
            if bool(data.get(f"license_state_{row}")) != bool(data.get(f"license_number_{row}")):
                self.add_error(f"license_number_{row}", _("Give both the state and the number, or leave both empty."))

    @property
    def profile_data(self) -> ProfileData:
        """What was filled in, for `accounts.actions.save_profile`; only after `is_valid`."""
        fields = {name: value for name, value in self.cleaned_data.items() if name in PROFILE_FIELDS}
        fields["country"] = fields["country"].upper()
        return ProfileData(
            fields=fields, professions=self.cleaned_data["professions"], identifiers=tuple(set(self._identifiers()))
        )

    def _identifiers(self) -> Iterator[tuple[str, str, str]]:
        data = self.cleaned_data
        for kind in REASONS:
            if value := data[f"identifier_{kind}"]:
                yield kind, "", value.upper()
        for row in range(1, LICENSE_ROWS + 1):
            if number := data[f"license_number_{row}"]:
                yield IdentifierKind.STATE_LICENCE.value, data[f"license_state_{row}"].upper(), number.upper()


def initial_profile(user: User) -> dict[str, Any]:
    """Return what the form shows at first: what is stored."""
    profile = Profile.objects.filter(user=user).first()
    values = model_to_dict(profile, fields=PROFILE_FIELDS) if profile else {}
    values["professions"] = [held.profession for held in user.professions.all()]
    row = 0
    for identifier in user.identifiers.order_by("pk"):
        if identifier.kind == IdentifierKind.STATE_LICENCE:
            row += 1
            values[f"license_state_{row}"], values[f"license_number_{row}"] = identifier.region, identifier.value
        else:
            values[f"identifier_{identifier.kind}"] = identifier.value
    return values
