"""Every address, asked for and sent to by everybody, answers as this table says; a new address needs a line."""

from typing import NamedTuple

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from credence.accounts.models import User
from credence.project.public_pages import forget_pages
from tests.house.walking import Address, addresses, path_of
from tests.house.world import World

IN = "in"
"""Led to sign in."""
ON = "on"
"""Led on to another page."""


class Answers(NamedTuple):
    """What a guest, the learner it belongs to, another learner, and staff are answered."""

    guest: int | str
    learner: int | str
    other: int | str
    staff: int | str


class Line(NamedTuple):
    """What is answered when a page is asked for, and when an empty form is sent to it."""

    asked: Answers
    sent: Answers


TABLE: dict[str, Line] = {
    # name: asked for by guest, learner, other, staff; sent an empty form by the same
    "account_change_password": Line(Answers(IN, 200, 200, 200), Answers(IN, 200, 200, 200)),
    "account_confirm_email": Line(Answers(200, 200, 200, 200), Answers(404, 404, 404, 404)),
    "account_confirm_login_code": Line(Answers(IN, ON, ON, ON), Answers(IN, ON, ON, ON)),
    "account_confirm_reauthentication_code": Line(Answers(IN, ON, ON, ON), Answers(IN, ON, ON, ON)),
    "account_email": Line(Answers(IN, 200, 200, 200), Answers(IN, ON, ON, ON)),
    "account_email_verification_sent": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "account_inactive": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "account_login": Line(Answers(200, ON, ON, ON), Answers(200, ON, ON, ON)),
    "account_logout": Line(Answers(ON, 200, 200, 200), Answers(ON, ON, ON, ON)),
    "account_reauthenticate": Line(Answers(IN, ON, 200, 200), Answers(IN, ON, 200, 200)),  # hers is by her passkey
    "account_request_reauthentication_code": Line(Answers(IN, ON, ON, ON), Answers(IN, ON, ON, ON)),
    "account_reset_password": Line(Answers(200, 200, 200, 200), Answers(200, 200, 200, 200)),
    "account_reset_password_done": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "account_reset_password_from_key": Line(Answers(200, 200, 200, 200), Answers(200, 200, 200, 200)),
    "account_reset_password_from_key_done": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "account_set_password": Line(Answers(IN, ON, ON, ON), Answers(IN, ON, ON, ON)),
    "account_signup": Line(Answers(ON, ON, ON, ON), Answers(ON, ON, ON, ON)),
    "backoffice:batch": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:batch-end": Line(Answers(IN, 404, 404, 405), Answers(IN, 404, 404, ON)),
    "backoffice:batch-file": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:batches": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:coupon": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:coupon-end": Line(Answers(IN, 404, 404, 405), Answers(IN, 404, 404, ON)),
    "backoffice:coupon-new": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 422)),
    "backoffice:coupons": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:coupons-file": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:coupons-many": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 422)),
    "backoffice:difference": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 422)),
    "backoffice:stray": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 422)),
    "backoffice:differences": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:group": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:group-change": Line(Answers(IN, 404, 404, 405), Answers(IN, 404, 404, ON)),
    "backoffice:group-file": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:group-new": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 422)),
    "backoffice:groups": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:haste": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:hasty-award": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 422)),
    "backoffice:home": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:letter": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 422)),
    "backoffice:letter-now": Line(Answers(IN, 404, 404, 405), Answers(IN, 404, 404, ON)),
    "backoffice:letters": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:letters-again": Line(Answers(IN, 404, 404, 405), Answers(IN, 404, 404, ON)),
    "backoffice:order": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:order-again": Line(Answers(IN, 404, 404, 405), Answers(IN, 404, 404, ON)),
    "backoffice:order-open": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 422)),
    "backoffice:order-payment": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 422)),
    "backoffice:order-refund": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 422)),
    "backoffice:orders": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:orders-file": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:number": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 422)),
    "backoffice:numbers": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:own-courses": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:professions": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:record": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:refund": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 422)),
    "backoffice:refunds": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:reports": Line(Answers(IN, 404, 404, ON), Answers(IN, 404, 404, 405)),
    "backoffice:reports-count": Line(Answers(IN, 404, 404, 405), Answers(IN, 404, 404, ON)),
    "backoffice:reports-made": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:reports-made-file": Line(Answers(IN, 404, 404, 404), Answers(IN, 404, 404, 405)),
    "backoffice:reports-evaluations": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:reports-file": Line(Answers(IN, 404, 404, 405), Answers(IN, 404, 404, 422)),
    "backoffice:reports-provider": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:reports-supporters": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:revenue": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:revenue-file": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:staff": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:staff-invite": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 422)),
    "backoffice:staff-member": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 422)),
    "backoffice:staff-withdraw": Line(Answers(IN, 404, 404, 405), Answers(IN, 404, 404, ON)),
    "backoffice:unstamped": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "backoffice:uncertain": Line(Answers(IN, 404, 404, 200), Answers(IN, 404, 404, 405)),
    "hooks:change-password": Line(Answers(ON, ON, ON, ON), Answers(ON, ON, ON, ON)),
    "hooks:favicon": Line(Answers(ON, ON, ON, ON), Answers(405, 405, 405, 405)),
    "hooks:demo-mail": Line(Answers(404, 404, 404, 404), Answers(405, 405, 405, 405)),
    "health": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "metrics": Line(Answers(404, 404, 404, 404), Answers(405, 405, 405, 405)),
    "hooks:security": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "learn:account": Line(Answers(IN, 200, 200, 200), Answers(IN, 405, 405, 405)),
    "learn:account-closed": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "learn:account-menu": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "learn:beat": Line(Answers(405, 405, 405, 405), Answers(401, 400, 404, 404)),
    "learn:brand": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "learn:card-key": Line(Answers(IN, 405, 405, 405), Answers(IN, 409, 409, 409)),
    "learn:catalog": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "learn:certificate": Line(Answers(IN, 200, 404, 404), Answers(IN, 405, 405, 405)),
    "learn:certificate-page": Line(Answers(IN, 200, 404, 404), Answers(IN, 405, 405, 405)),
    "learn:certificate-picture": Line(Answers(IN, 200, 404, 404), Answers(IN, 405, 405, 405)),
    "learn:chapter": Line(Answers(IN, 200, 404, 404), Answers(IN, ON, 404, 404)),
    "learn:checkout": Line(Answers(IN, 200, 200, ON), Answers(IN, 422, 422, ON)),
    "learn:claim": Line(Answers(IN, 200, 404, 404), Answers(IN, 422, 404, 404)),
    "learn:close-account": Line(Answers(IN, 200, 200, 200), Answers(IN, 200, 200, 200)),
    "learn:course": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "learn:components": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "learn:sharing": Line(Answers(IN, 200, 200, 200), Answers(IN, 404, 404, 404)),
    "learn:devices": Line(Answers(IN, 200, 200, 200), Answers(IN, ON, ON, ON)),
    "learn:enroll": Line(Answers(200, ON, 200, 200), Answers(IN, ON, ON, ON)),
    "learn:evaluation": Line(Answers(IN, 200, 404, 404), Answers(IN, 200, 404, 404)),
    "learn:faq": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "learn:help": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "learn:help-document": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "learn:front-matter": Line(Answers(IN, 200, 404, 404), Answers(IN, 404, 404, 404)),
    "learn:what-you-get": Line(Answers(204, 200, 200, 200), Answers(405, 405, 405, 405)),
    "learn:group": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "learn:home": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "learn:invitation": Line(Answers(200, 200, 200, 200), Answers(200, 409, 409, 409)),
    "learn:learn": Line(Answers(IN, 200, 404, 404), Answers(IN, 405, 405, 405)),
    "learn:media": Line(Answers(404, 200, 404, 404), Answers(405, 405, 405, 405)),
    "learn:my-courses": Line(Answers(IN, 200, 200, 200), Answers(IN, 405, 405, 405)),
    "learn:next": Line(Answers(IN, ON, 404, 404), Answers(IN, 405, 405, 405)),
    "learn:order": Line(Answers(IN, 200, 404, 404), Answers(IN, 405, 405, 405)),
    "learn:order-cancel": Line(Answers(IN, 405, 405, 405), Answers(IN, ON, 404, 404)),
    "learn:order-state": Line(Answers(IN, 204, 404, 404), Answers(IN, 405, 405, 405)),
    "learn:orders": Line(Answers(IN, 200, 200, 200), Answers(IN, 405, 405, 405)),
    "learn:personal-data": Line(Answers(IN, ON, ON, ON), Answers(IN, 405, 405, 405)),
    "learn:personal-data-file": Line(Answers(IN, ON, ON, ON), Answers(IN, 405, 405, 405)),
    "learn:posttest": Line(Answers(IN, ON, 404, 404), Answers(IN, ON, 404, 404)),
    "learn:privacy": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "learn:profile": Line(Answers(IN, 200, 200, 200), Answers(IN, 422, 422, 422)),
    "learn:public-media": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "learn:receipt": Line(Answers(IN, 200, 404, 404), Answers(IN, 405, 405, 405)),
    "learn:register": Line(Answers(200, 200, 200, 200), Answers(200, 200, 200, 200)),
    "learn:confirm-registration": Line(Answers(404, 404, 404, 404), Answers(404, 404, 404, 404)),
    "learn:registered": Line(Answers(200, 200, 200, 200), Answers(ON, ON, ON, ON)),
    "learn:result": Line(Answers(IN, 200, 404, 404), Answers(IN, 405, 405, 405)),
    "learn:robots": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "learn:signed-in-again": Line(Answers(IN, 200, 200, 200), Answers(IN, 405, 405, 405)),
    "learn:sitemap": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "learn:social-picture": Line(Answers(200, 200, 200, 200), Answers(405, 405, 405, 405)),
    "learn:support": Line(Answers(200, 200, 200, 200), Answers(200, 200, 200, 200)),
    "learn:transcript": Line(Answers(IN, 200, 200, 200), Answers(IN, 405, 405, 405)),
    "learn:transcript-pdf": Line(Answers(IN, 200, 200, ON), Answers(IN, 405, 405, 405)),
    "learn:verify": Line(Answers(200, 200, 200, 200), Answers(200, 200, 200, 200)),
    "mfa_activate_totp": Line(Answers(IN, ON, ON, ON), Answers(IN, ON, ON, ON)),
    "mfa_add_webauthn": Line(Answers(IN, ON, ON, ON), Answers(IN, ON, ON, ON)),
    "mfa_authenticate": Line(Answers(IN, ON, ON, ON), Answers(IN, ON, ON, ON)),
    "mfa_deactivate_totp": Line(Answers(IN, 404, 404, 404), Answers(IN, 404, 404, 404)),
    "mfa_download_recovery_codes": Line(Answers(IN, 404, 404, 404), Answers(IN, 404, 404, 404)),
    "mfa_edit_webauthn": Line(Answers(IN, ON, ON, ON), Answers(IN, ON, ON, ON)),
    "mfa_generate_recovery_codes": Line(Answers(IN, ON, ON, ON), Answers(IN, ON, ON, ON)),
    "mfa_index": Line(Answers(IN, 200, 200, 200), Answers(IN, 405, 405, 405)),
    "mfa_list_webauthn": Line(Answers(IN, 200, 200, 200), Answers(IN, 405, 405, 405)),
    "mfa_login_webauthn": Line(Answers(IN, ON, ON, ON), Answers(IN, ON, ON, ON)),
    "mfa_reauthenticate": Line(Answers(IN, ON, ON, ON), Answers(IN, ON, ON, ON)),
    "mfa_reauthenticate_webauthn": Line(Answers(IN, 200, ON, ON), Answers(IN, IN, ON, ON)),
    "mfa_remove_webauthn": Line(Answers(IN, ON, ON, ON), Answers(IN, ON, ON, ON)),
    "mfa_view_recovery_codes": Line(Answers(IN, 404, 404, 404), Answers(IN, 405, 405, 405)),
}


