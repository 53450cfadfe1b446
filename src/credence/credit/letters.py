"""What we write to learners about their credit."""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext as _

from credence.accounts.enums import token_label
from credence.credit.enums import Outcome
from credence.credit.models import CaseParty, Certificate, Correction, NumberCase, Reinstatement, Revocation
from credence.kit.marking import marked
from credence.outbox.actions import queue


def certificate_ready(certificate: Certificate, *, now: dt.datetime) -> None:
    """Tell the learner that a credit was awarded and where its certificate is; once for each award."""
    text = _(
        "The credit for “%(title)s” is yours: %(amount)s.\n\n"
        "Your certificate is under My Courses, and stays there: %(url)s/my-courses/\n\n"
        "Whoever must check it can do so by the code printed on it."
    )
    subject = _("Your certificate: %(title)s")
    _queue(certificate, "ready", subject, text, now)


def certificate_corrected(certificate: Certificate, *, now: dt.datetime) -> None:
    """Tell the learner that a corrected certificate took the place of the former one."""
    text = _(
        "The certificate of your credit for “%(title)s” was corrected. The credit itself is the same.\n\n"
        "The new certificate is under My Courses: %(url)s/my-courses/\n\n"
        "Please use it in place of the former one, whose code now says that it was replaced."
    )
    subject = _("Your corrected certificate: %(title)s")
    _queue(certificate, "corrected", subject, text, now)


def credit_revoked(certificate: Certificate, revocation: Revocation) -> None:
    """Tell the learner that a credit was taken back, and why."""
    text = _(
        "Your credit for “%(title)s” was withdrawn, and its certificate no longer stands.\n\n"
        "The reason: %(reason)s\n\n"
        "If you think that this is wrong, write to us: %(url)s/support/"
    )
    subject = _("Your credit was withdrawn: %(title)s")
    _queue(certificate, f"revoked-{revocation.pk}", subject, text, revocation.revoked_at, reason=revocation.reason)


def credit_reinstated(certificate: Certificate, reinstatement: Reinstatement, *, now: dt.datetime) -> None:
    """Tell the learner that a credit that was taken back stands again, and why."""
    text = _(
        "Your credit for “%(title)s” stands again: %(amount)s. Its certificate verifies as before.\n\n"
        "The reason: %(reason)s\n\n"
        "You find it under My Courses: %(url)s/my-courses/"
    )
    subject = _("Your credit stands again: %(title)s")
    _queue(certificate, f"reinstated-{reinstatement.pk}", subject, text, now, reason=reinstatement.reason)


def amount_corrected(certificate: Certificate, correction: Correction, *, now: dt.datetime) -> None:
    """Tell the learner that a credit has another amount, and why."""
    text = _(
        "The amount of your credit for “%(title)s” was corrected: it is %(amount)s.\n\n"
        "The reason: %(reason)s\n\n"
        "The new certificate is under My Courses: %(url)s/my-courses/\n\n"
        "Please use it in place of the former one, whose code now says that it was replaced. If you think that this is "
        "wrong, write to us: %(url)s/support/"
    )
    subject = _("The corrected amount of your credit: %(title)s")
    _queue(certificate, "amount", subject, text, now, reason=correction.reason)


def certificate_delayed(certificate: Certificate, *, now: dt.datetime) -> None:
    """Tell staff that the document of an award cannot be made, once for each: the award itself stands."""
    text = _(
        "The certificate %(code)s of the award %(award)s could not be made. The award stands, and we try again by "
        "ourselves; but what it must print may be missing, such as a statement of the accrediting provider.\n\n"
        "The log says why: search it for %(certificate)s."
    )
    words = {
        "code": certificate.code,
        "award": certificate.award.public_id,
        "certificate": certificate.public_id,
    }
    queue(
        key=f"certificate-delayed:{certificate.public_id}",
        to=settings.ENV.support_email,
        subject=_("A certificate could not be made"),
        text=text % words,
        now=now,
    )


def number_decided(case: NumberCase, party: CaseParty, *, now: dt.datetime) -> None:
    """Tell somebody what was decided about a number that other accounts had, too; no other person is named."""
    words = {
        "number": f"{token_label(case.number.kind)} {case.number.region} {case.number.key}".replace("  ", " "),
        "site": settings.ENV.site_name,
        "reason": case.reason,
        "url": settings.ENV.base_url,
    }
    is_again = case.reopens_id and case.outcome == Outcome.ONE_OF_THEM
    text = (_GIVEN_BACK if is_again else _KEPT[Outcome(case.outcome)]) if party.is_owner else _TAKEN_BACK
    queue(
        key=f"number-decided:{case.public_id}:{party.pk}",
        to=party.learner.email,
        subject=_("Your number at %(site)s: %(number)s") % words,
        text=f"{_(text)}\n\n{_(_REASON)}" % words,
        now=now,
    )


_TAKEN_BACK = marked(
    "The number %(number)s was in your profile at %(site)s and in that of another account. A board knows one person "
    "by one number, so we looked at it: the number is not yours, and we took it out of your profile. Your credit "
    "stays.\n\n"
    "Please put your own number into your profile, so that your credit can be reported: %(url)s/profile/"
)
_GIVEN_BACK = marked(
    "We looked again at the number %(number)s, which was in your profile at %(site)s and in that of another account: "
    "the number is yours. It is in your profile, unless you gave another of its kind meanwhile, and reports of your "
    "credit carry it.\n\n"
    "Credit that waited for this can be claimed now: %(url)s/my-courses/"
)
_KEPT = {
    Outcome.ONE_OF_THEM: marked(
        "The number %(number)s is in your profile at %(site)s and was in that of another account, too. We looked at "
        "it: the number is yours, and we took it out of the other profile.\n\n"
        "Credit that waited for this can be claimed now: %(url)s/my-courses/"
    ),
    Outcome.ONE_PERSON: marked(
        "The number %(number)s is in several accounts at %(site)s, of which this is one. We looked at it: they are all "
        "yours. Credit is given once to one person, so what was given in two of them stands in the first; each letter "
        "about it says so.\n\n"
        "Please go on with one of the accounts and close the others: %(url)s/account/close/"
    ),
}
_REASON = marked("The reason: %(reason)s\n\nIf you think that this is wrong, write to us: %(url)s/support/")


def _queue(
    certificate: Certificate, occasion: str, subject: str, text: str, now: dt.datetime, *, reason: str = ""
) -> None:
    words = {
        "title": certificate.award.enrollment.version.title,
        "amount": f"{certificate.award.amount_in_force:.2f}",
        "url": settings.ENV.base_url,
        "reason": reason,
    }
    queue(
        key=f"certificate-{occasion}:{certificate.public_id}",
        to=certificate.award.learner.email,
        subject=subject % words,
        text=text % words,
        now=now,
    )
