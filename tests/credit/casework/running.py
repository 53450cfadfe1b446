"""One worked case, run: a course and a learner as its row says, and every step through the door that learners use."""

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal

from credence.accounts.actions import ProfileData, save_profile
from credence.accounts.models import User
from credence.assessment.actions import HandInRefused, hand_in
from credence.assessment.models import Posttest
from credence.catalog.models import Course, CreditOffer
from credence.catalog.rules.strictest import stricter_limit, stricter_mark
from credence.credit.actions import AwardRefused, ClaimRefused, award, revoke
from credence.credit.models import Award, Certificate
from credence.credit.queries import OfferVerdict, verdicts_for
from credence.enrollment.actions import enroll, show_front_matter
from credence.enrollment.models import Enrollment
from credence.evaluation.actions import respond
from credence.evaluation.models import EvaluationForm
from credence.progress.actions import open_chapter, take_word
from tests.credit.casework.reading import Case
from tests.factories.accounts import make_user
from tests.factories.assessment import answers_with, make_attempt, make_posttest
from tests.factories.catalog import make_course, make_offer, make_provider
from tests.factories.evaluation import ANSWERS, ask_for, make_form

BY = "casework"
YEAR, HOUR, MINUTE = dt.timedelta(days=365), dt.timedelta(hours=1), dt.timedelta(minutes=1)
PARTICIPATION, BESIDE = "participation", "ama-pra-1"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a case: what was awarded, or the reasons why not; and whether participation was awarded instead."""

    amount: Decimal | None
    whole: Decimal
    self_claimed: bool
    reasons: tuple[str, ...]
    participated: bool

    def __str__(self) -> str:
        said = [f"refuse {'+'.join(self.reasons)}"] if self.amount is None else [self._awarded()]
        return ", ".join([*said, "participation"] if self.participated else said)

    def _awarded(self) -> str:
        assert self.amount is not None
        return f"award {self.amount.normalize():f}" if self.self_claimed else "award whole"

    def is_as(self, expected: str) -> bool:
        """Return whether this is what was expected, as `reading.expectation` gives it."""
        if expected == PARTICIPATION:
            return self.participated
        if self.amount is None:
            return expected == f"refuse {'+'.join(self.reasons)}"
        wholes = {"award whole"} if self.amount == self.whole else set()
        return expected in wholes | {f"award {self.amount.normalize():f}"}


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What a case needs before its learner begins."""

    course: Course
    offer: CreditOffer
    fallback: CreditOffer
    posttest: Posttest
    form: EvaluationForm


def outcome_of(case: Case) -> Outcome:
    """Run a case in the open transaction, which the caller rolls back, and return what came of it."""
    scene = scene_of(case)
    learner = learner_of(case)
    enrollment = enroll(learner=learner, course=scene.course, by=BY, now=begun_at(case))
    study(case, scene, enrollment)
    try_posttest(case, scene, enrollment)
    if case.evaluated:
        sent_at = case.evaluated_at or case.completed_at or claimed_at(case)
        respond(enrollment=enrollment, form=scene.form, answers=ANSWERS, now=sent_at)
    have_before(case, scene, enrollment)
    return claimed(case, scene, enrollment)


# The moments of a case


def begun_at(case: Case) -> dt.datetime:
    """Return when the learner enrolls: as the first day of the credit begins, or an hour before what came earlier."""
    first = dt.datetime.combine(case.valid_from, dt.time(), tzinfo=case.zone)
    told = [each - HOUR for each in (first_tried_at(case), case.evaluated_at, case.claimed_at) if each]
    return min([first, *told])


def first_tried_at(case: Case) -> dt.datetime | None:
    """Return when the first attempt is handed in: a minute apart from the next."""
    return case.completed_at and case.completed_at - (case.attempt - 1) * MINUTE


def claimed_at(case: Case) -> dt.datetime:
    """Return when the credit is asked for: as told, else as soon as all was done."""
    done = [each for each in (case.completed_at, case.evaluated_at) if each]
    return case.claimed_at or max(done, default=begun_at(case) + HOUR)


# The scene


def scene_of(case: Case) -> Scene:
    """Return the course of a case: its credit, beside it a certificate of participation, a test and an evaluation."""
    provider = make_provider("cases", time_zone=case.zone.key)
    course = make_course(
        "case",
        provider=provider,
        pass_mark=case.course_mark,
        attempt_limit=case.attempt_limit,
        released_on=min(case.valid_from, case.certified_on),
        expires_on=case.valid_to,
    )
    offers = {code: _offer(case, course, code) for code in {case.type.code, other_credit(case)}}
    version = course.current_version
    assert version
    form = make_form(provider)
    ask_for(version, form)
    return Scene(
        course=course,
        offer=offers[case.type.code],
        fallback=offers[PARTICIPATION],
        posttest=make_posttest(version, questions=case.score[1] if case.score else 1),
        form=form,
    )


def other_credit(case: Case) -> str:
    """Return what the course offers besides: participation, or beside that itself the credit of physicians."""
    return BESIDE if case.type.code == PARTICIPATION else PARTICIPATION


def _offer(case: Case, course: Course, code: str) -> CreditOffer:
    assert course.current_version
    kind = case.type if code == case.type.code else None
    return make_offer(
        course.current_version,
        code,
        str(case.amount),
        certified_on=case.certified_on,
        valid_from=case.valid_from,
        valid_to=case.valid_to,
        pass_mark=stricter_mark(case.course_mark, None, kind.minimum_pass_mark if kind else None),
        attempt_limit=stricter_limit(case.attempt_limit, kind.max_attempts if kind else None),
        evaluation_required=case.evaluation_required,
    )


