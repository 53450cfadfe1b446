"""The record of who did what, when and why."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from credence.accounts.permissions import Permission
from credence.audit.queries import events_like, sentence_of
from credence.backoffice.access import Staff, needs
from credence.backoffice.forms.record import RecordSearch
from credence.backoffice.presenters.lists import listed, question
from credence.backoffice.responses.pages import show

ON_A_PAGE = 50


@require_safe
@needs(Permission.READ_RECORD)
def record(request: Staff) -> HttpResponse:
    """Show what is on record, the newest first, page by page (R66)."""
    form = RecordSearch(request.GET)
    found = listed(request, events_like(form.sought), ON_A_PAGE)
    context = {"form": form, "list": found, "sentence_of": sentence_of, "question": question(request)}
    return show(request, "record/record", context, part="backoffice:record")
