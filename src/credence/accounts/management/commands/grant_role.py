"""`credence grant-role USER ROLE`: make somebody staff, with what they are there for."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from credence.accounts.actions.staff import LastManager, grant_role, revoke_role
from credence.accounts.enums import Role
from credence.accounts.models import User
from credence.kit.clock import now


class Command(BaseCommand):
    """Grant a role, or with --revoke take it back."""

    help = "Make an account staff with a role (see docs/operate.md), or take the role back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add whom, what, and for which provider."""
        parser.add_argument("username")
        parser.add_argument("role", choices=Role.values)
        parser.add_argument("--provider", default="", help="slug of the one accrediting provider (coordinators only)")
        parser.add_argument("--revoke", action="store_true", help="take the role back")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it, and say what is so now."""
        user = User.objects.filter(username__iexact=options["username"], is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody is called “{options['username']}” here. The account must be opened first.")
        role, scope = Role(options["role"]), options["provider"]
        if scope and role is not Role.COORDINATOR:
            raise CommandError("Only a coordinator can be limited to one provider. Leave --provider out.")
        act = revoke_role if options["revoke"] else grant_role
        try:
            act(user=user, role=role, scope=scope, by="operator", now=now())
        except LastManager:
            raise CommandError("Nobody else could give roles any more. Make somebody else a manager first.") from None
        held = ", ".join(str(each) for each in user.roles.order_by("role", "scope")) or "none"
        self.stdout.write(self.style.SUCCESS(f"Roles of {user.username}: {held}"))
