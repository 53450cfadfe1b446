"""Leads payments, refunds and orders that were left half done to their end."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from credence.commerce.actions.reconciling import reconcile, watch_lost
from credence.commerce.actions.settlement import compare_or_tell
from credence.commerce.gateway.chosen import CARDS, gateway_called, takes_cards
from credence.commerce.gateway.interface import GatewayDown
from credence.kit.clock import now


class Command(BaseCommand):
    """Do at once what the worker does by the clock, and say what was done."""

    help = "Lead payments, refunds and orders that were left half done to their end."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to compare with the gateway's list as well."""
        parser.add_argument("--settlement", action="store_true", help="also compare the gateway's list with ours")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print one line a subject; fail where a look failed, so that a scheduler notices."""
        report = reconcile(clock=now)
        for name in ("attempts", "confirmed", "refunds", "strays", "expired", "failures"):
            self.stdout.write(f"{name}: {getattr(report, name)}")
        if options["settlement"] and takes_cards():
            self._compare()
        if report.failures:
            raise CommandError(f"{report.failures} could not be looked at; the log says why.")

    def _compare(self) -> None:
        try:
            self.stdout.write(f"lost and found: {watch_lost(clock=now)}")
            self.stdout.write(f"differences: {compare_or_tell(clock=now, gateway=gateway_called(CARDS))}")
        except GatewayDown as down:
            raise CommandError(f"The gateway's list could not be read: {down}. Nothing was compared.") from down