def answer_to(response: HttpResponseBase) -> int | str:
    """Return an answer as the table writes it."""
    if response.status_code in {301, 302, 303}:
        return IN if response["Location"].startswith("/sign-in/") else ON
    return response.status_code


def answered(world: World, user: User | None, address: Address, method: str) -> int | str:
    """Return what `user` is answered, and leave no trace of it."""
    client = Client()
    path = path_of(address, world)
    forget_pages()
    with transaction.atomic():
        if user:
            client.force_login(user)
        found = answer_to(client.get(path) if method == "asked" else client.post(path))
        transaction.set_rollback(True)
    return found


def line_of(world: World, address: Address) -> Line:
    """Return how an address answers everybody."""
    people = (None, world.learner, world.other, world.staff)
    return Line(*(Answers(*(answered(world, user, address, method) for user in people)) for method in Line._fields))


def test_every_address_has_its_line_and_no_other_has_one() -> None:
    assert {address.name for address in addresses()} == set(TABLE)


def test_everybody_is_answered_as_the_table_says(world: World) -> None:
    assert {address.name: line_of(world, address) for address in addresses()} == TABLE


def test_others_things_do_not_exist_and_guests_sign_in() -> None:
    of_a_learner = {name for name, line in TABLE.items() if line.asked.learner == 200 and line.asked.other == 404}
    assert {name for name in of_a_learner if TABLE[name].asked.guest != IN} == {"learn:media"}  # a link of one's own
    assert {name for name in of_a_learner if TABLE[name].asked.staff != 404} == set()
    assert {name for name in of_a_learner if TABLE[name].sent.other not in {404, 405}} == set()
