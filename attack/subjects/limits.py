"""How often something may be done."""

from attack.registry import attack, held, honest
from attack.site import HOUR, TEN_MINUTES, Site, within_one

VERIFY = 60
LETTERS = 5


@attack
def codes_of_certificates_tried_without_end(site: Site) -> None:
    """One place checks codes without end, and says in its headers to be others; another place is shut out."""
    at = site.visitor()
    statuses = []
    for number in range(2 * VERIFY + 1):
        statuses.append(at.get(f"/verify/?code=AAAA-{number}", {"X-Forwarded-For": f"198.51.100.{number}"}).status)
        if statuses[-1] == 429:
            break
    honest(statuses[0] == 200, "a first code is answered")
    held(statuses[-1] == 429, f"{len(statuses)} codes were checked in a row")
    answer = at.get("/verify/?code=AAAA-AAAA")
    held(answer.status == 200 or 0 < int(answer.headers.get("Retry-After", "0")) <= VERIFY, "Retry-After is not true")
    honest(site.visitor().get("/verify/?code=AAAA-BBBB").status == 200, "another place is answered")


@attack
def mailbox_filled(site: Site) -> None:
    """Registrations, resets and questions fill the mailbox of somebody, from many places."""
    within_one(HOUR)
    address = f"{site.name()}@example.org"
    for path in ("/password/reset/", "/register/"):
        statuses = []
        for _ in range(LETTERS + 3):
            fields = {"email": address, "username": site.name()}
            statuses.append(site.visitor().fill(path, "email", fields).status)
        honest(statuses[0] == 302, f"{path} works")
        held(statuses[-1] == 429, f"{path} was answered {statuses}")
    letters = site.mailbox.wait_for(address, 2 * LETTERS + 1, seconds=6)
    held(len(letters) <= 2 * LETTERS, f"{len(letters)} letters were sent")


@attack
def questions_without_end(site: Site) -> None:
    """The form for questions is sent without end."""
    within_one(HOUR)
    person = site.learner()
    told = {"name": "A", "email": person.user.email, "subject": "A question", "message": "How?"}
    answers = [person.at.fill("/support/", "email", told) for _ in range(8)]
    honest(answers[0].status in {200, 302}, "a question is taken")
    held(answers[-1].status == 429, f"they were answered {[each.status for each in answers]}")


@attack
def place_shut_out_by_one(site: Site) -> None:
    """Somebody's wrong guesses shut out everybody else behind the same address."""
    within_one(TEN_MINUTES)
    person, at = site.learner(), site.visitor()
    for number in range(12):
        at.fill("/sign-in/", "login", {"login": "somebody-else", "password": f"wrong {number}"})
    honest(at.fill("/sign-in/", "login", {"login": "somebody-else", "password": "x"}).status == 429, "one is stopped")
    at.cookies.clear()
    person.at.source = at.source
    person.at.cookies.clear()
    held(person.sign_in().status == 302, "a neighbour is stopped, too")


@attack
def ban_lengthened_by_trying(site: Site) -> None:
    """What was refused is tried on, so that the refusal lasts for longer."""
    within_one(TEN_MINUTES)
    at = site.visitor()
    waits = []
    for number in range(16):
        answer = at.fill("/sign-in/", "login", {"login": "somebody-new", "password": f"wrong {number}"})
        waits += [int(answer.headers["Retry-After"])] if answer.status == 429 else []
    honest(len(waits) > 1, "guesses are stopped")
    held(waits == sorted(waits, reverse=True), f"the waits are {waits}")
