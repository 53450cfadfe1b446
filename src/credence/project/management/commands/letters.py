"""`credence letters`: what waits to be sent, and what mail servers answered."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from credence.journey.actions.letters import send_now, stop
from credence.kit.clock import now
from credence.outbox.enums import LetterState
from credence.outbox.models import Letter
from credence.outbox.queries import letters_in, queue_at

BY = "operator"
NO_SUCH = "There is no letter {number}, or it was sent or stopped before. `credence letters` lists what waits."


class Command(BaseCommand):
    """Say how the queue stands and list letters, or act on one."""

    help = "Say how many letters wait, since when, and what the mail server answered; send one now, or stop it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take which letters to list, or the one to send or stop."""
        states = [state.value for state in LetterState]
        parser.add_argument("--state", choices=states, default="", help="list these, not what waits or is stuck")
        parser.add_argument("--most", type=int, default=50, help="how many to list at most, the newest first")
        act = parser.add_mutually_exclusive_group()
        act.add_argument("--send", type=int, metavar="NUMBER", help="let this letter go out within seconds")
        act.add_argument("--send-refused", action="store_true", help="try everything again that was refused for a day")
        act.add_argument("--stop", type=int, metavar="NUMBER", help="keep this letter from being sent; needs --reason")
        parser.add_argument("--reason", default="", help="why it is stopped; it stands on the record")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what is asked, or list."""
        if options["send"] is not None:
            self._send(options["send"])
        elif options["send_refused"]:
            refused = letters_in(LetterState.REFUSED)
            self.stdout.write(f"{send_now(letters=refused, by=BY, now=now())} letters are tried again.")
        elif options["stop"] is not None:
            self._stop(options["stop"], options["reason"])
        else:
            self._list(options["state"], options["most"])

    def _send(self, number: int) -> None:
        if not send_now(letters=Letter.objects.filter(pk=number), by=BY, now=now()):
            raise CommandError(NO_SUCH.format(number=number))
        self.stdout.write(f"Letter {number} goes out within seconds, if a worker runs.")

    def _stop(self, number: int, reason: str) -> None:
        if not reason.strip():
            raise CommandError("Say why with --reason: it stands on the record.")
        letter = Letter.objects.filter(pk=number).first()
        if letter is None or not stop(letter=letter, reason=reason, by=BY, now=now()):
            raise CommandError(NO_SUCH.format(number=number))
        self.stdout.write(f"Letter {number} is stopped.")

    def _list(self, state: str, most: int) -> None:
        queue = queue_at(now())
        since = f", the oldest since {queue.since:%Y-%m-%d %H:%M} UTC" if queue.since else ""
        self.stdout.write(f"{queue.waiting} waiting{since}; {queue.refused} refused; {queue.set_aside} set aside.")
        found = letters_in(LetterState(state)) if state else letters_in(None).filter(sent_at=None, stopped_at=None)
        for letter in found[:most]:
            answer = f" · {letter.last_error}" if letter.last_error else ""
            self.stdout.write(f"{letter.pk}  {letter.state}  {letter.to}  {letter.subject}{answer}")
