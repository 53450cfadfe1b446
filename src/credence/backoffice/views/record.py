"""The record of who did what, when and why."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from credence.accounts.permissions import Permission
from credence.audit.queries import events_like, page_of, sentence_of
from credence.backoffice.access import Staff, needs
from credence.backoffice.forms.record import RecordSearch
from credence.backoffice.presenters.lists import question
from credence.backoffice.responses.pages import show

ON_A_PAGE = 50


@require_safe
@needs(Permission.READ_RECORD)
def record(request: Staff) -> HttpResponse:
    """Show what is on record, the newest first, page by page (R66)."""
    form = RecordSearch(request.GET)
    sought = form.sought
    events, onward = page_of(events_like(sought), after=form.cleaned_data.get("after"), size=ON_A_PAGE)
    context = {
        "form": form,
        "lines": [(event, sentence_of(event)) for event in events],
        "question": question(request, "after"),
        "onward": onward,
        "is_first": "after" not in request.GET,
    }
    return show(request, "record/record", context, part="backoffice:record")
