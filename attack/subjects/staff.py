"""The back office, and who may do what in it."""

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse
from tests.factories.catalog import make_provider
from tests.factories.credit import make_accredited_course, make_ready
from tests.house.walking import addresses

from attack.registry import attack, held, honest
from attack.site import Site, listed
from attack.subjects.certificates import awarded, claim
from credence.accounts.enums import Role
from credence.accounts.models import HeldRole, Profile

EXAMPLES = {"number": "1", "pk": "1", "kind": "csv", "name": "month", "provider": "riverside", "key": "x"}
SCRIPT = "<script>alert(1)</script>"


def doors() -> list[str]:
    """Return an address of every page of the back office."""
    return sorted(_path(each.name, each.takes) for each in addresses() if each.name.startswith("backoffice:"))


def _path(name: str, takes: tuple[str, ...]) -> str:
    values = {each: EXAMPLES.get(each, "unknown") for each in takes}
    if name == "backoffice:refund":
        values["key"] = "00000000-0000-4000-8000-000000000000"
    return reverse(name, kwargs=values)


@attack
def doors_tried_by_a_learner(site: Site) -> None:
    """A learner opens, and sends forms to, every page of the back office."""
    person = site.learner()
    honest(person.at.get("/my-courses/").status == 200, "a learner's own page opens")
    for path in [*doors(), "/admin/", "/studio/"]:
        got = person.at.get(path).status, person.at.post(path).status
        held(got == (404, 404), f"{path} was answered {got}")


@attack
def doors_tried_by_a_guest(site: Site) -> None:
    """A guest opens every page of the back office."""
    guest = site.visitor()
    for path in doors():
        held(guest.get(path).is_sign_in, f"{path} did not ask to sign in")
        held(guest.post(path).is_sign_in, f"{path} took a form")


@attack
def doors_tried_by_the_password_alone(site: Site) -> None:
    """One of the staff who never gave a second factor opens every page, also once a factor was set up elsewhere."""
    staff = site.staff(Role.MANAGER, with_factor=False)
    honest(site.staff(Role.MANAGER).at.get("/backoffice/staff/").status == 200, "with a factor, they open")
    for path in doors():
        held(staff.at.get(path).where.startswith("/account/2fa/"), f"{path} opened without any factor")
    TOTP.activate(staff.user, generate_totp_secret())
    for path in doors():
        where = staff.at.get(path).where
        held(where.startswith("/account/2fa/reauthenticate/"), f"{path} opened by a session without the factor")


@attack
def pages_of_another_role(site: Site) -> None:
    """Each role opens pages of the others."""
    may = {
        Role.FINANCE: {"/backoffice/revenue/", "/backoffice/orders/", "/backoffice/coupons/"},
        Role.SUPPORT: {"/backoffice/orders/", "/backoffice/coupons/"},
        Role.COORDINATOR: {"/backoffice/numbers/", "/backoffice/coupons/"},
        Role.MANAGER: {"/backoffice/staff/", "/backoffice/record/"},
    }
    every = set().union(*may.values())
    for role, own in may.items():
        at = site.staff(role).at
        got = {path: at.get(path).status for path in every}
        honest(all(got[path] == 200 for path in own), f"{role} opens their own pages: {got}")
        held(all(got[path] in {403, 404} for path in every - own), f"{role} opens pages of others: {got}")


@attack
def learners_of_another_provider(site: Site) -> None:
    """A coordinator of one provider opens the learners of another, as a page and as a file."""
    mine, theirs = make_provider(site.name()), make_provider(site.name())
    at = site.staff(Role.COORDINATOR, scope=mine.slug).at
    honest(at.get(f"/backoffice/reports/{mine.slug}/").status == 200, "the own provider's page opens")
    honest(at.post(f"/backoffice/reports/{mine.slug}/file/", {"file": "learners"}).status == 200, "its file is made")
    for path in ("", "evaluations/", "supporters/"):
        status = at.get(f"/backoffice/reports/{theirs.slug}/{path}").status
        held(status in {403, 404}, f"{path} of another was answered {status}")
    for form in ("learners", "evaluations", "arrt"):
        status = at.post(f"/backoffice/reports/{theirs.slug}/file/", {"file": form}).status
        held(status in {403, 404}, f"the file of another was answered {status}")


