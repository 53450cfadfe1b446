"""The identifiers that a credit is filed under and a profile lacks, asked where the credit is claimed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credence.accounts.enums import LICENSING_REGIONS, token_label
from credence.accounts.rules.identifiers import (
    BIRTHDAY,
    BY_KIND,
    Place,
    is_birthday,
    is_identifier,
    normal_identifier,
    reason_of,
    split_token,
)
from credence.learn.forms.fields import BOARD, DAYS, MONTHS, choice, text

Groups = Sequence[Sequence[str]]


class IdentifiersForm(forms.Form):
    """Asks for groups of tokens, of each of which any one is enough, and says why of each (R45 to R48, R60)."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, groups: Groups, prefix: str) -> None:
        super().__init__(data, prefix=prefix)
        self.groups = groups
        for token in self.tokens:
            for name, field in _fields(token).items():
                self.fields[name] = field

    @property
    def tokens(self) -> tuple[str, ...]:
        """Every token that is asked for, once."""
        return tuple(dict.fromkeys(token for group in self.groups for token in group))

    def fields_of(self, token: str) -> list[forms.BoundField]:
        """Return the fields that ask for one token."""
        return [self[name] for name in _fields(token)]

    @staticmethod
    def label_of(token: str) -> str:
        """Return what a token stands for."""
        return token_label(token)

    @staticmethod
    def reason_for(token: str) -> str:
        """Return why a token is asked for."""
        return str(_(reason_of(token)))

    def clean(self) -> dict[str, Any]:
        """Check that each group has an answer, that each answer is whole, and that it has its form."""
        data = super().clean() or self.cleaned_data
        for token in self.tokens:
            if fault := _fault(token, data):
                self.add_error(list(_fields(token))[-1], fault)
        if not self.errors:
            for group in self.groups:
                if not any(_is_answered(token, data) for token in group):
                    self.add_error(list(_fields(group[0]))[-1], _("Fill this in: the credit is filed under it."))
        return data

    @property
    def identifiers(self) -> tuple[tuple[str, str, str], ...]:
        """Kind, place and number of what was filled in; only after `is_valid`."""
        return tuple(self._filled_in())

    def _filled_in(self) -> Iterator[tuple[str, str, str]]:
        for token in self.tokens:
            if token != BIRTHDAY and _is_answered(token, self.cleaned_data):
                yield _identifier(token, self.cleaned_data)

    @property
    def birthday(self) -> tuple[int, int] | None:
        """Month and day, if they were filled in; only after `is_valid`."""
        month, day = self.cleaned_data.get("birth_month"), self.cleaned_data.get("birth_day")
        return (month, day) if month and day else None


def _fields(token: str) -> dict[str, forms.Field]:
    if token == BIRTHDAY:
        month = choice(_("Birth month"), MONTHS, coerce=int)
        return {"birth_month": month, "birth_day": choice(_("Birth day"), DAYS, coerce=int)}
    kind, place = split_token(token)
    number = {f"number_{token}": text(_("Number"), required=False, longest=40)}
    if place or not BY_KIND[kind].place:
        return {**number}
    return {f"place_{token}": _place_field(kind), **number}


def _place_field(kind: str) -> forms.Field:
    if BY_KIND[kind].place is Place.STATE:
        return choice(_("State"), LICENSING_REGIONS)
    return text(_("Board, such as ABIM"), required=False, longest=10, validators=[BOARD])


def _identifier(token: str, data: Mapping[str, Any]) -> tuple[str, str, str]:
    kind, place = split_token(token)
    place = place or (data.get(f"place_{token}") or "").upper()
    return kind, place, normal_identifier(data.get(f"number_{token}") or "", kind=kind, region=place)


def _is_answered(token: str, data: Mapping[str, Any]) -> bool:
    return all(data.get(name) for name in _fields(token))


def _fault(token: str, data: Mapping[str, Any]) -> Any:
    """Return what is wrong with what was filled in for a token, None if nothing is."""
    answers = [data.get(name) for name in _fields(token)]
    if any(answers) and not all(answers):
        return _("Fill in both fields of the row, or leave both empty.")
    if not all(answers):
        return None
    if token == BIRTHDAY:
        return None if is_birthday(*answers) else _("That month does not have so many days.")
    kind, place, value = _identifier(token, data)
    return None if is_identifier(kind, value, place=place) else _(BY_KIND[kind].refusal)
