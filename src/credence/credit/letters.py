"""What we write to learners about their credit."""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext as _

from credence.credit.models import Award
from credence.outbox.actions import queue


def certificate_ready(award: Award, *, title: str, now: dt.datetime) -> None:
    """Tell the learner that a credit was awarded and where its certificate is; once for each award."""
    text = _(
        "The credit for “%(title)s” is yours. Your certificate is under My Courses: %(url)s/my-courses/\n\n"
        "It stays there. Whoever must check it can do so by the code printed on it."
    ) % {"title": title, "url": settings.ENV.base_url}
    subject = _("Your certificate: %(title)s") % {"title": title}
    queue(key=f"award:{award.public_id}", to=award.learner.email, subject=subject, text=text, now=now)