@attack
def learners_of_all_providers(site: Site) -> None:
    """A coordinator of one provider sees accounts of others under what counts for all."""
    mine = make_provider(site.name())
    at = site.staff(Role.COORDINATOR, scope=mine.slug).at
    honest(at.get(f"/backoffice/reports/{mine.slug}/").status == 200, "the own provider's page opens")
    for path in ("numbers/", "professions/", "fast-completions/", "own-courses/", "unstamped/", "orders/", "revenue/"):
        status = at.get(f"/backoffice/{path}").status
        held(status in {403, 404}, f"{path} was answered {status}")


@attack
def role_given_to_oneself(site: Site) -> None:
    """A manager gives themself a role, directly and by an invitation to their own address."""
    manager, other = site.staff(Role.MANAGER), site.staff(Role.SUPPORT)
    role = {"role": Role.FINANCE, "scope": "", "reason": "Because"}
    path = "/backoffice/staff/{}/".format
    for sent in (role, {**role, "username": other.user.username}, {**role, "public_id": other.user.public_id}):
        manager.at.post(path(manager.user.public_id), sent)
    manager.at.post("/backoffice/staff/invite/", {**role, "email": manager.user.email})
    held(set(_roles(manager.user.pk)) == {Role.MANAGER}, f"they have {_roles(manager.user.pk)}")
    other.at.post(path(other.user.public_id), role)
    held(set(_roles(other.user.pk)) == {Role.SUPPORT}, "support gave itself a role")
    manager.at.post(path(other.user.public_id), role)
    honest(set(_roles(other.user.pk)) == {Role.SUPPORT, Role.FINANCE}, "a manager gives a role to somebody else")


def _roles(user: int) -> list[str]:
    return list(HeldRole.objects.filter(user_id=user).values_list("role", flat=True))


@attack
def invitation_that_was_guessed(site: Site) -> None:
    """Invitations to the staff are guessed."""
    person = site.learner()
    for token in ("", "a", "0" * 43, "../../backoffice", "%00", "a-link-of-the-tests"):
        for answer in (person.at.get(f"/staff/join/{token}/"), person.at.post(f"/staff/join/{token}/")):
            held(answer.status in {200, 302, 400, 404, 405, 409}, f"{token!r} was answered {answer.status}")
    held(not _roles(person.user.pk) and person.at.get("/backoffice/").status == 404, "one of them gave a role")


@attack
def script_in_a_name(site: Site) -> None:
    """A learner's name is a script, which runs in lists of the staff, on pages and on the certificate's page."""
    person, enrollment, certificate = awarded(site)
    Profile.objects.filter(user=person.user).update(given_name=SCRIPT, family_name=f'"><img src=x onerror={SCRIPT}>')
    pages = [person.at.get(path) for path in ("/profile/", "/account/", "/transcript/", "/my-courses/")]
    pages.append(site.visitor().get(f"/verify/?code={certificate.code}"))
    staff = site.staff(Role.COORDINATOR)
    pages.append(staff.at.get(f"/backoffice/reports/{enrollment.version.provider.slug}/"))
    honest(any("&lt;script" in answer.text for answer in pages), "a page shows the name")
    held(not any(SCRIPT in answer.text or "<img src=x" in answer.text for answer in pages), "a page has it as markup")


@attack
def script_as_a_name_from_the_start(site: Site) -> None:
    """Somebody whose name is markup is given credit, and staff and everybody look at it."""
    course = listed(make_accredited_course(site.name()))
    enrollment = make_ready(course, site.name(), given_name="<svg onload=alert(1)>", family_name="{{7*7}}")
    person = site.signed_in(enrollment.learner)
    honest(claim(person, enrollment).status == 302, "credit is awarded")
    transcript = person.at.get("/transcript/")
    honest(transcript.status == 200, "the transcript opens")
    held("<svg onload" not in transcript.text, "the transcript has it as markup")
    held(person.at.get("/transcript.pdf").content.startswith(b"%PDF"), "the transcript cannot be drawn")
    held(">49<" not in person.at.get("/account/").text, "a template ran in it")
