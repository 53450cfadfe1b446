"""What a learner does, as a person: registers, enrolls, studies, is tested, evaluates, claims and downloads."""

import hashlib
import random
import re
import time
import uuid

from soak.learning.browser import FOUND, Answer, Browser, Tally
from soak.learning.courses import CHAPTERS, COUPON, FILM_CHAPTER, FILM_MS, PAID, RIGHT, SOUGHT
from soak.learning.letters import Postbox
from soak.learning.mischief import Mischief
from soak.learning.pages import Form, chosen, form_with
from soak.learning.plan import GIVEN, Plan

PASSWORD = "a calm and sunny morning"  # noqa: S105 - of people who do not exist
TWICE, LATE = 0.25, 0.15
SIGN_IN = "/sign-in/"
LAST = 3
OK = 200
STEPS = 60
WAIT = 0.15
MOST_WAITS = 400
FILE = re.compile(r"/media/[^\"?']+")
DOCUMENT = re.compile(r"/certificates/[\w-]+\.pdf")


class Stuck(Exception):
    """A learner who did all that was asked cannot go on."""


class Learner:
    """One person on the way to credit."""

    def __init__(self, plan: Plan, base: str, postbox: Postbox, tally: Tally, seed: int) -> None:
        self.plan, self.postbox, self.tally = plan, postbox, tally
        self.dice = random.Random(f"{seed} {plan.name}")  # noqa: S311 - to be run again
        self.browser = Browser(base, plan.name, tally, self.dice)
        self.mischief = Mischief(plan, self.browser, tally)
        self.player = str(uuid.UUID(int=self.dice.getrandbits(128)))
        self.handed_in: dict[str, int] = {}

    @property
    def email(self) -> str:
        """Where letters go."""
        return f"{self.plan.name}@example.org"

    def live(self) -> None:
        """Do all that is planned."""
        self.register()
        for slug in self.plan.courses:
            self.enroll(slug)
            if self.plan.is_cheat:
                self.mischief.cheat(slug)
            else:
                self.follow(slug)
        for _ in range(LAST):
            self.browser.send_late()
        self.keep_documents()

    def note(self, *fact: str) -> None:
        """Write down that the site acknowledged a write."""
        with self.tally.changed() as tally:
            tally.journal.append((fact[0], self.plan.name, *fact[1:]))

    def own(self, path: str) -> None:
        """Let others try to open what is this learner's."""
        with self.tally.changed() as tally:
            tally.owned.append(path)

    def post(self, path: str, form: dict[str, str], *, twice: float = TWICE) -> Answer:
        """Send a form, now and then several times at once, and now and then an old one behind it."""
        answer = self.browser.post(path, form, twice=twice)
        if self.dice.random() < LATE:
            self.browser.send_late()
        return answer

    def register(self) -> None:
        """Open an account, read the letter, sign in and fill in the profile."""
        self.browser.get("/register/")
        taken = self.browser.post("/register/", {"username": self.plan.name, "email": self.email}, twice=TWICE)
        if taken.status == FOUND:
            self.note("registered")
        letter = self.postbox.wait_for(self.email, "initial password")
        if not letter:
            raise Stuck("no letter with a password came")
        first = re.search(r"initial password: (\S+)", letter)
        self._sign_in(first[1] if first else "")
        self._fill_in(first[1] if first else "")

    def _sign_in(self, *passwords: str) -> None:
        for password in passwords:
            self.browser.get(SIGN_IN)
            answer = self.browser.post(SIGN_IN, {"login": self.plan.name, "password": password})
            if answer.status == FOUND:
                return
        raise Stuck(f"none of the passwords opens the account: {answer.status}")

    def _fill_in(self, initial: str) -> None:
        """Send the profile until it is there; whoever lost the answer signs in by whichever password counts."""
        for _ in range(10):
            page = self.browser.get("/profile/")
            if page.status == FOUND:
                self._sign_in(PASSWORD, initial)
                continue
            form = form_with(page.text, "professions")
            if form is not None and "password" not in form.names:
                return
            if _is_taken(self.browser.post("/profile/", self._profile())):
                self.note("profile")
                return
        raise Stuck("the profile is not taken")

    def _profile(self) -> dict[str, str]:
        name, number = self.plan.identifier
        fields = {"password": PASSWORD, "password_again": PASSWORD, "city": "Boston", "country": "US"}
        fields |= {"given_name": GIVEN[self.plan.number % len(GIVEN)], "family_name": f"Example{self.plan.number}"}
        fields |= {"professions": self.plan.profession, name: number, "license_rows": "1", "board_rows": "1"}
        return fields

    def enroll(self, slug: str) -> None:
        """Find a course, enroll in it, by coupon where it costs, and see its front matter."""
        if f"/courses/{slug}/" not in self.browser.get(f"/courses/?q={SOUGHT[slug]}").text:
            raise Stuck(f"{slug} is not found")
        self.browser.get(f"/courses/{slug}/")
        if slug == PAID:
            self._redeem(slug)
        elif not _is_taken(self.post(f"/courses/{slug}/enroll/", {})):
            raise Stuck(f"enrolling in {slug} is refused")
        if self.browser.get(f"/courses/{slug}/learn/").status == 404:
            raise Stuck(f"not enrolled in {slug}")
        self.note("enrolled", slug)
        page = self.browser.get(f"/courses/{slug}/front-matter/")
        form = form_with(page.text, "front_matter")
        if form is not None and _is_taken(self.post(f"/courses/{slug}/front-matter/", form.data())):
            self.note("front matter", slug)

    def _redeem(self, slug: str) -> None:
        path = f"/courses/{slug}/checkout/"
        for _ in range(5):
            page = self.browser.get(path)
            if page.status == FOUND:
                return
            form = form_with(page.text, "shown")
            if form is None:
                raise Stuck("the checkout has no form")
            button = {"apply": "1", "coupon": COUPON} if "coupon" in form.names else {"enroll": "1"}
            answer = self.post(path, form.data(**button))
            if answer.location.startswith("/orders/"):
                self.own(answer.location)
        raise Stuck("the coupon does not open the course")

    def follow(self, slug: str) -> None:
        """Go where the site leads until nothing is left to do."""
        if "early-claim" in self.plan.tricks:
            self.mischief.claim_early(slug)
        for _ in range(STEPS):
            where = self.browser.get(f"/courses/{slug}/next/").location
            if where == SIGN_IN:
                raise Stuck("signed out")
            if not self._step(slug, where):
                return
        raise Stuck(f"{slug} leads to {where} for ever")

    def _step(self, slug: str, where: str) -> bool:
        if where == f"/courses/{slug}/learn/":
            return False
        if where.startswith(f"/courses/{slug}/learn/"):
            return self._study(slug)
        if where in {f"/courses/{slug}/posttest/", f"/courses/{slug}/posttest/result/"}:
            return self._be_tested(slug)  # the result says how long to wait before the next attempt
        if where.startswith(f"/courses/{slug}/evaluation/"):
            return self._evaluate(slug, where)
        return where == f"/courses/{slug}/claim/" and self._claim(slug)

    def _study(self, slug: str) -> bool:
        """Study every chapter; false where all were studied before, and there is no more to do."""
        if self.handed_in.get(slug):
            return False
        for chapter in CHAPTERS[slug]:
            path = f"/courses/{slug}/learn/{chapter}/"
            self._open(path)
            self._watch(path) if chapter == FILM_CHAPTER else self._read(path)
            self.note("finished", slug, chapter)
        return True

    def _open(self, path: str) -> None:
        """Open a chapter, and the file that it shows."""
        page = self.browser.get(path)
        file = FILE.search(page.text)
        if page.status != OK or (file and self.browser.get(file[0]).status != OK):
            raise Stuck(f"{path} does not open")

    def _watch(self, path: str) -> None:
        half = FILM_MS // 2
        for _ in range(MOST_WAITS):
            for start, end in ((0, 0), (0, half), (half, FILM_MS)):
                time.sleep(WAIT / 3)
                data = {"player": self.player, "took": "30", "start": f"{start}", "end": f"{end}"}
                answer = self.browser.post(
                    f"{path}beat/", data | ({"stopped": "1"} if end == FILM_MS else {}), twice=TWICE
                )
            if b'"finished": true' in answer.content:
                return
        raise Stuck(f"{path} is never finished")

    def _read(self, path: str) -> None:
        for _ in range(MOST_WAITS):
            time.sleep(WAIT)
            if self.browser.post(path, {}, twice=TWICE / 3).location != path:
                return
        raise Stuck(f"{path} is never believed")

    def _be_tested(self, slug: str) -> bool:
        """Hand in the next attempt; false where the plan knows of no other."""
        tried = self.handed_in.get(slug, 0)
        if tried >= len(self.plan.tries(slug)):
            return False
        path = f"/courses/{slug}/posttest/"
        form = self._test(path)
        self.mischief.before_the_hand_in(path, form)
        answers = _answers(form, self.plan.tries(slug)[tried])
        answer = self.post(path, answers)
        if not _is_taken(answer):
            raise Stuck(f"a whole test of {slug} was answered with {answer.status}")
        self.handed_in[slug] = tried + 1
        self.note("attempt", slug, f"{tried + 1}")
        return True

    def _test(self, path: str) -> Form:
        for _ in range(MOST_WAITS):
            page = self.browser.get(path)
            form = form_with(page.text, "signature") if page.status == 200 else None
            if form is not None:
                return form
            time.sleep(WAIT)
        raise Stuck(f"{path} never opens")

    def _evaluate(self, slug: str, path: str) -> bool:
        form = form_with(self.browser.get(path).text, "signature")
        if form is None:
            raise Stuck(f"{path} has no form")
        answers = {name: form.choices(name)[0].value for name in form.names if name.startswith("item.")}
        answer = self.post(path, {**form.data(), **answers})
        if answer.status != FOUND and form_with(answer.text, "signature"):
            raise Stuck(f"{path} is refused")
        self.note("evaluated", slug)
        return True

    def _claim(self, slug: str) -> bool:
        """Claim what is offered; false where nothing is."""
        path = f"/courses/{slug}/claim/"
        form = form_with(self.browser.get(path).text, "offer", "amount")
        if form is None:
            return False
        self.mischief.before_the_claim(path, form)
        answer = self.post(path, form.data(amount=self.plan.amount, attested="1"))
        held = form_with(self.browser.get(path).text, "offer", "amount") is None
        if _is_taken(answer) or held:
            self.note("claimed", slug, self.plan.amount)
        return held

    def keep_documents(self) -> None:
        """Download every certificate."""
        found = {path for slug in self.plan.courses for path in self._documents_of(slug)}
        for path in sorted(found):
            self.note("document", hashlib.sha256(self._document(path)).hexdigest())
            self.own(path)

    def _documents_of(self, slug: str) -> list[str]:
        return DOCUMENT.findall(self.browser.get(f"/courses/{slug}/claim/").text)

    def _document(self, path: str) -> bytes:
        for _ in range(MOST_WAITS):
            answer = self.browser.get(path)
            if answer.kind.startswith("application/pdf"):
                return answer.content
            time.sleep(WAIT)
        raise Stuck(f"{path} is never ready")


def _is_taken(answer: Answer) -> bool:
    """Return whether a form was taken: it leads on, and not to the page on which one signs in."""
    return answer.status == FOUND and answer.location != SIGN_IN


def _answers(form: Form, right: int) -> dict[str, str]:
    """Answer the first so many questions rightly and the others wrongly."""
    questions = sorted(name for name in form.names if name.startswith("question."))
    answers = form.data()
    for place, name in enumerate(questions):
        answers[name] = chosen(form, name, lambda label, is_right=place < right: label.startswith(RIGHT) == is_right)
    return answers
