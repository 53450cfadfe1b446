"""Forms about numbers that several accounts have."""

from collections.abc import Collection, Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from credence.accounts.models import User
from credence.backoffice.forms.fields import long_text
from credence.backoffice.forms.seen import SeenForm
from credence.credit.enums import Outcome


class NumberForm(SeenForm):
    """Whose a number is, and why."""

    def __init__(self, data: QueryDict | None, *, accounts: Collection[User], shown: Iterable[object]) -> None:
        super().__init__(data, shown=shown)
        self.accounts = {each.username: each for each in accounts}
        of_one = [
            (name, _("The number is that of %(name)s") % {"name": _called(each)})
            for name, each in self.accounts.items()
        ]
        others = [(each.value, each.label) for each in (Outcome.ONE_PERSON, Outcome.NOBODY)]
        self.fields["whose"] = forms.ChoiceField(
            label=_("What you found"),
            choices=[*of_one, *((f":{value}", label) for value, label in others)],
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        )
        self.fields["reason"] = long_text(
            _("Reason"), longest=1000, help_text=_("On record, and in the letter to each of them: name nobody in it.")
        )

    @property
    def outcome(self) -> Outcome:
        """What was chosen; only after `is_valid`."""
        whose: str = self.cleaned_data["whose"]
        return Outcome(whose[1:]) if whose.startswith(":") else Outcome.ONE_OF_THEM

    @property
    def owner(self) -> User | None:
        """Whose account the number belongs to, where it is that of one."""
        return self.accounts.get(self.cleaned_data["whose"])


class AgainForm(SeenForm):
    """Why a decided number is looked at again."""

    evidence = long_text(_("What is new"), longest=1000, help_text=_("On record, for everybody who decides about it."))


def _called(user: User) -> str:
    return f"{user.profile.legal_name} ({user.username})" if hasattr(user, "profile") else user.username
