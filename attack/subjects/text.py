"""Text that nobody expected, in every field that people fill in."""

from urllib.parse import quote

from tests.factories.commerce import make_order
from tests.factories.credit import make_ready

from attack.registry import attack, held, honest
from attack.site import Site
from attack.subjects.certificates import claim, file_of
from attack.subjects.payment import for_sale
from credence.accounts.enums import Role
from credence.accounts.models import Profile, User
from credence.credit.models import Certificate

ODD = (
    "\x00",
    "\ufffe\uffff",
    "\u202egnp.exe",
    "a\u200b\u200d\u2060b",
    "\U000e0001",
    "<svg onload=alert(1)>",
    "{{7*7}}{% debug %}",
    "' OR 1=1 --",
    "%' ESCAPE '",
    "%s%n%x",
    '=HYPERLINK("http://evil.example")',
    "\r\nSet-Cookie: a=b",
    "😀" * 50,
    "a" * 5_000,
    "Z\u0351\u036b\u0343" * 100,
    "\ud800",
)
"""Controls, noncharacters, direction, invisible signs, markup, templates, SQL, formats, formulas, headers, length."""


def sendable(text: str) -> str:
    """Return a text as it stands in an address; half a character is sent as it is."""
    return quote(text.encode(errors="surrogatepass"))


@attack
def in_searches_and_codes(site: Site) -> None:
    """Odd text is searched for, checked as a code, and asked for as a page."""
    guest = site.visitor()
    honest(guest.get("/courses/?q=course").status == 200, "a search is answered")
    for text in ODD:
        for path in (f"/courses/?q={sendable(text)}", f"/courses/?topic={sendable(text)}&page={sendable(text)}"):
            held(guest.get(path).status < 500, f"{path[:60]} failed")
        held(site.visitor().get(f"/verify/?code={sendable(text)}").status < 500, f"code {text[:20]!r} failed")
        held(guest.get(f"/courses/{sendable(text[:200])}/").status in {301, 302, 400, 404}, f"course {text[:20]!r}")


@attack
def in_signing_in(site: Site) -> None:
    """Odd text is typed into sign-in, registration, reset and the form for questions."""
    honest(site.visitor().get("/sign-in/").status == 200, "the page opens")
    for text in ODD:
        at = site.visitor()
        told = {"login": text, "password": text, "username": text, "email": f"{text}@example.org", "name": text}
        told |= {"subject": text, "message": text, "next": text}
        for path, name in (("/sign-in/", "login"), ("/register/", "email"), ("/password/reset/", "email")):
            held(at.fill(path, name, told).status < 500, f"{path} failed with {text[:20]!r}")
        held(at.fill("/support/", "email", {**told, "email": "a@example.org"}).status < 500, f"support: {text[:20]!r}")


@attack
def in_ones_own_name(site: Site) -> None:
    """Odd text is typed into the profile: pages, certificate and files of who has it fail for ever."""
    plain = {"given_name": "Ann", "family_name": "Lee", "city": "Boston", "country": "US", "professions": "physician"}
    honest(site.learner().at.post("/profile/", plain).status == 302, "a profile is stored")
    for text in ODD:
        enrollment = make_ready(site.course(), site.name())
        person = site.signed_in(enrollment.learner)
        told = {
            "given_name": text[:60],
            "family_name": f"Lee {text[:30]}",
            "city": text[:60],
            "professions": "physician",
        }
        answer = person.at.fill("/profile/", "given_name", {**told, "country": "US"})
        held(answer.status < 500, f"the profile failed with {text[:20]!r}")
        honest(claim(person, enrollment).status == 302, f"credit is awarded to {text[:20]!r}")
        certificate = Certificate.objects.get(award__enrollment=enrollment)
        held(file_of(person, certificate).startswith(b"%PDF"), f"no certificate for {text[:20]!r}")
        for path in ("/profile/", "/transcript/", "/my-courses/", "/account/"):
            status = person.at.get(path).status
            held(status == 200, f"{path} is answered {status} for {text[:20]!r}")
        held(person.at.get("/transcript.pdf").content.startswith(b"%PDF"), f"no transcript for {text[:20]!r}")


