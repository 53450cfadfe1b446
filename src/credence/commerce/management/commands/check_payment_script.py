"""Compares the card gateway's script with the approved one, or approves it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from credence.commerce.actions.tamper_detection import approve_script, check_script
from credence.commerce.gateway.chosen import fields_as_delivered, takes_cards
from credence.commerce.gateway.interface import GatewayDown
from credence.kit.clock import now


class Command(BaseCommand):
    """Fail where the script or its headers are not as approved, so that a scheduler notices."""

    help = (
        "Compare the script that the card gateway puts into the checkout page, and its headers, with what was approved."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who approves, and why."""
        parser.add_argument("--approve", metavar="REASON", default="", help="approve what is delivered now, and why")
        parser.add_argument("--by", default="", help="your user name, with --approve")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Say what differs, or what was approved."""
        if not takes_cards():
            self.stdout.write("This site takes no cards.")
        elif options["approve"]:
            self._approve(options["approve"], options["by"])
        elif faults := check_script(now=now()):
            raise CommandError("\n".join(faults))
        else:
            self.stdout.write("The script is as approved.")

    def _approve(self, reason: str, by: str) -> None:
        if not by:
            raise CommandError("Say who approves: --by your-user-name.")
        try:
            delivered = fields_as_delivered()
        except GatewayDown as down:
            raise CommandError(f"The script could not be read: {down}.") from down
        approve_script(delivered=delivered, reason=reason, by=by, now=now())
        for name, value in delivered.items():
            self.stdout.write(f"{name}: {value or 'nothing'}")