# The learner


def learner_of(case: Case) -> User:
    """Return the learner, whose profile says from each day on what is held; undated professions from a year before."""
    learner, joined_at = make_user("lee"), begun_at(case) - YEAR
    began = {profession: _since(case, day) or joined_at for profession, day in case.held}
    for at in sorted({joined_at, *began.values()}):
        held = [profession for profession, since in began.items() if since <= at]
        save_profile(user=learner, data=_profile(case, held), by=BY, now=at)
    return learner


def _since(case: Case, day: dt.date | None) -> dt.datetime | None:
    return day and dt.datetime.combine(day, dt.time(), tzinfo=case.zone)


def _profile(case: Case, professions: list[str]) -> ProfileData:
    month, day = case.birthday or (None, None)
    fields = {"given_name": "Lee", "family_name": "Example", "city": "Boston", "region": "MA"}
    return ProfileData(
        fields={**fields, "birth_month": month, "birth_day": day},
        professions=professions,
        identifiers=case.identifiers,
    )


# The steps


def study(case: Case, scene: Scene, enrollment: Enrollment) -> None:
    """Look at the front matter and finish the chapters, as far as the case says."""
    front_matter = scene.course.current_front_matter
    if case.front_matter and front_matter:
        show_front_matter(enrollment=enrollment, front_matter=front_matter, now=begun_at(case))
    for chapter in enrollment.version.chapters.all() if case.studied else ():
        open_chapter(enrollment=enrollment, chapter=chapter, now=begun_at(case) - HOUR)
        take_word(enrollment=enrollment, chapter=chapter, now=begun_at(case))


def try_posttest(case: Case, scene: Scene, enrollment: Enrollment) -> None:
    """Hand in each attempt: those before the last have nothing right."""
    first = first_tried_at(case)
    if case.score is None or first is None or case.score[1] == 0:
        return
    for number in range(case.attempt):
        right = case.score[0] if number == case.attempt - 1 else 0
        _hand_in(scene, enrollment, right, first + number * MINUTE)


def _hand_in(scene: Scene, enrollment: Enrollment, right: int, at: dt.datetime) -> None:
    """Hand in, and where the door is closed on that day put the attempt on file: the case says that it was there."""
    answers = answers_with(scene.posttest, right)
    try:
        hand_in(enrollment=enrollment, posttest=scene.posttest, answers=answers, submission_key=uuid.uuid4(), now=at)
    except HandInRefused:
        make_attempt(enrollment, scene.posttest, right, submitted_at=at)


def have_before(case: Case, scene: Scene, enrollment: Enrollment) -> None:
    """Put on file what was awarded before: this credit, of this course or of a twin, revoked since or not."""
    if not case.prior:
        return
    at = claimed_at(case) - MINUTE
    if case.prior == "twin":
        enrollment, offer = _twin(case, scene, enrollment)
    else:
        offer = scene.offer
    given = Award.objects.create(
        learner=enrollment.learner,
        course=enrollment.course,
        content=enrollment.course.content,
        credit_type=case.type.code,
        enrollment=enrollment,
        offer=offer,
        amount=case.amount,
        completed_on=case.valid_from,
        awarded_at=at,
        evidence={},
        standard={},
        verdict={},
    )
    Certificate.objects.create(award=given, issued_at=at, snapshot={"course_title": "Case", "amount": str(case.amount)})
    if case.prior == "revoked":
        revoke(award=given, by=BY, reason="An error", now=at)


def _twin(case: Case, scene: Scene, enrollment: Enrollment) -> tuple[Enrollment, CreditOffer]:
    """Return the learner's enrollment in another edition of the course, with its offer."""
    twin = make_course("twin", provider=scene.offer.provider)
    Course.objects.filter(pk=twin.pk).update(content=scene.course.content)
    offer = _offer(case, twin, case.type.code)
    return enroll(learner=enrollment.learner, course=twin, by=BY, now=begun_at(case)), offer


# The claim


def claimed(case: Case, scene: Scene, enrollment: Enrollment) -> Outcome:
    """Ask for the credit, and for participation where the credit is for other professions."""
    verdict = verdict_on(scene.offer, enrollment, claimed_at(case))
    given, reasons = claim(case, scene.offer, enrollment, verdict)
    participated = given is not None and case.type.code == PARTICIPATION
    if "profession" in reasons and case.type.code != PARTICIPATION:
        other = verdict_on(scene.fallback, enrollment, claimed_at(case))
        participated = claim(case, scene.fallback, enrollment, other, claimed=None)[0] is not None
    return Outcome(
        amount=given.amount if given else None,
        whole=verdict.terms.amount,
        self_claimed=verdict.terms.self_claimed,
        reasons=reasons,
        participated=participated,
    )


def verdict_on(offer: CreditOffer, enrollment: Enrollment, now: dt.datetime) -> OfferVerdict:
    """Return how one credit stands."""
    return next(each for each in verdicts_for(enrollment, now) if each.offer == offer)


def claim(
    case: Case, offer: CreditOffer, enrollment: Enrollment, verdict: OfferVerdict, **other: None
) -> tuple[Award | None, tuple[str, ...]]:
    """Return the award, or the reasons in order: those of the rule, or where the credit is due those of the claim."""
    said = {"claimed": case.claim, "attested": case.attested, **other}
    try:
        given = award(enrollment=enrollment, offer=offer, by=BY, now=claimed_at(case), **said)
    except ClaimRefused as refused:
        return None, tuple(sorted(each.value for each in refused.faults))
    except AwardRefused:
        return None, tuple(sorted(each.code.value for each in verdict.verdict.shortfalls))
    return given, ()
