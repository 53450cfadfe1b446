"""What we write to whoever asked for a long report."""

import datetime as dt

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from credence.outbox.actions import queue
from credence.reporting.enums import RequestState
from credence.reporting.models import ReportRequest


def over(request: ReportRequest, *, now: dt.datetime) -> None:
    """Tell whoever asked that a report is ready and until when it is kept, or that it could not be made."""
    address = f"/backoffice/reports/{request.provider.slug}/made/{request.public_id}/"
    facts = {
        "provider": request.provider.name,
        "url": f"{settings.ENV.base_url}{address}",
        "until": date_format(request.expires_at, "DATE_FORMAT") if request.expires_at else "",
    }
    if request.state == RequestState.READY:
        subject = _("The report of %(provider)s is ready")
        text = _("The report of %(provider)s that you asked for is ready: %(url)s\n\nIt is kept until %(until)s.")
    else:
        subject = _("The report of %(provider)s could not be made")
        text = _("The report of %(provider)s that you asked for could not be made. Why, and what to do: %(url)s")
    queue(
        key=f"report:{request.public_id}",
        to=request.asked_by.email,
        subject=subject % facts,
        text=text % facts,
        now=now,
    )
