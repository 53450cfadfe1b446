"""One small world in which every model has a row: what the sweeps of this folder walk through."""

import datetime as dt
import uuid
from decimal import Decimal

from django.core.cache import cache

from credence.accounts.actions import grant_role
from credence.accounts.enums import Profession, Role
from credence.accounts.gateway.tries import count_try
from credence.accounts.models import User
from credence.assessment.models import KeyRepair, Regrading
from credence.audit.enums import Act
from credence.catalog.actions import (
    list_course,
    offer_credit_again,
    renew_front_matter,
    set_repeat_rule,
    withdraw_credit,
)
from credence.catalog.enums import OrganizationKind
from credence.catalog.models import CommercialSupport, Course, CourseChange, Disclosure, Faculty
from credence.catalog.rules.credit_types import Once
from credence.commerce.actions.groups import Purchase, sell_seats
from credence.commerce.models import CouponBatch, PaymentEvent, Refund, SettlementDifference, Sharing, Stray
from credence.credit.actions import (
    complete_certificate,
    confirm_correction,
    confirm_reinstatement,
    note_numbers,
    propose_correction,
    propose_reinstatement,
    reissue,
    revoke,
)
from credence.credit.actions.awarding import record_award
from credence.credit.actions.deciding import decide_number
from credence.credit.enums import Outcome
from credence.credit.models import Certificate, NumberCase, StepTaken
from credence.enrollment.actions import show_front_matter, want
from credence.enrollment.models import Enrollment
from credence.outbox.actions import queue
from credence.outbox.models import Letter
from credence.project.health import show_life
from credence.reporting.actions.asking import ask as request_report
from credence.reporting.actions.asking import make_all
from credence.reporting.enums import EVALUATIONS, FIGURES
from credence.reporting.queries.report import asked_for
from credence.support.actions import ask
from tests.factories.accounts import (
    make_identifier,
    make_invitation,
    make_learner,
    make_passkey,
    make_registration,
    make_session,
    make_user,
)
from tests.factories.catalog import make_accreditation, make_ai_use, make_approver
from tests.factories.commerce import make_coupon, make_order, make_paid_course, make_payment_attempt, make_redemption
from tests.factories.credit import certificate_of_award, do_everything, make_accredited_course, make_award
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import make_asset, make_chapter, make_clock

NOW = dt.datetime(2026, 2, 3, 12, tzinfo=dt.UTC)


