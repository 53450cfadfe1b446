"""Whole credit asks nothing of the learner, so it is awarded in the step that met its last requirement."""

import datetime as dt
import logging
from collections.abc import Iterable, Sequence
from itertools import groupby

from django.db.models import BigIntegerField

from credence.catalog.queries.stamp import with_mark
from credence.credit.actions import AlreadyAwarded, NotDue, NumberHeld, award, try_to_complete
from credence.credit.actions.stepping import forget_steps, postpone_steps
from credence.credit.models import Award, StepTaken
from credence.credit.queries import OfferVerdict, certificate_given_with, verdicts_for_many
from credence.enrollment.models import Enrollment
from credence.enrollment.queries import terms_for
from credence.kit.statements import Among, AskedKeys, Statement

logger = logging.getLogger(__name__)
WORKER = "worker"


def settle(steps: Sequence[StepTaken], *, by: str, now: dt.datetime) -> tuple[Award, ...]:
    """Award what was due at the moment of `steps`, which is the same for all of them, and forget them (R39).

    Each credit that asks nothing of the learner is awarded under the lock of its enrollment, by
    `credit.actions.award`, so that whoever comes second finds nothing to do. What cannot be awarded for an unforeseen
    reason is logged and holds up no other. Call it outside of transactions: certificates are drawn after the commit,
    and a drawing that fails undoes nothing. Whatever happens here, the steps themselves stand: where an award failed,
    the worker tries again.
    """
    if not steps:
        return ()
    try:
        given, is_complete = _award_each([each.enrollment_id for each in steps], by=by, now=steps[0].at)
    except Exception:
        logger.exception("The credit of %s enrollments could not be judged.", len(steps))
        given, is_complete = (), False
    if is_complete:
        forget_steps(steps=steps)
    else:
        postpone_steps(steps=steps, now=now)
    return given


def award_what_was_missed(*, now: dt.datetime, most: int = 100) -> int:
    """Award what a failure or a crash left unawarded, as of the step that earned it; return how many were awarded."""
    missed = StepTaken.objects.filter(next_try_at__lte=now).order_by("next_try_at", "pk")[:most]
    in_order = sorted(missed, key=lambda each: (each.at, each.pk))
    by_moment = groupby(in_order, key=lambda each: each.at)
    return sum(len(settle(list(steps), by=WORKER, now=now)) for _, steps in by_moment)


def _award_each(enrollment_ids: Iterable[int], *, by: str, now: dt.datetime) -> tuple[tuple[Award, ...], bool]:
    """Return what was awarded, and whether nothing failed."""
    tried = [_try_to_award(enrollment, found, by=by, now=now) for enrollment, found in _due(enrollment_ids, now)]
    given = tuple(award for awards in tried for award in awards or ())
    for each in given:
        try_to_complete(certificate=certificate_given_with(each))
    return given, None not in tried


def gives_unasked(enrollment: Enrollment) -> bool:
    """Return whether any credit that the enrollment can earn asks nothing of the learner but what is done."""
    return any(not (each.self_claimed or each.type.attestation) for each in terms_for(enrollment))


TRIED = Statement(
    lambda: with_mark(
        Enrollment.objects.filter(Among("pk", AskedKeys("pks", BigIntegerField()))).select_related(
            "learner", "course", "line__version"
        )
    )
)


def _due(enrollment_ids: Iterable[int], now: dt.datetime) -> list[tuple[Enrollment, OfferVerdict]]:
    """Return the whole credit that is due; what was withdrawn since is not (R18)."""
    enrollments = TRIED.run(pks=enrollment_ids)
    verdicts = verdicts_for_many(enrollments, now)
    return [(each, found) for each in enrollments for found in verdicts[each.pk] if _is_whole_and_due(found)]


def _is_whole_and_due(found: OfferVerdict) -> bool:
    asks_nothing = not (found.standard.self_claimed or found.standard.attested)
    return asks_nothing and found.verdict.is_due and found.award is None and found.standard.withdrawn_at is None


def _try_to_award(enrollment: Enrollment, found: OfferVerdict, *, by: str, now: dt.datetime) -> list[Award] | None:
    """Award one credit; nothing where somebody else was faster or took the ground for it, None where it failed."""
    try:
        return [award(enrollment=enrollment, offer=found.offer, claimed=None, attested=False, by=by, now=now)]
    except (AlreadyAwarded, NotDue, NumberHeld):
        return []
    except Exception:
        logger.exception("%s of enrollment %s could not be awarded.", found.offer.credit_type, enrollment.public_id)
        return None
