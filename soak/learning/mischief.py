"""What is tried by those who want credit that is not theirs, and by honest people in a hurry."""

import time
import uuid

from soak.learning.browser import Answer, Browser, Tally
from soak.learning.courses import FILM_CHAPTER, FILM_MS, TEXT
from soak.learning.pages import Form
from soak.learning.plan import Plan

REFUSED = 422
OFFERS = 12
"""As many credits as all courses of a run have together, or more."""


class Mischief:
    """The tricks of one learner. What the site should have refused, and did not, is written down."""

    def __init__(self, plan: Plan, browser: Browser, tally: Tally) -> None:
        self.plan, self.browser, self.tally = plan, browser, tally

    def _try(self, what: str, path: str, data: dict[str, str], *refusals: int) -> None:
        answer = self.browser.post(path, data)
        self._judge(what, answer, *refusals)

    def _judge(self, what: str, answer: Answer, *refusals: int) -> None:
        with self.tally.changed() as tally:
            tally.tricks += 1
            if answer.status not in refusals:
                tally.got.append(f"{self.plan.name}: {what} was answered with {answer.status}")

    def claim_early(self, slug: str) -> None:
        """Claim before anything was done: of every offer there may be."""
        for offer in range(1, OFFERS + 1):
            data = {"offer": f"{offer}", "amount": "1.00", "attested": "1"}
            self._try("a claim before it was due", f"/courses/{slug}/claim/", data, REFUSED, 404)

    def before_the_hand_in(self, path: str, form: Form) -> None:
        """Send options that are none of the test's, and leave the page of the test to others."""
        name = next(name for name in sorted(form.names) if name.startswith("question."))
        if "wrong-option" in self.plan.tricks:
            self._try("a strange option", path, {**form.data(), name: "zzzzzz"}, REFUSED)
        if "strange-question" in self.plan.tricks:
            answers = {each: form.choices(each)[0].value for each in form.names if each.startswith("question.")}
            self._try("a question of another test", path, {**form.data(), **answers, "question.q99": "a"}, REFUSED)
        with self.tally.changed() as tally:
            tally.pages.append((path, form.data()["signature"]))

    def before_the_claim(self, path: str, form: Form) -> None:
        """Claim more than there is, part of a step, and without the attestation."""
        if "too-much" in self.plan.tricks:
            for amount in ("1.25", "0.10", "-1.00", "0.00", "1000.00"):
                self._try(f"a claim of {amount}", path, form.data(amount=amount, attested="1"), REFUSED)
            self._try("a claim without attesting", path, form.data(amount="0.25"), REFUSED)

    def cheat(self, slug: str) -> None:
        """Forge beats, skip the study, and use what is of others."""
        self.claim_early(slug)
        path = f"/courses/{slug}/learn/{FILM_CHAPTER}/"
        self.browser.get(path)
        for _ in range(5):
            beat = {"player": str(uuid.UUID(int=self.browser.dice.getrandbits(128))), "took": f"{FILM_MS}"}
            answer = self.browser.post(f"{path}beat/", {**beat, "start": "0", "end": f"{FILM_MS}"})
            self._judge("a forged beat", answer, 403 if b'"finished": true' in answer.content else answer.status)
        self._try("a beat of a course of others", f"/courses/{TEXT}/learn/text/beat/", {"player": "a" * 36}, 404)
        self._judge("a test without study", self.browser.get(f"/courses/{slug}/posttest/"), 302)
        self._use_of_others()
        self.claim_early(slug)

    def _use_of_others(self) -> None:
        """Open another's certificates and orders, and hand in another's test, once there are any."""
        time.sleep(1)
        with self.tally.changed() as tally:
            paths, pages = tally.owned[-6:], tally.pages[-3:]
        for path in paths:
            self._judge("another's certificate or order", self.browser.get(path), 404)
        for path, signature in pages:
            answer = self.browser.post(path, {"signature": signature, "question.q1": "a"})
            self._judge("another's test", answer, 404 if answer.location.endswith("/result/") else answer.status)
