"""Signing in, registering, passwords, addresses and sessions."""

import re
import time
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from tests.factories.accounts import PASSWORD, make_learner, make_user

from attack.registry import attack, held, honest
from attack.site import TEN_MINUTES, Person, Site, within_one
from attack.visitor import HOST, ORIGIN, Answer, Visitor
from credence.accounts.models import User

NEW_PASSWORD = "a heron stands in the reeds"  # noqa: S105 - of people who live for an attack
TRIES = 15
"""Of which the fastest counts: whatever else the machine does makes some slower, and none faster."""
FORGED = {"is_staff": "on", "is_superuser": "on", "is_active": "", "public_id": "mine", "id": "1", "roles": "manager"}


def page(answer: Answer) -> str:
    """Return a page without what is new in each answer, and without what was typed."""
    return re.sub(r'(nonce|value)="[^"]*"', "", answer.text)


def sign_in(at: Visitor, login: str, password: str = PASSWORD, to: str = "/sign-in/") -> Answer:
    """Send the page of signing in."""
    return at.fill(to, "login", {"login": login, "password": password})


@attack
def known_names_told_by_sign_in(site: Site) -> None:
    """Sign-in tells by its answer who is registered."""
    known = make_learner(site.name()).username
    honest(sign_in(site.visitor(), known).status == 302, "the right password signs in")
    told = [sign_in(site.visitor(), login, "wrong") for login in (known, f"{known}@example.org", site.name())]
    held(len({(answer.status, page(answer)) for answer in told}) == 1, "the answers differ")


@attack
def known_names_told_by_time(site: Site) -> None:
    """Sign-in tells by its time who is registered."""
    known = make_learner(site.name()).username
    taken: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(TRIES):
        for is_known in (True, False):
            taken[is_known].append(_seconds_to_refuse(site, known if is_known else site.name()))
    hashing = min(_seconds_to_hash() for _ in range(5))
    apart = min(taken[True]) - min(taken[False])
    held(abs(apart) < hashing / 2, f"{apart:.3f} s apart, where a password takes {hashing:.3f} s")


def _seconds_to_refuse(site: Site, login: str) -> float:
    at = site.visitor()
    at.get("/sign-in/")
    begun = time.perf_counter()
    answer = at.post("/sign-in/", {"login": login, "password": "wrong"})
    honest(answer.status == 200, "a wrong password is answered")
    return time.perf_counter() - begun


def _seconds_to_hash() -> float:
    begun = time.perf_counter()
    make_password(NEW_PASSWORD)
    return time.perf_counter() - begun


@attack
def known_addresses_told_by_reset(site: Site) -> None:
    """Asking for a new password tells who is registered."""
    user = make_learner(site.name())
    told = [
        site.visitor().fill("/password/reset/", "email", {"email": each}) for each in (user.email, "no@example.org")
    ]
    held(len({(answer.status, answer.where, page(answer)) for answer in told}) == 1, "the answers differ")
    honest(site.mailbox.wait_for(user.email), "who is registered gets a letter")


@attack
def known_addresses_told_by_registration(site: Site) -> None:
    """Registration tells which addresses are registered."""
    user = make_learner(site.name())
    told = [_register(site.visitor(), site.name(), each) for each in (user.email, f"{site.name()}@example.org")]
    held(len({(answer.status, answer.where, page(answer)) for answer in told}) == 1, "the answers differ")
    honest(told[1].status == 302, "who is new is registered")


def _register(at: Visitor, username: str, email: str, **more: str) -> Answer:
    return at.fill("/register/", "email", {"username": username, "email": email, **more})


@attack
def staff_by_registering(site: Site) -> None:
    """Registration, the profile and a change of password are sent with fields that make one staff."""
    name = site.name()
    honest(_register(site.visitor(), name, f"{name}@example.org", **FORGED).status == 302, "registering works")
    person = site.learner()
    person.at.fill("/profile/", "given_name", {**FORGED, "given_name": "Mallory"})
    for user in (User.objects.get(username=name), User.objects.get(pk=person.user.pk)):
        held((user.is_staff, user.is_superuser, user.is_active) == (False, False, True), "an account is staff")
    held(person.at.get("/backoffice/").status == 404, "the back office opens")


