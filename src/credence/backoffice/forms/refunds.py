"""Forms by which money goes back."""

from decimal import Decimal
from typing import Self

from django import forms
from django.utils.translation import gettext_lazy as _

from credence.backoffice.forms.fields import hidden_key, long_text, sum_of_money, text, tick
from credence.backoffice.forms.seen import SeenForm
from credence.kit.fields import Line


class RefundForm(forms.Form):
    """How much goes back, and why."""

    amount = sum_of_money(_("Amount"))
    reason = long_text(
        _("Reason"), longest=500, help_text=_("Others read it in the order's story; the learner does not.")
    )
    knows_credit = tick(_("I know that the learner holds credit of this course, and that it stays"))
    request_key = hidden_key()
    left = forms.DecimalField(decimal_places=2, widget=forms.HiddenInput)

    def shown_again(self, left: Decimal) -> Self:
        """Return the form as it was filled in, for a page that says that `left` can still go back."""
        return type(self)({**self.data, "left": str(left)})


class DecisionForm(SeenForm):
    """What is decided about a refund. `what` is the button that was pressed."""

    what = forms.ChoiceField(
        label=_("Decision"), choices=[(each, each) for each in ("approve", "deny", "sent", "made", "not-made")]
    )
    said = text(_("Reference or reason"), longest=200, required=False)
    number = text(_("Number of the gateway's transaction"), longest=80, required=False)


class OpenForm(SeenForm):
    """Why a course is opened."""

    reason = long_text(_("Reason"), longest=500)


class PaymentForm(forms.Form):
    """A check or purchase order that arrived."""

    paper = text(
        _("Number of the check or purchase order"),
        longest=40,
        help_text=_("It stands on the receipt of the order, so that everybody can find the paper."),
    )
    amount = sum_of_money(_("Amount that arrived"), help_text=_("It must be the order's total."))
    attempt_key = hidden_key()
    shown = Line(max_length=64, widget=forms.HiddenInput)
