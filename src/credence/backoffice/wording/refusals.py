"""Why something was not done, as staff are told: what happened, why, and what to do next.

One sentence or some for each refusal that a page of the back office can meet, by its app and code.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credence.kit.refusal import Refusal
from credence.kit.sentences import filled

WORDS: Mapping[str, Promise] = {
    "accounts.invitation-over": _("Nothing was done: this invitation was accepted or withdrawn before."),
    "accounts.last-manager": _(
        "Nothing was done: nobody else could give roles any more. Make somebody else a manager first."
    ),
    "accounts.not-an-address": _("Nobody was invited: write an address like name@example.org."),
    "accounts.own-roles": _(
        "Nothing was done: nobody gives themselves a role or takes one of their own back. Ask another manager."
    ),
    "accounts.role-held": _("Nobody was invited: the account of this address has the role already."),
    "commerce.already-enrolled": _(
        "Nothing was done: the learner has this course already, so there is nothing to pay."
    ),
    "commerce.amount-differs": _("Nothing was done: the order's total is %(due)s, and only that pays it."),
    "commerce.card-used": _("Nothing was done: another order was paid by this form. Open it anew."),
    "commerce.code-taken": _("Another coupon has this code. Choose another, or leave it empty and one is drawn."),
    "commerce.coupon-refused": _(
        "Nothing was done: the coupon does not count for this order. Look at its page for why."
    ),
    "commerce.money-gone": _(
        "The course was not opened: money of this order was given back, or is about to be. Its story says which."
    ),
    "commerce.not-awaiting": _("Nothing was done: this refund was decided meanwhile. Its page says how."),
    "commerce.not-by-hand": _(
        "Nothing was done: this money is given back by the gateway, or it was sent before. Its page says which."
    ),
    "commerce.not-in-doubt": _(
        "Nothing was done: it is known by now what became of this refund, or it is being looked for. Open it anew."
    ),
    "commerce.not-under-review": _("Nothing was done: this order was decided meanwhile. Its story says how."),
    "commerce.note-missing": _("Nothing was done: say how it was settled, so that everybody can read it later."),
    "commerce.nothing-charged": _("No money was taken for this order, so there is nothing to give back."),
    "commerce.nothing-to-pay": _("Nothing was done: this order costs nothing. The learner can enroll without paying."),
    "commerce.order-closed": _("Nothing was done: this order is paid, or it ended. Its story says which."),
    "commerce.payment-due": _(
        "The course was not opened: part of the price is still to be paid. Take the payment first."
    ),
    "commerce.payment-in-progress": _(
        "Nothing was done: a payment of this order is under way. Wait until it has come to an end."
    ),
    "commerce.price-changed": _("The price has changed since you opened this page. Look at it once more."),
    "commerce.reason-missing": _("Nothing was done: say why, so that everybody can read it later."),
    "commerce.same-person": _(
        "Nothing was sent: you asked for this refund yourself. Somebody else of finance must approve it."
    ),
    "commerce.too-many-declines": _(
        "Nothing was done: there were too many tries to pay within an hour. Try again in an hour."
    ),
    "commerce.old-page": _(
        "Nothing was given back: %(given)s went back, or is about to, since you opened this page. Below is how the "
        "order stands now. If you still mean it, send it once more."
    ),
    "commerce.too-much": _("Nothing was given back: only between $0.01 and %(most)s can be. Choose another amount."),
    "credit.already-decided": _("Nothing was done: somebody else decided this meanwhile. The page says how."),
    "credit.not-decided": _(
        "Nothing was done: there is a later case of this number, or this one is not decided. Look into the list."
    ),
    "credit.own-case": _("Nothing was done: one of these accounts is your own. Somebody else must decide about it."),
    "credit.owner-missing": _("Nothing was done: say whose the number is. The accounts have changed; look once more."),
    "credit.reason-missing": _("Nothing was done: say why, so that everybody can read it later."),
    "enrollment.not-open": _("Nothing was done: this course takes no new learners at present. Give the money back."),
    "enrollment.payment-required": _(
        "The learner was not enrolled: the course asks for a payment that is not on record. Take the payment first."
    ),
    "enrollment.profile-incomplete": _("Nothing was done: the learner must complete the profile first. Ask for it."),
    "journey.credit-held": _(
        "Nothing was given back: the learner holds credit of this course, which stays. Tick that you know it."
    ),
    "reporting.too-long": _(
        "A PDF holds at most %(most)s learners, and this report lists %(learners)s. Choose a course or a year, or take "
        "the workbook. Nothing was sent."
    ),
}


def sentence(refusal: Refusal, **words: str) -> str:
    """Return what staff are told of a refusal; `words` stand for what it saw where that must be worded first."""
    return filled(WORDS[refusal.name()], {**refusal.data, **words})