@attack
def passwords_guessed(site: Site) -> None:
    """A password is guessed from one address, that says in its headers to be many."""
    within_one(TEN_MINUTES)
    user, at = make_learner(site.name()), site.visitor()
    for number in range(11):
        at.get("/sign-in/")
        spoofed = {"X-Forwarded-For": f"203.0.113.{number}", "X-Real-IP": f"203.0.113.{number}", "Forwarded": "for=x"}
        answer = at.post("/sign-in/", {"login": user.username, "password": f"wrong {number}"}, spoofed)
    held(answer.status == 429, f"an eleventh guess was answered {answer.status}")
    held(int(answer.headers.get("Retry-After", "0")) > 0, "it does not say until when")
    held(sign_in(at, user.username).status == 429, "the right password is told from a wrong one")
    honest(sign_in(site.visitor(), user.username).status == 302, "its owner, elsewhere, signs in")


@attack
def led_to_another_site(site: Site) -> None:
    """Sign-in and sign-out lead on to another site."""
    user = make_learner(site.name())
    for wanted in ("https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "https:evil"):
        answer = site.visitor().fill(
            "/sign-in/", "login", {"login": user.username, "password": PASSWORD, "next": wanted}
        )
        held(answer.status == 302 and _is_ours(answer.where), f"{wanted} led to {answer.where}")
    answer = site.visitor().fill("/sign-in/", "login", {"login": user.username, "password": PASSWORD, "next": "/faq/"})
    honest(answer.where == "/faq/", "a page of the site is led to")


def _is_ours(address: str) -> bool:
    parts = urlsplit(address.replace("\\", "/"))
    return parts.netloc in {"", HOST} and parts.scheme in {"", "https"}


@attack
def session_of_the_attacker(site: Site) -> None:
    """A session that was set before signing in is the one that is signed in afterwards."""
    for planted in ("a" * 32, "0" * 32, "x"):
        at = Visitor(site.port, site.visitor().source, {"__Host-sessionid": planted})
        honest(sign_in(at, make_learner(site.name()).username).status == 302, "with such a cookie, one signs in")
        held(at.cookies["__Host-sessionid"] != planted, "the key stayed the same")
    at = site.visitor()
    at.get("/sign-in/?next=/my-courses/")
    before = at.cookies.get("__Host-sessionid")
    sign_in(at, make_learner(site.name()).username)
    held(at.cookies["__Host-sessionid"] != before, "a guest's key became that of an account")


@attack
def signed_out_and_used_again(site: Site) -> None:
    """The cookie of a session is used after signing out."""
    person = site.learner()
    thief = Person(person.user, Visitor(site.port, person.at.source, dict(person.at.cookies)))
    honest(thief.is_in, "a stolen cookie works while its session lasts")
    person.at.post("/sign-out/")
    held(not thief.is_in, "it works afterwards")


@attack
def signed_out_by_a_picture(site: Site) -> None:
    """A page elsewhere signs a learner out by an address, or sends forms in their name."""
    person = site.learner()
    person.at.get("/sign-out/")
    held(person.is_in, "asking for an address signs out")
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": f"http://{HOST}"}):
        held(person.at.post("/sign-out/", {}, headers).status == 403, f"{headers} was taken")
    held(person.at.post("/sign-out/", {"csrfmiddlewaretoken": "x" * 64}).status == 403, "a made-up token was taken")
    held(person.is_in, "one of them signed out")
    honest(person.at.post("/sign-out/").status == 302 and not person.is_in, "the page's own form signs out")


@attack
def thief_stays_after_a_new_password(site: Site) -> None:
    """A thief's session goes on after the owner has changed the password."""
    person = site.learner()
    thief = site.signed_in(person.user)
    honest(thief.is_in, "both are signed in")
    told = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    honest(person.at.fill("/account/password/change/", "oldpassword", told).status == 302, "the password is changed")
    held(not thief.is_in, "the thief is still signed in")
    honest(person.is_in, "the owner is")


@attack
def password_changed_without_the_old_one(site: Site) -> None:
    """Whoever sits at a signed-in device sets a new password without the old one."""
    person = site.learner()
    told = {"oldpassword": "wrong", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    for changes in ({}, {"oldpassword": ""}):
        person.at.fill("/account/password/change/", "oldpassword", {**told, **changes})
    person.at.post("/account/password/set/", {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    held(sign_in(site.visitor(), person.user.username, NEW_PASSWORD).status == 200, "it was changed")
    honest(sign_in(site.visitor(), person.user.username).status == 302, "the old one works")


@attack
def link_of_a_letter_used_twice(site: Site) -> None:
    """The link to a new password is used twice, or bent to another account."""
    user = make_learner(site.name())
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    site.visitor().fill("/password/reset/", "email", {"email": user.email})
    found = [re.search(rf"{ORIGIN}(/password/reset/key/\S+)", text) for text in site.mailbox.wait_for(user.email)]
    honest(found and found[0], "a letter with a link arrives")
    link = found[0][1] if found and found[0] else ""
    honest(_reset(site.visitor(), link, NEW_PASSWORD), "the link works once")
    honest(sign_in(site.visitor(), user.username, NEW_PASSWORD).status == 302, "the new password signs in")
    held(not _reset(site.visitor(), link, "another heron in other reeds"), "it works twice")
    other = make_user(site.name())
    bent = re.sub(r"/key/[^-]+-", f"/key/{_base36(other.pk)}-", link)
    held(not _reset(site.visitor(), bent, NEW_PASSWORD), "it works for another account")


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits


def _reset(at: Visitor, link: str, password: str) -> bool:
    answer = at.get(link)
    where = answer.where if answer.status == 302 else link
    answer = at.fill(where, "password1", {"password1": password, "password2": password})
    return answer.status == 302


@attack
def letters_that_lead_elsewhere(site: Site) -> None:
    """A link in a letter leads to the host that a request named."""
    user, at = make_learner(site.name()), site.visitor()
    at.get("/password/reset/")
    evil = {"X-Forwarded-Host": "evil.example", "X-Host": "evil.example", "X-Forwarded-Server": "evil.example"}
    answer = at.post("/password/reset/", {"email": user.email}, evil)
    honest(answer.status == 302, "it is asked for")
    letters = site.mailbox.wait_for(user.email)
    honest(letters and ORIGIN in letters[0], "a letter with a link arrives")
    held("evil.example" not in letters[0], "it leads elsewhere")


@attack
def address_that_nobody_confirmed(site: Site) -> None:
    """An address is asked for without the password, or signs in and gets a link to a new password unconfirmed."""
    person, new = site.learner(), f"{site.name()}@example.org"
    EmailAddress.objects.create(user=person.user, email=person.user.email, primary=True, verified=True)
    asked = {"email": new, "action_add": ""}
    held("reauthenticate" in person.at.post("/account/email/", asked).where, "it is asked for without the password")
    person.at.fill("/account/reauthenticate/", "password", {"password": PASSWORD})
    honest(person.at.post("/account/email/", asked).where == "/account/email/", "a change is asked for")
    honest(site.mailbox.wait_for(person.user.email), "the old address is told at once")
    held(sign_in(site.visitor(), new).status == 200, "it signs in")
    before = len(site.mailbox.wait_for(new))
    site.visitor().fill("/password/reset/", "email", {"email": new})
    letters = site.mailbox.wait_for(new, before + 1, seconds=6)[before:]
    held(not any("/password/reset/key/" in letter for letter in letters), "it gets a link")


@attack
def second_factor_left_out(site: Site) -> None:
    """The password alone opens an account that has a second factor, at any page, by going on without it."""
    staff = site.staff()
    at = site.visitor()
    answer = sign_in(at, staff.user.username)
    honest("/2fa/authenticate/" in answer.where, "the second factor is asked for")
    for path in ("/account/devices/", "/profile/", "/backoffice/", "/account/2fa/", "/account/data.json"):
        held(at.get(path).is_sign_in, f"{path} opened without it")
    for code in ("000000", "", "1' OR '1'='1", "000000000000"):
        held(at.post("/account/2fa/authenticate/", {"code": code}).status != 302, f"{code!r} was taken")
    honest(staff.is_in, "with it, one is in")


@attack
def codes_tried_without_end(site: Site) -> None:
    """Codes of a second factor are tried from many addresses, with the right password."""
    within_one(TEN_MINUTES)
    staff = site.staff()
    statuses = []
    for _ in range(11):
        at = site.visitor()
        honest("/2fa/authenticate/" in sign_in(at, staff.user.username).where, "the password is taken")
        statuses.append(at.post("/account/2fa/authenticate/", {"code": "000000"}).status)
    honest(statuses[0] == 200, "a first wrong code is answered")
    held(statuses[-1] == 429, f"the codes were answered {statuses}")


@attack
def account_closed_by_another(site: Site) -> None:
    """An account is closed, or its data taken, by who does not know its password."""
    person = site.learner()
    for changes in ({"confirmed": "on"}, {"confirmed": "on", "password": "wrong"}):
        person.at.post("/account/close/", changes)
        held(User.objects.get(pk=person.user.pk).closed_at is None, f"{changes} closed it")
    held(site.visitor().get("/account/data.json").is_sign_in, "a guest gets the data")
    honest(sign_in(site.visitor(), person.user.username).status == 302, "its owner signs in")
