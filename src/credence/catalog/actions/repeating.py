"""Say which courses are twins, and where a credit may be given again (R44)."""

import datetime as dt

from django.db import transaction

from credence.audit.actions import record
from credence.audit.enums import Act
from credence.catalog.actions.holding import hold_content
from credence.catalog.models import AccreditingProvider, Course, RepeatRule
from credence.catalog.rules.credit_types import Once, codes
from credence.kit.refusal import Refusal


class RepeatRuleRefused(Refusal):
    """How often a credit is given stays as it is."""

    code = "repeat-rule-refused"


class RepeatReasonMissing(RepeatRuleRefused):
    """No credit is given again without a reason on record."""

    code = "repeat-reason-missing"


class NoSuchCredit(RepeatRuleRefused):
    """There is no credit type of this code."""

    code = "no-such-credit"


@transaction.atomic
def declare_twin(*, course: Course, of: Course, by: str, now: dt.datetime) -> bool:
    """Say that a course is `of` in another edition: neither gives a credit to who has it by the other (R44).

    Twins of twins are twins: all courses that were `course`'s join those that are `of`'s. Returns whether they were
    none before; it is never taken back, for an award may rest on it.
    """
    hold_content()
    found = Course.objects.select_for_update().filter(pk__in={course.pk, of.pk}).order_by("pk")
    groups = dict(found.values_list("pk", "content"))
    if groups[course.pk] == groups[of.pk]:
        return False
    Course.objects.filter(content=groups[course.pk]).update(content=groups[of.pk])
    details = {"slug": course.slug, "of": of.slug}
    record(Act.COURSE_TWIN_DECLARED, by=by, subject=("course", course.public_id), now=now, details=details)
    return True


@transaction.atomic
def set_repeat_rule(
    *, provider: AccreditingProvider, credit_type: str, once: Once, by: str, reason: str, now: dt.datetime
) -> RepeatRule:
    """Say from now on how often `provider` gives a credit to one learner: for ever once unless told otherwise (R44).

    Raises:
        RepeatReasonMissing, NoSuchCredit: nothing was written.
    """
    if not reason.strip():
        raise RepeatReasonMissing
    if credit_type not in codes():
        raise NoSuchCredit(credit_type=credit_type)
    values = {"credit_type": credit_type, "once": once.value, "at": now, "by": by, "reason": reason.strip()}
    rule = RepeatRule.objects.create(provider=provider, **values)
    details = {"credit_type": credit_type, "once": once.value}
    subject = ("provider", provider.slug)
    record(Act.PROVIDER_REPEAT_RULE_SET, by=by, subject=subject, now=now, reason=rule.reason, details=details)
    return rule
