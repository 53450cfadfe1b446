"""Keep a question and tell both sides of it."""

import datetime as dt
import secrets

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from credence.accounts.models import User
from credence.kit.ids import CODE_ALPHABET
from credence.kit.text import normal, normal_lines
from credence.outbox.actions import queue
from credence.support.models import SupportRequest


@transaction.atomic
def ask(
    *, name: str, email: str, subject: str, message: str, page: str, learner: User | None, now: dt.datetime
) -> SupportRequest:
    """Store a question under a new reference, mail it to support and confirm it to the asker."""
    reference = f"S-{now:%y%m%d}-" + "".join(secrets.choice(CODE_ALPHABET) for _letter in range(6))
    request = SupportRequest.objects.create(
        reference=reference,
        learner=learner,
        name=normal(name),
        email=normal(email),
        subject=normal(subject),
        message=normal_lines(message),
        page=normal(page),
        created_at=now,
    )
    queue(
        key=f"support:{reference}",
        to=settings.ENV.support_email,
        subject=f"[{reference}] {subject}",
        text=f"{name} <{email}>\n{page}\n\n{message}",
        now=now,
    )
    queue(
        key=f"support-confirmed:{reference}",
        to=email,
        subject=_("We have your question (%(reference)s)") % {"reference": reference},
        text=_("We answer your question by e-mail. Its reference is %(reference)s.\n\nYou wrote:\n\n%(message)s")
        % {"reference": reference, "message": message},
        now=now,
    )
    return request


def forget_requests(*, learner: User) -> None:
    """Delete what a learner who leaves has asked us, signed in or from the same address."""
    SupportRequest.objects.filter(Q(learner=learner) | Q(email__iexact=learner.email)).delete()