@attack
def stored_by_an_older_release(site: Site) -> None:
    """Odd text that an older release stored makes the provider's and the staff's files fail."""
    enrollment = make_ready(site.course(), site.name())
    person = site.signed_in(enrollment.learner)
    honest(claim(person, enrollment).status == 302, "credit is awarded")
    at = site.staff(Role.COORDINATOR).at
    report = f"/backoffice/reports/{enrollment.version.provider.slug}/"
    for text in ODD[1:9]:
        Profile.objects.filter(user=person.user).update(given_name=text, family_name=text, city=text)
        held(at.get(report).status == 200, f"the report fails with {text[:20]!r}")
        held(at.post(f"{report}file/", {"file": "learners"}).status == 200, f"the file fails with {text[:20]!r}")
        held(person.at.get("/account/").status == 200, f"the account fails with {text[:20]!r}")


@attack
def in_a_coupon(site: Site) -> None:
    """Odd text is typed as a coupon."""
    course = for_sale(site)
    for place, text in enumerate(ODD):
        if place % 8 == 0:
            person = site.learner()
        answer = person.at.fill(f"/courses/{course.slug}/checkout/", "shown", {"coupon": text, "apply": "1"})
        held(answer.status < 500, f"{text[:20]!r} was answered {answer.status}")
    honest(person.at.get(f"/courses/{course.slug}/checkout/").status == 200, "the checkout opens afterwards")


@attack
def wildcards_in_searches_of_staff(site: Site) -> None:
    """A sign in a search of the staff stands for anything."""
    order = make_order(site.learner().user, for_sale(site))
    at = site.staff(Role.FINANCE).at
    honest(
        order.number in at.get(f"/backoffice/orders/?q={order.learner.username}").text, "an order is found by a name"
    )
    honest(order.number in at.get(f"/backoffice/orders/?q={order.number}").text, "an order is found by its number")
    for text in ODD:
        held(at.get(f"/backoffice/orders/?q={sendable(text)}").status < 500, f"it fails with {text[:20]!r}")
    for sign in ("%25", "_", "*", ".*", f"{order.number[:3]}%25", order.number.replace(order.number[-3], "_")):
        held(
            order.number not in at.get(f"/backoffice/orders/?q={sign}&x").text.split("<tbody")[-1], f"{sign!r} finds it"
        )


@attack
def numbers_that_are_none(site: Site) -> None:
    """Pages are asked for by numbers that are none, or too large for a database."""
    person = site.learner()
    for number in ("0", "-1", "9" * 30, "1e9", "٣", "NaN", "0x10"):
        for path in ("/courses/?page={}", "/my-courses/?page={}", "/orders/{}/", "/orders/?page={}"):
            answer = person.at.get(path.format(quote(number)))
            held(answer.status < 500, f"{path.format(number)} failed")
    honest(person.at.get("/my-courses/?page=1").status == 200, "page 1 opens")


@attack
def names_that_look_alike(site: Site) -> None:
    """Somebody registers under a name that looks like that of another."""
    known = site.learner().user.username
    for look in (known.upper(), known.replace("o", "о"), f"{known}\u200b", known.replace("s", "ſ"), f" {known}"):
        site.visitor().fill("/register/", "email", {"username": look, "email": f"{site.name()}@example.org"})
    held(User.objects.filter(username__iexact=known).count() == 1, "an account has the same name")
    names = set(User.objects.values_list("username", flat=True))
    held(all(name.isascii() for name in names), "an account has a name of look-alike letters")
    name = site.name()
    site.visitor().fill("/register/", "email", {"username": name, "email": f"{name}@example.org"})
    honest(User.objects.filter(username=name).exists(), "a name of one's own is registered")
