"""`credence demo`: courses, accounts and a history to try the platform with."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from credence.catalog.models import Course
from credence.credit.documents.keys import demo_key, write_key
from credence.kit.clock import day_in, now
from credence.project.demo.building import Demo, build
from credence.project.demo.drawing import Undrawable
from credence.project.demo.filming import CannotFilm
from credence.project.demo.payments import CARDS, COUPONS, COURSE, offer_coupons
from credence.project.demo.people import BY, PASSWORD, RESIDENTS, settle
from credence.project.demo.sales import sell


class Command(BaseCommand):
    """Build the demo courses, import them the same way as anybody's, and open the demo accounts."""

    help = "Set up the demo: courses, accounts and a history. What is there already is left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing, and say who may sign in and where letters appear."""
        if not settings.ENV.demo:
            raise CommandError("Everybody knows the passwords of the demo. Set CREDENCE_DEMO=true to have one here.")
        moment = now()
        workshop = settings.VAR / "demo"
        today = day_in(settings.TIME_ZONE, moment)
        try:
            demo = build(settings.ROOT / "demo", workshop, today=today, say=self.stdout.write)
        except (Undrawable, CannotFilm) as refusal:
            raise CommandError(str(refusal)) from None
        if not _is_imported(demo, workshop / "imported"):
            call_command(
                "import_course", demo.tree, kind="new-content", yes=True, stdout=self.stdout, stderr=self.stderr
            )
            (workshop / "imported").write_text(demo.digest, encoding="utf-8")
        self.make_key(moment)
        settle(now=moment)
        offer_coupons(by=BY, now=moment)
        sell(now=moment)
        self._tell()

    @staticmethod
    def make_key(moment: dt.datetime) -> None:
        """Make the key that signs the demo's certificates, unless there is one or the operator chose otherwise."""
        env = settings.ENV
        if not (env.signing_key or env.unsigned or demo_key().exists()):
            write_key(demo_key(), name=f"{env.site_name} (demo)", passphrase=env.signing_passphrase, now=moment)

    def _tell(self) -> None:
        address = settings.ENV.base_url.rstrip("/")
        self.stdout.write(f"\nSign in at {address}{reverse('account_login')} with the password {PASSWORD}, as")
        for each in RESIDENTS:
            self.stdout.write(f"  {each.username:13} {each.remark}")
        self._tell_of_payments(address)
        if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
            self.stdout.write(f"Letters that the site sends appear at {address}{reverse('hooks:demo-mail')}")

    def _tell_of_payments(self, address: str) -> None:
        self.stdout.write(f"Buy {address}{reverse('learn:checkout', args=[COURSE])} with a test card, any later date")
        for number, code, remark in CARDS:
            self.stdout.write(f"  {number:16}  {code:4}  {remark}")
        self.stdout.write("or with a coupon")
        for code, _wanted, remark in COUPONS:
            self.stdout.write(f"  {code:22}  {remark}")


def _is_imported(demo: Demo, mark: Path) -> bool:
    """Return whether this tree was imported, and into this database: a course edited since then is left alone."""
    if not mark.exists() or mark.read_text(encoding="utf-8") != demo.digest:
        return False
    wanted = {each.name for each in (demo.tree / "courses").iterdir()}
    return Course.objects.filter(slug__in=wanted, current_version__isnull=False).count() == len(wanted)
