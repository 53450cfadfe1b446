"""The User Profile as a form, whose questions depend on the professions that are chosen in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from credence.accounts.actions import ProfileData
from credence.accounts.enums import LICENSING_REGIONS, Profession
from credence.accounts.models import Identifier, Profile, User
from credence.accounts.queries import is_profile_complete, professions_of
from credence.accounts.rules import professions as held
from credence.accounts.rules.identifiers import (
    BIRTHDAY,
    BY_KIND,
    Place,
    is_birthday,
    is_identifier,
    normal_identifier,
    reason_of,
)
from credence.kit.fields import Password
from credence.learn.forms.fields import BOARD, DAYS, MONTHS, CountryField, choice, text

MOST_ROWS = 20
NAMES = frozenset({"given_name", "family_name"})
PROFILE_FIELDS = frozenset(
    ["given_name", "middle_name", "family_name", "suffix", "credentials", "specialty", "employer", "street", "city"]
) | {"region", "postal_code", "country", "birth_month", "birth_day"}


FIRST = frozenset({"given_name", "middle_name", "family_name", "suffix", "credentials", "professions", "country"})
"""What is asked before the first course: what every credit needs. The rest has time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rows:
    """Identifiers of which a learner may have several, each a row of a place and a number."""

    name: str
    kind: str

    def place(self, row: int) -> str:
        """Return the name of the field for the state or the board."""
        return f"{self.name}_place_{row}"

    def number(self, row: int) -> str:
        """Return the name of the field for the number."""
        return f"{self.name}_number_{row}"

    @property
    def count(self) -> str:
        """The name of the hidden field that says how many rows the page holds."""
        return f"{self.name}_rows"


def _rows_of(name: str, place: Place) -> Rows:
    return Rows(name=name, kind=next(each.kind for each in BY_KIND.values() if each.place is place))


LICENSES = _rows_of("license", Place.STATE)
BOARDS = _rows_of("board", Place.BOARD)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """Which questions the form asks: those of the professions, and so many rows."""

    professions: frozenset[str]
    licenses: int
    boards: int

    @classmethod
    def of_page(cls, data: QueryDict) -> "Shape":
        """Return the shape that the page asks for: what is ticked in it, and one row more where it wants one."""
        return cls(
            professions=frozenset(data.getlist("professions")) & frozenset(Profession.values),
            licenses=_rows(data, LICENSES),
            boards=_rows(data, BOARDS),
        )

    @classmethod
    def of_stored(cls, professions: Iterable[str], identifiers: Iterable[Identifier]) -> "Shape":
        """Return the shape that shows what is stored, with at least one row of each."""
        kinds = [each.kind for each in identifiers]
        return cls(
            professions=frozenset(professions),
            licenses=max(1, kinds.count(LICENSES.kind)),
            boards=max(1, kinds.count(BOARDS.kind)),
        )


def _rows(data: QueryDict, rows: Rows) -> int:
    posted = data.get(rows.count, "1")
    count = int(posted) if posted.isascii() and posted.isdigit() and len(posted) <= 2 else 1
    return min(max(1, count + (data.get("add") == rows.name)), MOST_ROWS)


