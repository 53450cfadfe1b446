"""Why something was not done, as learners are told: what happened, why, and what to do next.

One sentence or some for each refusal that a page for learners can meet, by its app and code.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from credence.kit.refusal import Refusal
from credence.kit.sentences import filled

WORDS: Mapping[str, Promise] = {
    "accounts.too-often": _(
        "This was tried more often than we allow in a short time, so it was not looked at. Nothing was changed. Please "
        "try again in %(minutes)s min."
    ),
    "accounts.invitation-over": _(
        "This invitation opens nothing: it was accepted or withdrawn, or its time is over. Ask whoever invited you "
        "for a new one."
    ),
    "accounts.invited-another": _(
        "Nothing was done: this invitation went to %(address)s, and your account has another address. Sign in with the "
        "account of that address, or change the address of this one."
    ),
    "accounts.own-roles": _(
        "Nothing was done: you invited yourself, and nobody gives themselves a role. Ask another manager."
    ),
    "accounts.registration-over": _(
        "This link opens no account: it was used already, or it is older than 72 hours. If you have an account, sign "
        "in; otherwise register once more, and a new link comes."
    ),
    "accounts.user-name-taken": _("That user name is taken. Please choose another."),
    "accounts.staff-account": _(
        "Your account was not closed. Staff accounts are closed by another administrator, so that nothing is orphaned."
    ),
    "assessment.already-passed": _(
        "You have already passed this posttest, so these answers were not counted. Here is your result."
    ),
    "assessment.no-attempts-left": _(
        "All your attempts had been used when these answers arrived, so they were not counted. What you can still do "
        "is said below."
    ),
    "assessment.answers-unfit": _(
        "Nothing was counted and no attempt was used, because part of what arrived is no answer to this test. All else "
        "that you answered is still here. Please look at what is named below, and send your answers again."
    ),
    "assessment.closed": _(
        "The posttest was closed when these answers arrived, so they were not counted. Why it is closed is said below."
    ),
    "assessment.outdated": _(
        "Nothing was counted: the page you sent belongs to attempt %(number)s, which was counted from another page "
        "before. This page is for your next attempt. What you had answered is filled in as far as the same is asked; "
        "send it only if you want it to count."
    ),
    "assessment.overtaken": _(
        "Another submission of yours was counted at the same moment, so this one was not. Here is its result."
    ),
    "assessment.paused": _(
        "Nothing was counted and no attempt was used: there is a pause between two attempts, and it is not over. Your "
        "answers are still on this page; send them when it is."
    ),
    "assessment.stale-test": _("The page you sent is not of this test, so nothing was counted. Please answer here."),
    "commerce.already-enrolled": _("You have this course already, so there is nothing to pay. Here it is."),
    "commerce.card-used": _(
        "Nothing was charged. Please enter the card again: its details were used for another payment."
    ),
    "commerce.coupon-refused": _("This code does not work for this course. Please compare it with how you got it."),
    "commerce.nothing-to-pay": _("This course costs nothing now, so nothing was charged. Enroll here."),
    "commerce.order-closed": _(
        "Nothing was charged: this order was paid before, or it has ended. Here is how it stands."
    ),
    "commerce.payment-due": _("You were not enrolled: part of the price is still to be paid. Please pay it below."),
    "commerce.payment-in-progress": _(
        "Nothing more was charged: a payment of this order is under way. Please wait until it has come to an end."
    ),
    "commerce.price-changed": _(
        "Nothing was charged: the price has changed since you opened this page. Look at it, and confirm it below."
    ),
    "commerce.too-many-declines": _(
        "Three cards were declined within an hour, so we stop here: one more could bar your card at the bank. "
        "Nothing was charged. Please ask your bank, or try again in an hour."
    ),
    "credit.already-awarded": _(
        "You hold this credit already. A course gives each credit once; the certificate is below."
    ),
    "credit.number-held": _(
        "Nothing was claimed: another account holds this credit under a number that is in your profile, too. Correct "
        "the number if it is not yours; otherwise write to support."
    ),
    "credit.number-taken-back": _(
        "Nothing was saved: our staff found that the number %(value)s is another person’s, and wrote to you about it. "
        "Please enter your own number, or leave it out; if you think that this is wrong, write to support."
    ),
    "credit.not-due": _(
        "Nothing was claimed, because something is still missing. It is listed below, with what to do."
    ),
    "enrollment.enrollment-closed": _(
        "The course was closed for you when this arrived, so it was not counted. All that was paid was given back; "
        "to go on where you stopped, buy it again."
    ),
    "enrollment.front-matter-changed": _(
        "This page has changed since you opened it. Please look at it once more, and go on from here."
    ),
    "enrollment.not-open": _(
        "You were not enrolled: this course takes no new learners at present. Other courses are in the catalog."
    ),
    "enrollment.payment-required": _("You are not enrolled yet, because this course has a price. Here it can be paid."),
    "enrollment.profile-incomplete": _(
        "You are not enrolled yet. Your profile comes first: it decides which credit you can earn."
    ),
    "evaluation.answers-refused": _(
        "Your evaluation was not sent, because some answers are missing or do not fit. Each says below what it needs."
    ),
    "journey.gate-closed": _(
        "Nothing was counted: something of the course comes before the posttest. Please do that first, and come back."
    ),
    "journey.not-passed": _("The evaluation opens when you have passed the posttest, so nothing was sent yet."),
    "progress.too-soon": _(
        "Less time has passed than this chapter takes at least, so it is not finished yet. Below it you find from "
        "when on it can be."
    ),
}


def sentence(refusal: Refusal, **words: str) -> str:
    """Return what a learner is told of a refusal; `words` stand for what it saw where that must be worded first."""
    return filled(WORDS[refusal.name()], {**refusal.data, **words})
