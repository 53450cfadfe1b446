"""Forms of money on which the gateway and we do not agree."""

from django import forms
from django.utils.translation import gettext_lazy as _

from credence.backoffice.forms.fields import long_text
from credence.backoffice.forms.seen import SeenForm


class DifferenceSearch(forms.Form):
    """Which differences are looked for: open ones, unless something else is asked for."""

    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("Open")), ("settled", _("Settled")), ("all", _("All"))],
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    @property
    def is_open(self) -> bool | None:
        """Whether open ones are asked for; None for all."""
        self.full_clean()
        return {"settled": False, "all": None}.get(self.cleaned_data.get("show", ""), True)


class SettleForm(SeenForm):
    """How a difference was settled."""

    resolution = long_text(_("How it was settled"), longest=500)


class StrayForm(SeenForm):
    """What was done about money that belongs to no payment."""

    reason = long_text(_("How it was given back"), longest=500)
