"""Certificates, and the credit for which they stand."""

import re
import uuid

from tests.factories.accounts import make_identifier, profile_with
from tests.factories.catalog import make_provider
from tests.factories.credit import make_ready, offer_of
from tests.factories.enrollment import make_enrollment
from tests.factories.evaluation import make_form

from attack.registry import attack, held, honest
from attack.site import Person, Site, all_at_once
from attack.visitor import Answer
from credence.accounts.actions import save_profile
from credence.catalog.models import Course
from credence.credit.actions import note_numbers, revoke
from credence.credit.models import Award, Certificate
from credence.enrollment.models import Enrollment
from credence.evaluation.models import EvaluationResponse
from credence.kit.clock import now


def ready(site: Site, course: Course | None = None, **done: object) -> tuple[Person, Enrollment]:
    """Return a learner, signed in, who has done everything but claim, unless `done` says otherwise."""
    enrollment = make_ready(course or site.course(), site.name(), **done)  # type: ignore[arg-type]
    return site.signed_in(enrollment.learner), enrollment


def claim(person: Person, enrollment: Enrollment, /, **changes: str) -> Answer:
    """Claim 1.25 AMA credit, as the page does."""
    told = {"offer": str(offer_of(enrollment).pk), "amount": "1.25", "attested": "1"}
    return person.at.post(f"/courses/{enrollment.course.slug}/claim/", {**told, **changes})


def awarded(site: Site, course: Course | None = None) -> tuple[Person, Enrollment, Certificate]:
    """Return a learner who has claimed, and the certificate, of which its owner gets the file."""
    person, enrollment = ready(site, course)
    honest(claim(person, enrollment).status == 302, "a learner who did everything claims credit")
    certificate = Certificate.objects.get(award__enrollment=enrollment)
    honest(file_of(person, certificate).startswith(b"%PDF"), "who holds a certificate gets its file")
    return person, enrollment, Certificate.objects.get(pk=certificate.pk)


def file_of(person: Person, certificate: Certificate) -> bytes:
    """Return what a person gets at the address of a certificate."""
    return person.at.get(f"/certificates/{certificate.public_id}.pdf").content


@attack
def opened_by_another(site: Site) -> None:
    """Another learner and a guest open a certificate by its address."""
    owner, _, certificate = awarded(site)
    path = f"/certificates/{certificate.public_id}.pdf"
    other = site.learner().at.get(path)
    held(other.status == 404, f"another learner was answered {other.status}")
    held(owner.user.profile.family_name not in other.text, "the answer names its owner")
    held(site.visitor().get(path).is_sign_in, "a guest was not asked to sign in")


@attack
def found_by_counting(site: Site) -> None:
    """A certificate is looked for by numbers, neighbours and paths around its address."""
    owner, _, certificate = awarded(site)
    public = certificate.public_id
    neighbour = public[:-1] + ("A" if public[-1] != "A" else "B")
    tried = [str(certificate.pk), neighbour, public.swapcase(), f"{public}%00", f"../certificates/{public}", "", "%2e"]
    got = {each: owner.at.get(f"/certificates/{each}.pdf").status for each in tried}
    held(all(status in {400, 404} for status in got.values()), f"they were answered {got}")


@attack
def codes_told_apart(site: Site) -> None:
    """The page that checks codes tells a wrong code from a malformed one."""
    _, _, certificate = awarded(site)
    guest = site.visitor()
    honest("Example" in guest.get(f"/verify/?code={certificate.code}").text, "a true code is verified")
    wrong = certificate.code[:-4] + "".join(reversed(certificate.code[-4:]))
    answers = {each: guest.get(f"/verify/?code={each}") for each in (wrong, "AAAA-BBBB", "nonsense-of-a-guest")}
    pages = {(answer.status, _without(answer.text, code)) for code, answer in answers.items()}
    held(len(pages) == 1, "two pages differ by more than the code that was typed")


def _without(page: str, typed: str) -> str:
    return re.sub(r'(nonce=|csrfmiddlewaretoken" value=)"[^"]+"', "", page).replace(typed, "")


@attack
def codes_guessed(site: Site) -> None:
    """Codes of certificates are short, follow each other or repeat."""
    codes = [awarded(site)[2].code for _ in range(3)]
    letters = [re.sub(r"\W", "", code) for code in codes]
    held(min(len(set(a)) for a in letters) > 6, "a code has few different letters")
    held(min(map(len, letters)) * 5 >= 96, "a code has less than 96 bits")
    held(len(set(codes)) == len(codes), "a code came twice")
    held(len({code[:6] for code in letters}) == len(codes), "two codes begin alike")


