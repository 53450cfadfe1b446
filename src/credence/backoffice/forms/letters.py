"""What staff look for among letters, and why one is stopped."""

from django import forms
from django.utils.translation import gettext_lazy as _

from credence.backoffice.forms.fields import long_text
from credence.backoffice.forms.orders import choice
from credence.backoffice.forms.seen import SeenForm
from credence.backoffice.wording.states import LETTER
from credence.kit.fields import Line
from credence.outbox.enums import LetterState


class LetterSearch(forms.Form):
    """The address and the state above the list of letters."""

    to = Line(
        label=_("To"),
        required=False,
        max_length=254,
        help_text=_("A whole address."),
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search"}),
    )
    state = choice(_("State"), [(state, words) for state, (words, _kind) in LETTER.items()])

    @property
    def wanted(self) -> tuple[LetterState | None, str]:
        """The state and the address that are asked for; what was not understood is as if it were not there."""
        self.full_clean()
        state = self.cleaned_data.get("state")
        return (LetterState(state) if state else None), self.cleaned_data.get("to", "")


class StopForm(SeenForm):
    """Why a letter is not to be sent. What its page shows: how the letter stands."""

    reason = long_text(_("Reason"), longest=500, help_text=_("On record. The letter is not sent, and nobody is told."))
