"""The worked example of docs/participation-report.md, done by the actions that learners and staff use."""

import datetime as dt
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from credence.accounts.actions import erase_person
from credence.accounts.enums import Profession
from credence.accounts.models import HeldProfession, User
from credence.catalog.models import CommercialSupport, Course, Statement
from credence.credit.actions import award, reissue, revoke
from credence.credit.models import Award
from credence.enrollment.models import Enrollment
from credence.journey.actions.closing import close
from tests.factories.accounts import make_held, make_identifier, make_learner
from tests.factories.assessment import make_attempt, make_posttest
from tests.factories.catalog import make_course, make_offer, make_provider
from tests.factories.credit import ARRT, make_statements, offer_of
from tests.factories.enrollment import make_enrollment
from tests.factories.evaluation import ask_for, make_form, make_response
from tests.factories.progress import make_progress

NEW_YORK = ZoneInfo("America/New_York")
BEFORE_ALL = dt.datetime(2024, 1, 1, tzinfo=NEW_YORK)
MIDNIGHT = dt.datetime(2026, 1, 1, tzinfo=NEW_YORK)
LAST_SECOND = MIDNIGHT - dt.timedelta(seconds=1)
IN_2026 = dt.datetime(2026, 6, 15, 12, tzinfo=NEW_YORK)
LEAP_DAY = dt.datetime(2028, 2, 29, 23, 59, 59, tzinfo=NEW_YORK)
NOW = dt.datetime(2028, 12, 1, 12, tzinfo=dt.UTC)
PHYSICIAN, RESIDENT, NURSE = Profession.PHYSICIAN, Profession.RESIDENT, Profession.NURSE
STUDENT, TECHNOLOGIST = Profession.STUDENT, Profession.RADIOLOGIC_TECHNOLOGIST
RELEASED = dt.date(2025, 12, 1)
PARTICIPATION = "[name of accredited provider] attests to participation in [title]."


class Worked:
    """Riverside's course with a credit of Lakeside, and eleven learners."""

    def __init__(self) -> None:
        self.riverside = make_provider()
        self.lakeside = make_provider("lakeside", name="Lakeside University", time_zone="America/Los_Angeles")
        self.course = self._course()
        self.alice = self._completes("alice", LAST_SECOND, "ama-pra-1", "1.25", PHYSICIAN)
        bo = self._does("bo", MIDNIGHT, PHYSICIAN, TECHNOLOGIST)
        give(bo, "ama-pra-1", "1.50")
        give(bo, "arrt-a")
        self._completes("cem", LEAP_DAY, "participation", None, NURSE)
        dee = self._completes("dee", IN_2026, "ama-pra-1", "1.00", PHYSICIAN)
        revoke(award=dee, by="dana", reason="Given by mistake", now=IN_2026 + dt.timedelta(days=1))
        eli = self._completes("eli", IN_2026, "ama-pra-1", "0.75", PHYSICIAN)
        reissue(award=eli, name="Elias Example", by="dana", reason="Misspelt", now=IN_2026)
        fay = self._completes("fay", IN_2026, "ama-pra-1", "1.50", RESIDENT)
        close(user=fay.learner, by="fay", now=IN_2026)
        gus = self._completes("gus", IN_2026, "participation", None, NURSE)
        close(user=gus.learner, by="gus", now=IN_2026)
        erase_person(user=gus.learner, by="worker", now=NOW)
        hal = self._completes("hal", IN_2026, "participation", None, STUDENT)
        HeldProfession.objects.filter(user=hal.learner).update(ended_at=IN_2026)
        make_held(hal.learner, PHYSICIAN, since=IN_2026)
        ida = make_enrollment(make_learner("ida", PHYSICIAN), self.course)
        make_progress(ida, ida.version.chapters.get(), finished_at=IN_2026)
        jan = make_enrollment(make_learner("jan", NURSE), self.course)
        make_progress(jan, jan.version.chapters.get())
        kim = self._does("kim", IN_2026, TECHNOLOGIST)
        give(kim, "arrt-a")

    def _course(self) -> Course:
        course = make_course(released_on=RELEASED)
        version = course.current_version
        assert version
        make_statements(course)
        Statement.objects.create(provider=self.riverside, kind="participation", version=1, text=PARTICIPATION)
        since: dict[str, Any] = {"valid_from": RELEASED, "certified_on": RELEASED}
        make_offer(version, "ama-pra-1", "1.50", **since)
        make_offer(version, "participation", "1.50", **since)
        make_offer(version, "arrt-a", "1.00", provider=self.lakeside, **{**ARRT, **since})
        make_posttest(version, questions=10)
        ask_for(version, make_form(self.riverside))
        agreed: dict[str, Any] = {"version": version, "agreement_on": RELEASED}
        CommercialSupport.objects.create(company="Acme", kind="grant", amount=Decimal("5000.00"), **agreed)
        CommercialSupport.objects.create(company="Borealis", kind="in-kind", nature="Loan of a scanner", **agreed)
        return course

    def _does(self, username: str, at: dt.datetime, *professions: Profession) -> Enrollment:
        """Let somebody do everything at one moment."""
        return does(make_learner(username, *professions, completed_at=BEFORE_ALL), self.course, at)

    def _completes(
        self, username: str, at: dt.datetime, credit_type: str, claimed: str | None, *professions: Profession
    ) -> Award:
        return give(self._does(username, at, *professions), credit_type, claimed)


def does(learner: User, course: Course, at: dt.datetime) -> Enrollment:
    """Let a learner with a license, an NPI and an ARRT ID study, pass and evaluate a course at one moment."""
    for kind, region, value in (("npi", "", f"12345678{learner.pk:02}"), ("state-licence", "MA", f"L{learner.pk}")):
        make_identifier(learner, kind, value, region=region)
    make_identifier(learner, "arrt", f"70{learner.pk}")
    enrollment = make_enrollment(learner, course, at=at)
    for chapter in enrollment.version.chapters.all():
        make_progress(enrollment, chapter, finished_at=at)
    make_attempt(enrollment, enrollment.version.posttest, 8, submitted_at=at)
    for use in enrollment.version.evaluations.all():
        make_response(enrollment, use.form, submitted_at=at)
    return enrollment


def give(enrollment: Enrollment, credit_type: str, claimed: str | None = None) -> Award:
    """Let a learner claim a credit once everything is done."""
    at = enrollment.attempts.get().submitted_at
    return award(
        enrollment=enrollment,
        offer=offer_of(enrollment, credit_type),
        claimed=None if claimed is None else Decimal(claimed),
        attested=claimed is not None,
        by=enrollment.learner.username,
        now=at,
    )