@attack
def claimed_many_times_at_once(site: Site) -> None:
    """Twenty claims of the same credit at the same moment."""
    person, enrollment = ready(site)
    person.at.get("/sign-in/")
    answers = all_at_once([lambda: claim(person, enrollment)] * 20)
    honest(302 in {each.status for each in answers}, "one of them is awarded")
    awards = Award.objects.filter(enrollment=enrollment)
    certificates = Certificate.objects.filter(award__in=awards)
    held((awards.count(), certificates.count()) == (1, 1), "there are several awards or certificates")
    letters = site.mailbox.wait_for(person.user.email)
    held(len(letters) == 1, f"{len(letters)} letters were sent")
    held(max(each.status for each in answers) < 500, "a claim was answered with a fault")


@attack
def claimed_again_later(site: Site) -> None:
    """Credit that a learner holds is claimed again, also with another amount."""
    person, enrollment, _ = awarded(site)
    for amount in ("1.25", "1.50", "0.25"):
        claim(person, enrollment, amount=amount)
    amounts = list(Award.objects.filter(enrollment=enrollment).values_list("amount", flat=True))
    held([str(each) for each in amounts] == ["1.25"], f"the awards are {amounts}")


@attack
def claimed_before_the_work(site: Site) -> None:
    """Credit is claimed by a form of one's own before the posttest was passed, or before the evaluation."""
    for done in ({"right": 6}, {"evaluated": False}):
        course = site.course()
        person, enrollment = ready(site, course)
        honest(claim(person, enrollment).status == 302, "with everything done, credit is awarded")
        person, enrollment = ready(site, course, **done)
        answer = claim(person, enrollment)
        held(not Award.objects.filter(enrollment=enrollment).exists(), f"credit was awarded with {done}")
        held(answer.status == 422, f"it was answered {answer.status}, and not with the reason")


@attack
def claimed_before_any_study(site: Site) -> None:
    """Credit is claimed by who only enrolled."""
    _, done = ready(site)
    person = site.learner()
    enrollment = make_enrollment(person.user, done.course)
    held(claim(person, enrollment).status == 422, "it was not refused")
    held(not Award.objects.filter(enrollment=enrollment).exists(), "credit was awarded")


@attack
def facts_written_by_hand(site: Site) -> None:
    """Progress, results, amounts and dates are written into forms that do not ask for them."""
    forged = {
        "progress": "100",
        "passed": "true",
        "paid": "1",
        "credit": "99",
        "issued_at": "2020-01-01",
        "awarded_at": "2020-01-01",
        "learner": "1",
        "enrollment": "1",
        "finished_at": "2020-01-01",
    }
    person, enrollment = ready(site, right=5)
    held(claim(person, enrollment, **forged).status == 422, "a claim with them was not refused")
    held(not Award.objects.filter(enrollment=enrollment).exists(), "credit was awarded")
    person, enrollment = ready(site)
    honest(claim(person, enrollment, **forged).status == 302, "with the work done, they change nothing")
    given = Award.objects.get(enrollment=enrollment)
    held(str(given.amount) == "1.25" and given.awarded_at.year == now().year, "the award has forged facts")


@attack
def more_than_the_course_gives(site: Site) -> None:
    """More credit is claimed than the course gives, or an amount that is none."""
    person, enrollment = ready(site)
    for amount in ("1.75", "99", "-1", "0", "1e3", "NaN", "Infinity", "1.3", "1,25"):
        claim(person, enrollment, amount=amount)
        given = list(Award.objects.filter(enrollment=enrollment).values_list("amount", flat=True))
        held(not given, f"{amount} was awarded as {given}")
    honest(claim(person, enrollment, amount="1.50").status == 302, "what the course gives is awarded")


@attack
def credit_of_another_profession(site: Site) -> None:
    """A physician claims the credit of technologists by its number."""
    person, enrollment = ready(site)
    arrt = offer_of(enrollment, "arrt-a")
    claim(person, enrollment, offer=str(arrt.pk))
    held(not Award.objects.filter(enrollment=enrollment, offer=arrt).exists(), "it was awarded")
    honest(claim(person, enrollment).status == 302, "their own credit is awarded")


@attack
def credit_of_another_course(site: Site) -> None:
    """Credit of another course is claimed on the page of one that was completed."""
    person, enrollment = ready(site)
    _, elsewhere = ready(site)
    claim(person, enrollment, offer=str(offer_of(elsewhere).pk))
    held(not Award.objects.filter(enrollment__learner=person.user).exists(), "it was awarded")
    honest(claim(person, enrollment).status == 302, "the credit of the course itself is awarded")


@attack
def claimed_for_another(site: Site) -> None:
    """A learner sends the claim of another learner."""
    person, enrollment = ready(site)
    thief = site.learner()
    answer = claim(thief, enrollment, learner=str(person.user.pk), username=person.user.username)
    held(answer.status == 404, f"it was answered {answer.status}")
    held(not Award.objects.filter(enrollment__course=enrollment.course).exists(), "credit was awarded")
    honest(claim(person, enrollment).status == 302, "the learner themself is awarded")