class ProfileForm(forms.Form):
    """The User Profile. Identifiers are asked by profession; a new learner also chooses a password here.

    The first one is short (`FIRST`): numbers, licenses and boards are asked at the first credit that needs them.
    """

    given_name = text(_("Given name"), required=False, autocomplete="given-name")
    middle_name = text(_("Middle name"), required=False, autocomplete="additional-name")
    family_name = text(
        _("Family name"),
        required=False,
        autocomplete="family-name",
    )
    suffix = text(
        _("Suffix"), required=False, longest=20, autocomplete="honorific-suffix", help_text=_("Such as Jr. or III.")
    )
    credentials = text(_("Credentials"), required=False, help_text=_("As printed after your name: MD, RT(R)(CT), RN …"))
    professions = forms.MultipleChoiceField(
        label=_("Profession"),
        help_text=_("It decides which credit you can earn, and what we ask below. Choose two if you hold two."),
        choices=Profession.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    specialty = text(_("Specialty"), required=False)
    employer = text(_("Employer"), required=False, longest=200, autocomplete="organization")
    street = text(_("Street"), required=False, longest=200, autocomplete="street-address")
    city = text(_("City"), required=False, autocomplete="address-level2")
    region = text(_("State or province"), required=False, autocomplete="address-level1")
    postal_code = text(_("ZIP or postal code"), required=False, longest=20, autocomplete="postal-code")
    country = CountryField(initial="US")

    def __init__(self, *args: Any, user: User, shape: Shape, is_first: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.shape, self.is_first = user, shape, is_first
        self.asks_password = user.initial_password_expires_at is not None
        if is_first:
            self.fields = {name: field for name, field in self.fields.items() if name in FIRST}
        self._ask_identifiers()
        if held.is_birthday_asked(shape.professions) and not is_first:
            self._ask_birthday()
        if self.asks_password:
            self._ask_password()

    def _ask_identifiers(self) -> None:
        required = held.required_identifiers(self.shape.professions)
        for kind in self.kinds:
            asked = BY_KIND[kind]
            field = text(_(asked.label), required=kind in required, longest=40, help_text=_(asked.reason))
            field.error_messages["required"] = _("Your profession's credit cannot be given without this number.")
            self.fields[f"identifier_{kind}"] = field
        for row in self.license_rows:
            self.fields[LICENSES.place(row)] = choice(_("State"), LICENSING_REGIONS)
            self.fields[LICENSES.number(row)] = text(_("License number"), required=False, longest=40)
        for row in self.board_rows:
            self.fields[BOARDS.place(row)] = text(
                _("Board, such as ABIM"), required=False, longest=10, validators=[BOARD]
            )
            self.fields[BOARDS.number(row)] = text(_("Board ID"), required=False, longest=40)

    def _ask_birthday(self) -> None:
        self.fields["birth_month"] = choice(_("Birth month"), MONTHS, coerce=int)
        self.fields["birth_day"] = choice(_("Birth day"), DAYS, coerce=int)

    def _ask_password(self) -> None:
        for name, label in (("password", _("New password")), ("password_again", _("New password again"))):
            widget = forms.PasswordInput(attrs={"class": "form-control", "autocomplete": "new-password"})
            self.fields[name] = Password(label=label, widget=widget)
        self.fields["password"].help_text = _("At least 10 characters; a sentence is fine. It replaces the mailed one.")

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of identifier, one of a kind, that the chosen professions are asked for."""
        return tuple(kind for kind in self.asked if not BY_KIND[kind].place)

    @property
    def asked(self) -> tuple[str, ...]:
        """All kinds of identifier that the chosen professions are asked for; at first those they cannot do without."""
        asked = held.required_identifiers if self.is_first else held.asked_identifiers
        return asked(self.shape.professions)

    @property
    def license_rows(self) -> range:
        """The numbers of the rows for licenses: none where no chosen profession is licensed."""
        return range(1, self.shape.licenses + 1 if LICENSES.kind in self.asked else 1)

    @property
    def board_rows(self) -> range:
        """The numbers of the rows for board IDs: none where no chosen profession has boards."""
        return range(1, self.shape.boards + 1 if BOARDS.kind in self.asked else 1)

    license_reason = _(reason_of(LICENSES.kind))
    board_reason = _(reason_of(BOARDS.kind))
    birthday_reason = _(reason_of(BIRTHDAY))

    @property
    def may_add_license(self) -> bool:
        """Whether the page has room for one license more."""
        return len(self.license_rows) < MOST_ROWS

    @property
    def may_add_board(self) -> bool:
        """Whether the page has room for one board ID more."""
        return len(self.board_rows) < MOST_ROWS

    def clean_password(self) -> str:
        """Judge the new password by the site's rules."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        """Check what depends on two fields: the password, the birthday, and rows of a place and a number."""
        data = super().clean() or self.cleaned_data
        if "password" in data and data.get("password_again") != data["password"]:
            self.add_error("password_again", _("The two passwords differ. Type the new one again."))
        self._check_name(data)
        self._check_birthday(data)
        self._check_identifiers(data)
        self._check_rows(data)
        return data

    def _check_name(self, data: dict[str, Any]) -> None:
        if not (data.get("given_name") or data.get("family_name")) and not self.errors.keys() & NAMES:
            self.add_error("family_name", _("Write your name: your credit and your certificates carry it."))

    def _check_birthday(self, data: dict[str, Any]) -> None:
        month, day = data.get("birth_month"), data.get("birth_day")
        if bool(month) != bool(day) and not self.errors.keys() & {"birth_month", "birth_day"}:
            self.add_error("birth_day", _("Give both the month and the day, or neither."))
        elif month and day and not is_birthday(month, day):
            self.add_error("birth_day", _("That month does not have so many days."))

    def _check_identifiers(self, data: dict[str, Any]) -> None:
        for kind in self.kinds:
            value = data.get(f"identifier_{kind}")
            if value and not is_identifier(kind, normal_identifier(value, kind=kind)):
                self.add_error(f"identifier_{kind}", _(BY_KIND[kind].refusal))

    def _check_rows(self, data: dict[str, Any]) -> None:
        for rows, numbers in ((LICENSES, self.license_rows), (BOARDS, self.board_rows)):
            for row in numbers:
                place, number = data.get(rows.place(row)), data.get(rows.number(row))
                if bool(place) != bool(number) and rows.place(row) not in self.errors:
                    self.add_error(rows.number(row), _("Fill in both fields of the row, or leave both empty."))
                elif number and not _is_sound(rows.kind, place or "", number):
                    self.add_error(rows.number(row), _(BY_KIND[rows.kind].refusal))

    @property
    def profile_data(self) -> ProfileData:
        """What was filled in, for `accounts.actions.save_profile`; only after `is_valid`."""
        fields = {name: self.cleaned_data.get(name) for name in PROFILE_FIELDS if name in self.fields}
        fields |= {"birth_month": fields.get("birth_month"), "birth_day": fields.get("birth_day")}
        return ProfileData(
            fields=fields,
            professions=self.cleaned_data["professions"],
            identifiers=tuple(dict.fromkeys(self._identifiers())),
        )

    def _identifiers(self) -> Iterator[tuple[str, str, str]]:
        data = self.cleaned_data
        for kind in self.kinds:
            if value := data[f"identifier_{kind}"]:
                yield kind, "", normal_identifier(value, kind=kind)
        for rows, numbers in ((LICENSES, self.license_rows), (BOARDS, self.board_rows)):
            for row in numbers:
                if number := data[rows.number(row)]:
                    place = data[rows.place(row)].upper()
                    yield rows.kind, place, normal_identifier(number, kind=rows.kind, region=place)


def stored_form(user: User) -> ProfileForm:
    """Return the form as it shows what is stored."""
    professions = sorted(professions_of(user))
    identifiers = list(user.identifiers.order_by("pk"))
    values = {"professions": professions, **_stored_columns(user), **_stored_numbers(identifiers)}
    is_first = not is_profile_complete(user)
    return ProfileForm(user=user, shape=Shape.of_stored(professions, identifiers), initial=values, is_first=is_first)


def submitted_form(user: User, data: QueryDict) -> ProfileForm:
    """Return the form filled in and to be judged."""
    return ProfileForm(data, user=user, shape=Shape.of_page(data), is_first=not is_profile_complete(user))


def redrawn_form(user: User, data: QueryDict) -> ProfileForm:
    """Return the form with the questions of the professions just chosen and all that was typed, unjudged."""
    form = ProfileForm(user=user, shape=Shape.of_page(data), is_first=not is_profile_complete(user))
    form.initial = {name: field.widget.value_from_datadict(data, {}, name) for name, field in form.fields.items()}
    return form


def _stored_columns(user: User) -> Mapping[str, Any]:
    profile = Profile.objects.filter(user=user).first()
    return model_to_dict(profile, fields=PROFILE_FIELDS) if profile else {}


def _stored_numbers(identifiers: Iterable[Identifier]) -> Mapping[str, Any]:
    values = {f"identifier_{each.kind}": each.value for each in identifiers if not BY_KIND[each.kind].place}
    for rows in (LICENSES, BOARDS):
        for row, each in enumerate((each for each in identifiers if each.kind == rows.kind), start=1):
            values |= {rows.place(row): each.region, rows.number(row): each.value}
    return values


def _is_sound(kind: str, place: str, number: str) -> bool:
    place = place.upper()
    return is_identifier(kind, normal_identifier(number, kind=kind, region=place), place=place)
