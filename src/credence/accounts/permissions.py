"""What staff may do: roles as data, to be read by whoever answers for them.

A permission is asked for at the door of a page (`backoffice.access.needs`) and nowhere else by its role.
"""

from dataclasses import dataclass
from enum import StrEnum

from credence.accounts.enums import Role
from credence.accounts.models import HeldRole, User


class Permission(StrEnum):
    """One thing that staff may do."""

    SEE_ORDERS = "see-orders"
    """Find orders, and read the whole story of one."""
    DECIDE_ORDERS = "decide-orders"
    """Open or give back what is under review, and confirm a purchase order or a cheque."""
    REFUND = "refund"
    """Ask for a refund, and approve another's above the limit."""
    SETTLE = "settle"
    """Say how a difference between the gateway's list and ours was settled."""
    SEE_REVENUE = "see-revenue"
    """See what came in, by course, month and coupon, and take it along as a file."""
    SEE_COUPONS = "see-coupons"
    """See coupons and who used them."""
    MAKE_COUPONS = "make-coupons"
    """Make coupons, one or many, sell seats to a group, and take them out of use."""
    SEE_PARTICIPATION = "see-participation"
    """See who took part in a course, with the identifiers its accrediting provider may see."""
    SEE_OWN_COURSES = "see-own-courses"
    """See who was given credit for a course that somebody of their name made."""
    WITHDRAW_CREDIT = "withdraw-credit"
    """Withdraw the credit of a course or of one offer, and offer it again."""
    CHANGE_AWARDS = "change-awards"
    """Revoke awards; propose that one stands again or has another amount, and confirm what another proposed."""
    DECIDE_NUMBERS = "decide-numbers"
    """See which numbers several accounts have, whose they are and what they earned, and decide about them."""
    SEE_PROFESSIONS = "see-professions"
    """See whose profession began after they enrolled."""
    LOOK_AT_HASTE = "look-at-haste"
    """See credit that came about faster than people work, and say what was found."""
    MANAGE_STAFF = "manage-staff"
    """Invite people to the staff, give roles and take them back."""
    READ_RECORD = "read-record"
    """Read and search the record of who did what, when and why."""
    SEE_UNSTAMPED = "see-unstamped"
    """See certificates that no authority stamped."""
    HANDLE_LETTERS = "handle-letters"
    """See which letters wait and what mail servers answered; send them now, or stop them."""


ROLES: dict[Role, frozenset[Permission]] = {
    Role.FINANCE: frozenset(
        {
            Permission.SEE_ORDERS,
            Permission.DECIDE_ORDERS,
            Permission.REFUND,
            Permission.SETTLE,
            Permission.SEE_REVENUE,
            Permission.SEE_COUPONS,
            Permission.MAKE_COUPONS,
        }
    ),
    Role.SUPPORT: frozenset(
        {
            Permission.SEE_ORDERS,
            Permission.SEE_COUPONS,
            Permission.SEE_PROFESSIONS,
            Permission.SEE_UNSTAMPED,
            Permission.HANDLE_LETTERS,
        }
    ),
    Role.COORDINATOR: frozenset(
        {
            Permission.SEE_COUPONS,
            Permission.MAKE_COUPONS,
            Permission.SEE_PARTICIPATION,
            Permission.SEE_PROFESSIONS,
            Permission.SEE_OWN_COURSES,
            Permission.WITHDRAW_CREDIT,
            Permission.CHANGE_AWARDS,
            Permission.DECIDE_NUMBERS,
            Permission.LOOK_AT_HASTE,
            Permission.SEE_UNSTAMPED,
        },
    ),
    Role.MANAGER: frozenset({Permission.MANAGE_STAFF, Permission.READ_RECORD}),
}
LIMITABLE = frozenset({Permission.SEE_PARTICIPATION})
"""What a role limited to one accrediting provider grants; all else it grants to those without a limit only."""


@dataclass(frozen=True, slots=True)
class Grants:
    """What somebody may do. `providers` are the slugs for which alone participation may be seen; None: for all."""

    permissions: frozenset[Permission]
    providers: frozenset[str] | None

    def may_see_provider(self, slug: str) -> bool:
        """Return whether learners of this accrediting provider may be seen."""
        return Permission.SEE_PARTICIPATION in self.permissions and (self.providers is None or slug in self.providers)


NOTHING = Grants(frozenset(), frozenset())


def grants_of(user: User) -> Grants:
    """Return what `user` may do as staff, in one query: a superuser everything, others nothing without a role."""
    if not (user.is_active and user.is_staff):
        return NOTHING
    if user.is_superuser:
        return Grants(frozenset(Permission), None)
    permissions: set[Permission] = set()
    providers: set[str] = set()
    is_limited = True
    for role, scope in HeldRole.objects.filter(user=user).values_list("role", "scope"):
        granted = ROLES[Role(role)]
        permissions |= granted & LIMITABLE if scope else granted
        if Permission.SEE_PARTICIPATION in granted:
            providers |= {scope} if scope else set()
            is_limited = is_limited and bool(scope)
    return Grants(frozenset(permissions), frozenset(providers) if is_limited else None)