@attack
def renamed_afterwards(site: Site) -> None:
    """A learner turns a certificate to somebody else by editing the profile."""
    person, _, certificate = awarded(site)
    before = file_of(person, certificate)
    data = profile_with(person.user, given_name="Eve", family_name="Thief")
    save_profile(user=person.user, data=data, by=person.user.username, now=now())
    honest("Thief" in person.at.get("/profile/").text, "the profile has the new name")
    held(file_of(person, certificate) == before, "the file is another one")
    page = site.visitor().get(f"/verify/?code={certificate.code}").text
    held("Thief" not in page and "Example" in page, "the page that verifies it tells the new name")
    held("Thief" not in person.at.get("/courses/").text.partition("</header>")[2], "a page of courses tells the name")


@attack
def withdrawn_but_shown(site: Site) -> None:
    """A certificate that was withdrawn is shown to somebody who checks it."""
    _, _, certificate = awarded(site)
    path = f"/verify/?code={certificate.code}"
    honest("revoked" not in site.visitor().get(path).text.lower(), "it is verified while it stands")
    revoke(award=certificate.award, by="operator", reason="Given by mistake", now=now())
    page = site.visitor().get(path).text.lower()
    held("revoked" in page or "withdrawn" in page, "the page does not say so")


@attack
def altered_file(site: Site) -> None:
    """One byte of a certificate is changed, or something is added, and the file is handed in to be checked."""
    person, _, certificate = awarded(site)
    file = file_of(person, certificate)
    genuine = _verdict(site, file)
    honest("Example" in genuine, "the file as it is verifies")
    place = site.chance.randrange(len(file) // 3, len(file) // 2)
    for altered in (file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :], file + b"\n", file[:-7]):
        held(_verdict(site, altered) != genuine, "an altered file is answered as the genuine one")


def _verdict(site: Site, file: bytes) -> str:
    answer = site.visitor().upload("/verify/", file)
    honest(answer.status in {200, 422}, "a file is checked")
    return _without(answer.text, "")


@attack
def one_number_for_two_accounts(site: Site) -> None:
    """Two accounts take one NPI, and the same credit twice."""
    course = site.course()
    people = [ready(site, course) for _ in range(2)]
    number = site.chance.choice(["1234567893", "1993999998"])
    for person, _ in people:
        make_identifier(person.user, "npi", number)
        note_numbers(learner=person.user, by=person.user.username, now=now())
    answers = [claim(*each).status for each in people]
    given = Award.objects.filter(enrollment__course=course).count()
    held(given <= 1, f"{given} awards were given")
    honest(302 in answers, "one of them gets the credit")


@attack
def enrollment_of_nobody(site: Site) -> None:
    """Pages of a course and its claim are asked for by names of courses that are none."""
    person, enrollment = ready(site)
    honest(person.at.get(f"/courses/{enrollment.course.slug}/claim/").status == 200, "the page of one's own opens")
    for slug in (str(uuid.uuid4()), "..", "%2e%2e", f"{enrollment.course.slug}%00", f"{enrollment.course.slug}'--"):
        answer = person.at.get(f"/courses/{slug}/claim/")
        held(answer.status in {400, 404, 301}, f"{slug} was answered {answer.status}")


@attack
def transcript_of_another(site: Site) -> None:
    """A learner asks for the transcript of another by every name it could have."""
    owner, _, certificate = awarded(site)
    honest(certificate.code in owner.at.get("/transcript/").text, "the owner's transcript has it")
    thief = site.learner()
    for query in (f"learner={owner.user.pk}", f"user={owner.user.username}", f"public_id={owner.user.public_id}"):
        for path in ("/transcript/", "/account/data.json", "/my-courses/"):
            held(certificate.code not in thief.at.get(f"{path}?{query}").text, f"{path}?{query} shows it")


@attack
def evaluation_of_another(site: Site) -> None:
    """The evaluation of another course, and of a provider of whom nothing was taken, is sent."""
    person, enrollment = ready(site, evaluated=False)
    mine = enrollment.version.evaluations.get().form_id
    path = f"/courses/{enrollment.course.slug}/evaluation/{{}}/".format
    honest(person.at.get(path(mine)).status == 200, "the course's own form opens")
    other = make_form(make_provider(site.name())).pk
    for answer in (person.at.get(path(other)), person.at.post(path(other)), site.learner().at.post(path(mine))):
        held(answer.status == 404, f"it was answered {answer.status}")
    held(not EvaluationResponse.objects.filter(enrollment=enrollment).exists(), "answers were stored")
