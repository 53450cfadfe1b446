"""Forms of coupons: which are looked for, and what a new one grants and asks for."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from credence.backoffice.forms.fields import sum_of_money, text, tick, whole_number
from credence.backoffice.forms.orders import ANY, DayField, choice, titled
from credence.backoffice.wording.coupons import KINDS
from credence.catalog.models import Topic
from credence.commerce.actions.coupons import NewCoupon
from credence.commerce.queries.coupons import Sought, courses_sold
from credence.commerce.queries.days import beginning
from credence.commerce.rules.coupons import normal_form
from credence.commerce.rules.prices import DiscountKind

SHORTEST_CODE = 6
MOST_CODES = 2000


class CouponSearch(forms.Form):
    """The words and filters above the list of coupons."""

    q = text(
        _("Search"), longest=120, required=False, help_text=_("A code, or words of a note, of a batch or of a buyer.")
    )
    kind = choice(_("Takes off"), list(KINDS.items()))
    in_course = choice(_("Course"), [])
    active = choice(_("In use"), [("yes", _("In use")), ("no", _("Out of use"))])
    alone = tick(_("Without those made in bulk"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["in_course"].choices = [ANY, *titled(courses_sold())]  # type: ignore[attr-defined]

    @property
    def sought(self) -> Sought:
        """What is asked for; what was not understood is as if it were not there."""
        self.full_clean()
        asked = {name: value for name, value in self.cleaned_data.items() if value and name not in self.errors}
        asked["words"], asked["course"] = asked.pop("q", ""), asked.pop("in_course", "")
        return Sought(**asked)


class TermsForm(forms.Form):
    """What a coupon takes off, and where, when and how often it counts."""

    kind = forms.ChoiceField(
        label=_("Takes off"), choices=list(KINDS.items()), widget=forms.Select(attrs={"class": "form-select"})
    )
    value = sum_of_money(
        _("Percent or amount"), required=False, help_text=_("20 for 20%, or 25.00 for $25.00. Empty for a free course.")
    )
    courses = forms.MultipleChoiceField(
        label=_("Only for these courses"), required=False, widget=forms.CheckboxSelectMultiple
    )
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.order_by("name"),
        to_field_name="slug",
        label=_("And for courses of these topics"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    first = DayField(label=_("First day"))
    last = DayField(label=_("Last day"))
    minimum_price = sum_of_money(_("Only for courses from this price on"), least="0.00", required=False)
    max_uses = whole_number(_("Uses in all"), most=1_000_000, required=False, help_text=_("Empty: no limit."))
    max_per_person = whole_number(
        _("Uses for each person"), most=1000, required=False, initial=1, help_text=_("Empty: no limit.")
    )
    note = text(_("Note for staff"), longest=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sold = {course.slug: course for course in courses_sold()}
        self.fields["courses"].choices = titled(self._sold.values())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check what depends on another field."""
        given = super().clean() or {}
        self._check_value(given)
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day comes before the first."))
        return given

    def _check_value(self, given: dict[str, Any]) -> None:
        kind, value = given.get("kind"), given.get("value")
        if kind == DiscountKind.FULL:
            if value is not None:
                self.add_error(
                    "value", _("A coupon for all of the price has no percent and no amount: leave it empty.")
                )
        elif value is None and "value" not in self.errors:
            self.add_error("value", _("Say how much it takes off."))
        elif kind == DiscountKind.PERCENT and value is not None and value > 100:
            self.add_error("value", _("It takes off 100 percent at most."))

    @property
    def wanted(self) -> NewCoupon:
        """The coupon that is wanted; days are those of the site's zone, the last one counts as a whole."""
        given = self.cleaned_data
        last = given["last"]
        return NewCoupon(
            kind=DiscountKind(given["kind"]),
            value=given["value"] or Decimal(0),
            since=beginning(given["first"]) if given["first"] else None,
            until=beginning(last + dt.timedelta(days=1)) if last else None,
            courses=tuple(self._sold[slug] for slug in given["courses"]),
            topics=tuple(given["topics"]),
            minimum_price=given["minimum_price"] or Decimal(0),
            max_uses=given["max_uses"],
            max_per_person=given["max_per_person"],
            note=given["note"],
        )


class CouponForm(TermsForm):
    """One coupon, with a code of its own or a drawn one."""

    own_code = text(
        _("Code"),
        longest=40,
        required=False,
        help_text=_("At least 6 letters and digits; capitals, spaces and hyphens do not matter. Empty: one is drawn."),
    )
    field_order = ["own_code"]

    def clean_own_code(self) -> str:
        """Refuse what anybody could guess."""
        code = normal_form(self.cleaned_data["own_code"])
        if self.cleaned_data["own_code"] and len(code) < SHORTEST_CODE:
            raise forms.ValidationError(_("A code has at least 6 letters and digits, so that nobody guesses it."))
        return code


class ManyForm(TermsForm):
    """Many coupons of the same terms, each with a code of its own."""

    name = text(_("Name of the batch"), longest=120, help_text=_("What they are for, such as “Spring meeting 2026”."))
    how_many = whole_number(_("How many"), most=MOST_CODES)
    field_order = ["name", "how_many"]
