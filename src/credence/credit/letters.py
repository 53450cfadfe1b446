"""What we write to learners about their credit."""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext as _

from credence.credit.models import Certificate, Correction, Reinstatement, Revocation
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
