"""Write courses: providers and their texts, versions, which of them is current, and what credit they give."""

from credence.catalog.actions.courses import (
    ChangeContent,
    VersionContent,
    add_version,
    list_course,
    list_courses,
    locked_course,
    name_topics,
    publish_version,
    put_provider,
    renew_front_matter,
)
from credence.catalog.actions.holding import hold_content
from credence.catalog.actions.repeating import (
    NoSuchCredit,
    RepeatReasonMissing,
    RepeatRuleRefused,
    declare_twin,
    set_repeat_rule,
)
from credence.catalog.actions.withdrawing import (
    AlreadyOffered,
    AlreadyWithdrawn,
    OfferElsewhere,
    WithdrawalReasonMissing,
    WithdrawalRefused,
    offer_credit_again,
    withdraw_credit,
)

__all__ = [
    "AlreadyOffered",
    "AlreadyWithdrawn",
    "ChangeContent",
    "NoSuchCredit",
    "OfferElsewhere",
    "RepeatReasonMissing",
    "RepeatRuleRefused",
    "VersionContent",
    "WithdrawalReasonMissing",
    "WithdrawalRefused",
    "add_version",
    "declare_twin",
    "hold_content",
    "list_course",
    "list_courses",
    "locked_course",
    "name_topics",
    "offer_credit_again",
    "publish_version",
    "put_provider",
    "renew_front_matter",
    "set_repeat_rule",
    "withdraw_credit",
]
