"""The closed list of acts that are put on record, each with the sentence by which it is read (R66)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Act(TextChoices):
    """What can stand on the record: `noun.verb`, which never changes, and its sentence.

    A sentence may use `who` acted, the public id of the `subject`, and whatever the act keeps as details. What a
    detail was and is (`{"old": …, "new": …}`) and the reason are added when an event is read.
    """

    ACCOUNT_OPENED = "account.opened", _("%(who)s opened the account.")
    ACCOUNT_CLOSED = "account.closed", _("%(who)s closed the account.")
    ACCOUNT_ERASED = "account.erased", _("%(who)s erased name, professions and numbers of a closed account.")
    PROFILE_COMPLETED = "profile.completed", _("%(who)s completed the profile.")
    PROFILE_CHANGED = "profile.changed", _("%(who)s changed the profile.")
    NUMBER_CASE_OPENED = (
        "number-case.opened",
        _("By a profile that %(who)s saved, a number is in the profiles or awards of several accounts: %(accounts)s."),
    )
    NUMBER_CASE_DECIDED = (
        "number-case.decided",
        _("%(who)s decided whose number it is that was in several accounts (%(accounts)s): %(outcome)s."),
    )
    NUMBER_TAKEN_BACK = (
        "number.taken-back",
        _("%(who)s took the number %(number)s out of the profile: it is another person's."),
    )
    NUMBER_CASE_REOPENED = (
        "number-case.reopened",
        _("%(who)s opened again whose number it is that was in several accounts; decided before: %(outcome)s."),
    )
    NUMBER_GIVEN_BACK = (
        "number.given-back",
        _("%(who)s put the number %(number)s into the profile again: by new evidence it is this person's."),
    )
    PASSWORD_REPLACED = "password.replaced", _("%(who)s replaced the password.")
    SESSIONS_ENDED = "sessions.ended", _("%(who)s signed out other devices: %(sessions)s.")
    ROLE_GRANTED = "role.granted", _("%(who)s granted the role “%(role)s”, limited to provider: %(provider)s.")
    ROLE_REVOKED = "role.revoked", _("%(who)s took back the role “%(role)s”, limited to provider: %(provider)s.")

    LETTER_SENT_AGAIN = "letter.sent-again", _("%(who)s let the letter “%(letter)s” be sent now.")
    LETTER_STOPPED = "letter.stopped", _("%(who)s stopped the letter “%(letter)s” before it was sent.")

    STAFF_INVITED = (
        "staff.invited",
        _("%(who)s invited %(address)s to the staff, with the role “%(role)s”, limited to provider: %(provider)s."),
    )
    STAFF_INVITATION_WITHDRAWN = (
        "staff.invitation-withdrawn",
        _("%(who)s withdrew the invitation of %(address)s to the role “%(role)s”, limited to provider: %(provider)s."),
    )
    STAFF_INVITATION_ACCEPTED = (
        "staff.invitation-accepted",
        _("%(who)s accepted the invitation that went to %(address)s: “%(role)s”, limited to provider: %(provider)s."),
    )

    PROVIDER_CREATED = "provider.created", _("%(who)s added the provider %(subject)s.")
    PROVIDER_CHANGED = (
        "provider.changed",
        _("%(who)s changed the provider %(subject)s: %(fields)s; new statements: %(statements)s."),
    )
    PROVIDER_REPEAT_RULE_SET = (
        "provider.repeat-rule-set",
        _("%(who)s set how often %(subject)s gives %(credit_type)s to one learner: %(once)s."),
    )
    COURSE_PUBLISHED = (
        "course.published",
        _("%(who)s published version %(version)s of the course %(slug)s; before, it was version %(previous)s."),
    )
    COURSE_FRONT_MATTER_RENEWED = (
        "course.front-matter-renewed",
        _("%(who)s renewed the front matter of the course %(slug)s: it is number %(front_matter)s now."),
    )
    COURSE_TWIN_DECLARED = "course.twin-declared", _("%(who)s declared %(slug)s to be another edition of %(of)s.")
    COURSE_CREDIT_WITHDRAWN = (
        "course.credit-withdrawn",
        _("%(who)s withdrew credit of the course %(slug)s; limited to the credit type: %(credit_type)s."),
    )
    COURSE_CREDIT_OFFERED_AGAIN = (
        "course.credit-offered-again",
        _("%(who)s offered credit of the course %(slug)s again; limited to the credit type: %(credit_type)s."),
    )
    POSTTEST_KEY_REPAIRED = (
        "posttest.key-repaired",
        _("%(who)s repaired the key of the posttest with version %(version)s; questions: %(questions)s."),
    )
    POSTTEST_ADDED = (
        "posttest.added",
        _("%(who)s added the posttest of version %(version)s, with %(questions)s questions."),
    )
    EVALUATION_FORM_ADDED = (
        "evaluation-form.added",
        _("%(who)s added version %(version)s of the evaluation form %(form)s."),
    )
    EVALUATIONS_ASKED = "evaluations.asked", _("%(who)s let version %(version)s ask for evaluations: %(forms)s.")

    ENROLLMENT_MADE = "enrollment.made", _("%(who)s made the enrollment in the course %(course)s.")
    ENROLLMENT_REOPENED = "enrollment.reopened", _("%(who)s opened the enrollment again.")
    ENROLLMENT_CLOSED = "enrollment.closed", _("%(who)s closed the enrollment.")
    CHAPTER_FINISHED = "chapter.finished", _("%(who)s finished the chapter %(chapter)s of version %(version)s.")
    ATTEMPT_HANDED_IN = (
        "attempt.handed-in",
        _("%(who)s handed in attempt %(number)s of the posttest: %(right)s of %(total)s right."),
    )
    EVALUATION_SENT = "evaluation.sent", _("%(who)s sent the evaluation %(form)s.")
    EVALUATION_BIAS_REPORTED = (
        "evaluation.bias-reported",
        _("%(who)s reported in the evaluation %(form)s that the course was biased."),
    )
    AWARD_GRANTED = (
        "award.granted",
        _("%(amount)s of %(credit_type)s was awarded by a step of %(who)s, with the certificate %(certificate)s."),
    )
    AWARD_TO_FACULTY = (
        "award.to-faculty",
        _("The credit of %(who)s is of a course that somebody of that name made: %(faculty)s, %(role)s."),
    )
    AWARD_HASTY = (
        "award.hasty",
        _("The award of %(who)s has signs of haste, or of the answers of another; the figures are kept with this."),
    )
    AWARD_LOOKED_AT = "award.looked-at", _("%(who)s looked at how the award came about.")
    AWARD_REVOKED = "award.revoked", _("%(who)s revoked the award of the certificate %(certificate)s.")
    AWARD_REINSTATEMENT_PROPOSED = (
        "award.reinstatement-proposed",
        _("%(who)s proposed that the award of the certificate %(certificate)s stands again."),
    )
    AWARD_REINSTATED = (
        "award.reinstated",
        _("%(who)s let the award of the certificate %(certificate)s stand again, as %(proposed_by)s had proposed."),
    )
    AWARD_CORRECTION_PROPOSED = (
        "award.correction-proposed",
        _("%(who)s proposed another amount for the award: “%(new)s” for “%(old)s”."),
    )
    AWARD_CORRECTED = (
        "award.corrected",
        _(
            "%(who)s corrected the amount of the award from “%(old)s” to “%(new)s”, as %(proposed_by)s had proposed; "
            "the certificate %(certificate)s takes the place of %(replaces)s."
        ),
    )
    AWARD_CHANGE_DECLINED = (
        "award.change-declined",
        _("%(who)s declined the change of the award that %(proposed_by)s had proposed."),
    )
    CERTIFICATE_ERASED = (
        "certificate.erased",
        _("%(who)s erased name and numbers from the certificate %(certificate)s, whose file can still be verified."),
    )
    CERTIFICATE_REISSUED = (
        "certificate.reissued",
        _(
            "%(who)s corrected the name on the certificate %(replaces)s: “%(old)s” before, “%(new)s” now, on the "
            "certificate %(certificate)s."
        ),
    )

    ORDER_PAID = "order.paid", _("%(who)s paid %(total)s %(currency)s for the course %(course)s, by: %(by)s.")
    REFUND_REQUESTED = "refund.requested", _("%(who)s asked for a refund of %(amount)s.")
    REFUND_APPROVED = "refund.approved", _("%(who)s approved the refund of %(amount)s.")
    REFUND_DENIED = "refund.denied", _("%(who)s denied the refund of %(amount)s.")
    REFUND_RESOLVED = "refund.resolved", _("%(who)s said what became of the refund of %(amount)s.")
    REFUND_SENT_BY_HAND = "refund.sent-by-hand", _("%(who)s sent the refund of %(amount)s by hand.")
    STRAY_CLOSED = (
        "stray.closed",
        _("%(who)s said that transaction %(subject)s was given back in the gateway's own pages."),
    )
    DIFFERENCE_SETTLED = "difference.settled", _("%(who)s settled the difference about transaction %(subject)s.")
    PAYMENT_SCRIPT_APPROVED = (
        "payment-script.approved",
        _("%(who)s approved the script of the payment page: %(script)s."),
    )
    COUPON_MADE = "coupon.made", _("%(who)s made the coupon %(subject)s: %(kind)s %(value)s.")
    COUPON_DEACTIVATED = "coupon.deactivated", _("%(who)s took the coupon %(subject)s out of use.")
    GROUP_SOLD = "group.sold", _("%(who)s sold %(seats)s seats of the course %(course)s for %(price)s.")
    GROUP_LINK_RENEWED = "group.link-renewed", _("%(who)s gave the buyer of the seats a new link.")
    GROUP_LINK_WITHDRAWN = "group.link-withdrawn", _("%(who)s took the link of the seats' buyer back.")

    SHARING_ALLOWED = "sharing.allowed", _("%(who)s allowed that the buyer of the seat is told their name.")
    SHARING_WITHDRAWN = (
        "sharing.withdrawn",
        _("%(who)s lets the buyer of the seat be told no name any more."),
    )
    REPORT_TAKEN = (
        "report.taken",
        _(
            "%(who)s took the report of %(subject)s from %(first)s to %(last)s along as a file (%(form)s), with the "
            "names of %(learners)s learners; limited to the course: %(course)s."
        ),
    )
