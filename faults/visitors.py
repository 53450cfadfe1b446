"""Who is at work on the site meanwhile: guests, readers, students, people who enroll, people who pay. Needs Django."""

import hashlib
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from attack.site import Person, listed
from attack.subjects.posttest import SIGNATURE, filled
from attack.visitor import form_with
from soak.learning.browser import Tally
from tests.factories.commerce import make_paid_course
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import finish_all

from credence.accounts.enums import Profession
from credence.catalog.models import Course
from faults.films import film_of, make_film
from faults.registry import BEAT, ENROLL, FILM, HAND_IN, PAYMENT
from faults.seen import Given, Seen
from faults.site import Site

PUBLIC, SIGNED_IN = "public page", "page signed in"
ALWAYS = (PUBLIC, SIGNED_IN, HAND_IN, ENROLL)
COURSES = 40
"""So many courses each student passes, and so many are there to enroll in: more than there is time for."""

PACE, WRITING_PACE = 0.4, 1.5
"""Seconds between two acts of one person who reads, and of one who writes."""

BUYERS = 12
"""Each pays once, and as many come."""

DOCUMENT = re.compile(r"/certificates/[\w-]+\.pdf")


class Visitors:
    """All who come during one fault. What the site acknowledged to them is in the journal of `tally`."""

    def __init__(self, site: Site, seen: Seen, tally: Tally, kinds: tuple[str, ...] = ()) -> None:
        self.site, self.seen, self.tally = site, seen, tally
        self.kinds = (*ALWAYS, *kinds)
        courses = _courses(site)
        people = site.people
        readers = [self._guest(), self._reader(people.learner())]
        readers += [self._viewer(people.learner(), number) for number in range(2) if FILM in kinds]
        writers = [self._student(people.learner(Profession.RADIOLOGIC_TECHNOLOGIST), courses) for _ in range(2)]
        writers += [self._enrolling(people.learner(), courses), *(self._buyer() for _ in range(2) if PAYMENT in kinds)]
        acts = [*((each, PACE) for each in readers), *((each, WRITING_PACE) for each in writers)]
        self._threads = [threading.Thread(target=self._go_on, args=each) for each in acts]

    @contextmanager
    def about(self) -> Iterator[None]:
        """Let them come and go until the end of the block."""
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self.seen.is_over.set()
            for thread in self._threads:
                thread.join()

    def _go_on(self, acts: Iterator[None], pace: float) -> None:
        """Do one thing after another until everything is over."""
        try:
            while not self.seen.is_over.wait(pace) and next(acts, self) is not self:
                continue
        except Given:
            return

    def note(self, *fact: str) -> None:
        """Write down that the site acknowledged a write."""
        with self.tally.changed() as tally:
            tally.journal.append(fact)

    def _guest(self) -> Iterator[None]:
        """Look around: pages that nginx keeps, and one that it does not."""
        guest = self.site.people.visitor()
        while True:
            for path in ("/", "/courses/", f"/courses/?q=course{time.monotonic_ns()}"):
                self.seen.ask(PUBLIC, lambda path=path: guest.get(path))
                yield

    def _reader(self, person: Person) -> Iterator[None]:
        while True:
            self.seen.ask(SIGNED_IN, lambda: person.at.get("/my-courses/"))
            yield

    def _viewer(self, person: Person, number: int) -> Iterator[None]:
        """Watch a film: a part of it, and what the player says, again and again."""
        chapter = make_film(self.site, person.user, number)
        page = self.seen.ask(SIGNED_IN, lambda: person.at.get(chapter)).answer
        for part in film_of(page.text):
            self.seen.ask(FILM, lambda part=part: person.at.get(part.address, part.range), 206)
            yield
            self.seen.ask(BEAT, lambda part=part: person.at.post(f"{chapter}beat/", part.beat))
            yield

    def _enrolling(self, person: Person, courses: list[Course]) -> Iterator[None]:
        """Enroll in one course after another, and see again what is there."""
        for course in courses:
            path = f"/courses/{course.slug}/enroll/"
            self.seen.ask(ENROLL, lambda path=path: person.at.post(path), 302)
            self.note("enrolled", person.user.username, course.slug)
            yield

    def _student(self, person: Person, courses: list[Course]) -> Iterator[None]:
        """Pass the posttest of one course after another, and keep the certificate."""
        for course in courses:
            finish_all(make_enrollment(person.user, course))
        for course in courses:
            self._pass(person, course)
            yield

    def _pass(self, person: Person, course: Course) -> None:
        path, name = f"/courses/{course.slug}/posttest/", person.user.username
        page = self.seen.ask(SIGNED_IN, lambda: person.at.get(path)).answer
        if not SIGNATURE.search(page.text):
            return
        sent = filled(page.text, set(range(1, 11)))
        asked = self.seen.ask(HAND_IN, lambda: person.at.post(path, sent), 302)
        if asked.answer.status != 302:
            return
        self.note("attempt", name, course.slug, "1")
        result = self.seen.ask(SIGNED_IN, lambda: person.at.get(f"{path}result/")).answer
        found = DOCUMENT.search(result.text)
        if found:
            self.note("claimed", name, course.slug, "1.00")
            self._download(person, found[0])

    def _download(self, person: Person, path: str) -> None:
        """Keep the file of a certificate, if it is drawn already."""
        file = self.seen.ask(SIGNED_IN, lambda: person.at.get(path), 200, 202, 302).answer
        if file.content.startswith(b"%PDF"):
            self.note("document", person.user.username, hashlib.sha256(file.content).hexdigest())

    def _buyer(self) -> Iterator[None]:
        """Pay for courses by card; ten payments an hour are what one person may make."""
        course = listed(make_paid_course(self.site.people.name()))
        path = f"/courses/{course.slug}/checkout/"
        for person in [self.site.people.learner() for _ in range(BUYERS)]:
            self._pay(person, path)
            yield

    def _pay(self, person: Person, path: str) -> None:
        page = self.seen.ask(SIGNED_IN, lambda: person.at.get(path)).answer
        token, key = self.site.gateway.card()
        sent = {**form_with(page, "shown"), **BILL, "card_token": token, "card_key": key}
        self.seen.ask(PAYMENT, lambda: person.at.post(path, sent), 302)


BILL = {
    "bill_name": "Dana Example",
    "bill_street": "8320 E. West St.",
    "bill_city": "Spokane",
    "bill_region": "WA",
    "bill_postal_code": "85284",
    "bill_country": "US",
}


def _courses(site: Site) -> list[Course]:
    """Return the courses of a run, made by the first who asks."""
    known = list(Course.objects.filter(slug__startswith="course-").order_by("pk")[:COURSES])
    return known + [site.people.course() for _ in range(COURSES - len(known))]