class World:
    """A course of every kind of chapter, the learner who completed it, another learner, and staff."""

    course: Course
    learner: User
    other: User
    staff: User
    enrollment: Enrollment
    certificate: Certificate

    def __init__(self) -> None:
        cache.clear()
        self.learner = make_learner("alice", Profession.PHYSICIAN, Profession.RADIOLOGIC_TECHNOLOGIST)
        self.other = make_learner("bob")
        self.staff = make_user("dana", is_staff=True)
        for role in Role:
            grant_role(user=self.staff, role=role, by="operator", now=NOW)
        self.passkey = make_passkey(self.learner)
        make_session(self.learner)
        self.invitation_token = "a-link-of-the-tests"
        self.invitation = make_invitation("erin@example.org", token=self.invitation_token)
        make_identifier(self.learner, "npi", "1234567893")
        self.course = _course()
        self.enrollment = _completed(self.course, self.learner)
        self.certificate = certificate_of_award(make_award(self.enrollment))
        complete_certificate(certificate=self.certificate)
        record_award(
            Act.AWARD_HASTY, self.certificate.award, by="alice", now=NOW, details={"test_seconds": 9, "questions": 10}
        )
        self.started = make_enrollment(self.learner, _begun_course())
        show_front_matter(
            enrollment=self.started, front_matter=self.started.course.front_matters.latest("number"), now=NOW
        )
        _come_by(self.other, self.course)
        StepTaken.objects.create(enrollment=self.enrollment, at=NOW, next_try_at=NOW)
        set_repeat_rule(
            provider=self.course.current_version.provider,
            credit_type="arrt-a",
            once=Once.FOR_EVER,
            by="dana",
            reason="Said so",
            now=NOW,
        )
        archive = make_accredited_course("archive")
        offer_credit_again(
            withdrawal=withdraw_credit(course=archive, by="dana", reason="An error", now=NOW),
            by="dana",
            reason="Not an error",
            now=NOW,
        )
        withdraw_credit(course=archive, by="dana", reason="Outdated", now=NOW)
        self._withdraw()
        self._share()
        self._sell()
        self.course_for_sale = _listed(make_accredited_course("stroke-care", price=Decimal("149.00")))
        show_life(now=NOW)
        self._ask_for_a_report()
        ask(
            name="Bob",
            email="bob@example.org",
            subject="A question",
            message="How?",
            page="/faq/",
            learner=self.other,
            now=NOW,
        )

    def _ask_for_a_report(self) -> None:
        """Count the provider's learners, and let a file wait to be made."""
        provider = self.course.current_version.provider
        asked = asked_for(provider, course="", year="all")
        request_report(asked=asked, form=FIGURES, why="", by=self.staff, now=NOW)
        of_course = asked_for(provider, course=self.course.slug, year="all")
        request_report(asked=of_course, form=EVALUATIONS, why="", by=self.staff, now=NOW)
        make_all(clock=lambda: NOW)
        self.report_request = request_report(asked=asked, form="learners", why="", by=self.staff, now=NOW)

    def _withdraw(self) -> None:
        """Award to somebody else, correct the name, and take it back."""
        enrollment = do_everything(make_enrollment(make_learner("carol"), self.course))
        award = make_award(enrollment)
        reissue(award=award, name="Carol Sample", by="dana", reason="Misspelt", now=NOW)
        correction = propose_correction(award=award, amount=Decimal("1.00"), by="dana", reason="Too much", now=NOW)
        confirm_correction(correction=correction, by="robin", now=NOW)
        revoke(award=award, by="dana", reason="Given by mistake", now=NOW)
        mistaken = propose_reinstatement(award=award, by="dana", reason="It was right", now=NOW)
        confirm_reinstatement(reinstatement=mistaken, by="robin", now=NOW)
        revoke(award=award, by="dana", reason="Given by mistake", now=NOW)
        self._repair()

    def _repair(self) -> None:
        """A change that repaired the key of the first question, which changed no score."""
        publication, test = self.course.publications.get(), self.course.current_version.posttest
        CourseChange.objects.create(publication=publication, differences=[{"kind": "key"}], reason="A wrong key")
        said = {"question": "q1", "before": ["a"], "after": ["b"], "at": NOW, "by": "dana", "reason": "A wrong key"}
        KeyRepair.objects.create(posttest=test, **said)
        attempt = self.enrollment.attempts.get()
        Regrading.objects.create(attempt=attempt, posttest=test, right=attempt.right, at=NOW)

    def _share(self) -> None:
        """Let two people have one number, of which one is a case that was decided and another one that is open."""
        gina, frank = (make_learner(name, Profession.RADIOLOGIC_TECHNOLOGIST) for name in ("gina", "frank"))
        for kind in ("nmtcb", "arrt"):
            for each in (gina, frank):
                make_identifier(each, kind, "70123")
                note_numbers(learner=each, by=each.username, now=NOW)
            self.number_case = NumberCase.objects.get(decided_at=None)
            if kind == "nmtcb":
                told = {"outcome": Outcome.ONE_OF_THEM, "owner": gina, "reason": "As the register says"}
                decide_number(case=self.number_case, **told, by="dana", now=NOW)

    def _sell(self) -> None:
        """Pay for a course with a coupon, refund it, and note what was not ours."""
        self.batch = CouponBatch.objects.create(name="Radiology", created_at=NOW, created_by="finn")
        self.paid_course = make_paid_course()
        order = make_order(self.learner, self.paid_course)
        self.coupon = make_coupon(batch=self.batch)
        make_redemption(self.coupon, order)
        Sharing.objects.create(learner=self.learner, batch=self.batch, given_at=NOW)
        self.group = _group(self.paid_course)
        attempt = make_payment_attempt(order)
        self.refund = Refund.objects.create(
            request_key=uuid.uuid4(),
            attempt=attempt,
            amount=Decimal("10.00"),
            reason="Asked for",
            state="awaiting-approval",
            requested_by="finn",
            requested_at=NOW,
        )
        PaymentEvent.objects.create(
            order=order, attempt=attempt, refund=self.refund, at=NOW, actor="finn", what="noted"
        )
        queue(key="hello", to="ann@example.org", subject="Hello", text="Hello", now=NOW)
        self.letter = Letter.objects.get(key="hello")
        self.stray = Stray.objects.create(attempt=attempt, transaction_id="7", found_at=NOW)
        self.difference = SettlementDifference.objects.create(
            kind="amount", transaction_id="7", attempt=attempt, found_at=NOW
        )
        paid = {"state": "paid", "paid_at": NOW, "paid_by": "card", "enrollment": self.enrollment}
        self.order = make_order(self.learner, self.course, **paid)
        make_payment_attempt(
            self.order, "captured", captured_at=NOW, transaction_id="125500001", brand="visa", last4="5439"
        )


def _come_by(learner: User, course: Course) -> None:
    """Leave the traces of people on their way: a try, a registration to be confirmed, and a course that is wanted."""
    count_try("verify", address="192.0.2.7", now=NOW)
    make_registration(token="another-link-of-the-tests")
    want(learner=learner, course=course, now=NOW)


def _group(course: Course) -> CouponBatch:
    purchase = Purchase(
        name="Ward 3",
        buyer="St. Mary",
        buyer_kind=OrganizationKind.ELIGIBLE,
        contact="buyer@example.org",
        course=course,
        seats=1,
        price_paid=Decimal("100.00"),
        paid_on=NOW.date(),
        reference="INV 7",
    )
    return sell_seats(purchase=purchase, by="finn", now=NOW)


def _course() -> Course:
    course = make_accredited_course()
    version = course.current_version
    assert version
    captions, poster = make_asset(b"WEBVTT\n", "text/vtt"), make_asset(b"jpeg", "image/jpeg")
    make_chapter(version, "video", captions=captions, poster=poster)
    make_chapter(version, "pdf")
    Disclosure.objects.create(
        faculty=Faculty.objects.get(version=version), company="Acme", nature="Speaker", relevant=False
    )
    CommercialSupport.objects.create(version=version, company="Acme", kind="grant", agreement_on=dt.date(2026, 1, 1))
    make_ai_use(version)
    make_accreditation(version.provider)
    make_approver(version.provider)
    return _listed(course)


def _begun_course() -> Course:
    return _listed(make_accredited_course("mri-safety", cover=make_asset(b"cover", "image/jpeg"), cover_alt="A magnet"))


def _listed(course: Course) -> Course:
    renew_front_matter(course=course, by="dana", now=NOW)
    list_course(course=course)
    return Course.objects.get(pk=course.pk)


def _completed(course: Course, learner: User) -> Enrollment:
    enrollment = do_everything(make_enrollment(learner, course))
    make_clock(enrollment, studied_ms=3_600_000)
    return enrollment
