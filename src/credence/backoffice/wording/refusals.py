"""Why something was not done, in full sentences: what happened, why, and what to do next."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from credence.kit.money import money
from credence.kit.refusal import Refusal

L = gettext_lazy
SENTENCES: dict[str, Promise] = {
    "reason-missing": L("Nothing was done: say why, so that everybody can read it later."),
    "nothing-charged": L("No money was taken for this order, so there is nothing to give back."),
    "same-person": L("You asked for this refund yourself. Somebody else of finance must approve it."),
    "not-awaiting": L("Nothing was done: this refund was decided meanwhile."),
    "not-in-doubt": L("Nothing was done: it is known by now what became of this refund, or it is being looked for."),
    "not-by-hand": L("Nothing was done: this money is given back by the gateway, or it was sent before."),
    "credit-held": L("The learner holds credit of this course. Tick that you know it; the credit stays."),
    "not-under-review": L("Nothing was done: this order was decided meanwhile."),
    "money-gone": L("The course was not opened: money of this order was given back, or is about to be."),
    "already-enrolled": L("Nothing was done: the learner has this course already."),
    "profile-incomplete": L("Nothing was done: the learner must complete the profile first."),
    "not-open": L("Nothing was done: this course takes no new learners at present."),
    "payment-required": L("Nothing was done: this course is paid for first."),
    "payment-due": L("Nothing was done: this order is not free."),
    "amount-differs": L("The order's total is %(due)s. Only that pays it."),
    "too-much": L("Between $0.01 and %(most)s can go back."),
    "coupon-refused": L("Nothing was done: this coupon does not count for this course."),
    "course-not-sold": L("Nothing was done: this course has no version that anybody could take."),
    "order-closed": L("Nothing was done: this order is paid, or it ended."),
    "payment-in-progress": L(
        "Nothing was done: a payment of this order is under way. Wait until it has come to an end."
    ),
    "price-changed": L("The price has changed since you opened this page. Look at it once more."),
    "nothing-to-pay": L("Nothing was done: this order costs nothing."),
    "too-many-declines": L("Nothing was done: there were too many tries to pay within an hour."),
    "card-used": L("Nothing was done: another order was paid by this form. Open it anew."),
    "note-missing": L("Nothing was done: say how it was settled."),
    "code-taken": L("Another coupon has this code. Choose another, or leave it empty and one is drawn."),
}


def sentence(refusal: Refusal) -> str:
    """Return the sentence of a refusal of commerce or enrollment, with the amounts that it names."""
    seen = refusal.data
    amounts = {name: money(seen[name], seen["currency"]) for name in ("due", "most") if name in seen}
    return str(SENTENCES[refusal.code]) % amounts
