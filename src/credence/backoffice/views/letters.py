"""Letters that wait, and what mail servers answered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credence.accounts.permissions import Permission
from credence.backoffice.access import Staff, letter_or_404, needs
from credence.backoffice.forms.letters import LetterSearch, StopForm
from credence.backoffice.forms.seen import SeenForm
from credence.backoffice.presenters.lists import listed
from credence.backoffice.responses.pages import is_asked_again, sent, show
from credence.backoffice.wording import states
from credence.journey.actions.letters import send_now, stop
from credence.kit.clock import now
from credence.outbox.enums import LetterState
from credence.outbox.models import Letter
from credence.outbox.queries import letters_in, queue_at

PART = "backoffice:letters"


@require_safe
@needs(Permission.HANDLE_LETTERS)
def letters(request: Staff) -> HttpResponse:
    """List the letters that are looked for, the newest first, under how the queue stands."""
    form, queue = LetterSearch(request.GET), queue_at(now())
    found = listed(request, letters_in(*form.wanted))
    context = {"form": form, "list": found, "queue": queue, "again": SeenForm(shown=[queue.refused]), "states": states}
    return show(request, "letters/letters", context, part=PART)


@require_http_methods(["GET", "POST"])
@needs(Permission.HANDLE_LETTERS)
def letter(request: Staff, pk: int) -> HttpResponse:
    """Show how one letter stands without its text, and stop it where somebody says why."""
    found = letter_or_404(pk)
    form = StopForm(sent(request), shown=[found.state])
    if form.is_valid():
        _say_stopped(request, found, form.cleaned_data["reason"])
        return redirect("backoffice:letter", pk)
    context = {"letter": found, "form": form, "states": states}
    return show(request, "letters/letter", context, part=PART, status=form.status)


def _say_stopped(request: Staff, found: Letter, reason: str) -> None:
    if stop(letter=found, reason=reason, by=request.user.username, now=now()):
        messages.success(request, _("The letter is stopped."))
    else:
        messages.error(request, _("Nothing was stopped: the letter was sent or stopped before. This is how it stands."))


@require_POST
@needs(Permission.HANDLE_LETTERS)
def letter_now(request: Staff, pk: int) -> HttpResponse:
    """Let one letter go out within seconds."""
    found = letter_or_404(pk)
    if not is_asked_again(request, [found.state]):
        _say_sent(request, send_now(letters=Letter.objects.filter(pk=found.pk), by=request.user.username, now=now()))
    return redirect("backoffice:letter", pk)


@require_POST
@needs(Permission.HANDLE_LETTERS)
def again(request: Staff) -> HttpResponse:
    """Let everything that was refused go out once more: the mail server may have been mended."""
    moment = now()
    if not is_asked_again(request, [queue_at(moment).refused]):
        _say_sent(request, send_now(letters=letters_in(LetterState.REFUSED), by=request.user.username, now=moment))
    return redirect(PART)


def _say_sent(request: Staff, count: int) -> None:
    if count:
        words = ngettext(
            "%(count)d letter is sent within seconds, or tried again.",
            "%(count)d letters are sent within seconds, or tried again.",
            count,
        )
        messages.success(request, words % {"count": count})
    else:
        messages.error(request, _("Nothing was left to send: it went out meanwhile."))
