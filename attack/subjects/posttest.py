"""The posttest: its key, and the number of attempts."""

import re

from tests.factories.credit import ARRT, posttest_of
from tests.factories.enrollment import make_enrollment
from tests.factories.progress import finish_all

from attack.registry import attack, held, honest
from attack.site import Person, Site, all_at_once
from attack.subjects.certificates import claim
from attack.visitor import Answer
from credence.assessment.models import Attempt
from credence.catalog.models import Course
from credence.enrollment.models import Enrollment

CHOICE = re.compile(r'name="question\.([\w-]+)"\s+value="(\w+)"[^>]*>\s*<span>([^<]*)</span>')
SIGNATURE = re.compile(r'name="signature" value="([^"]+)"')
NEW_EACH_TIME = re.compile(r'(nonce=|csrfmiddlewaretoken" value=|name="signature" value=)"[^"]+"')


def page_of(enrollment: Enrollment) -> str:
    """Return the address of the posttest."""
    return f"/courses/{enrollment.course.slug}/posttest/"


def studied(site: Site, course: Course | None = None) -> tuple[Person, Enrollment]:
    """Return a learner, signed in, who has studied everything and may take the posttest."""
    person = site.learner()
    enrollment = make_enrollment(person.user, course or site.course())
    finish_all(enrollment)
    return person, enrollment


def filled(page: str, right: set[int]) -> dict[str, str]:
    """Return what a learner sends whose answers to these questions are right, and to the others wrong."""
    signature = SIGNATURE.search(page)
    honest(signature, "the posttest opens")
    sent = {"signature": signature[1] if signature else "", "confirmed": "yes"}
    for question, code, text in CHOICE.findall(page):
        letter = "a" if int(question.removeprefix("q")) in right else "b"
        if text.startswith(f"Option {letter}"):
            sent[f"question.{question}"] = code
    return sent


def opened(person: Person, enrollment: Enrollment, right: int = 8) -> dict[str, str]:
    """Open the posttest, and return what a learner sends who has so many answers right."""
    return filled(person.at.get(page_of(enrollment)).text, set(range(1, right + 1)))


def hand_in(person: Person, enrollment: Enrollment, sent: dict[str, str]) -> Answer:
    """Send the posttest."""
    return person.at.post(page_of(enrollment), sent)


def attempts(enrollment: Enrollment) -> int:
    """Return how many attempts are stored."""
    return Attempt.objects.filter(enrollment=enrollment).count()


def passed(answer: Answer) -> bool:
    """Whether a hand-in was taken."""
    return answer.status == 302 and answer.where.endswith("/result/")


@attack
def key_read_before_passing(site: Site) -> None:
    """The key and the explanations are looked for on every page of who has failed."""
    person, enrollment = studied(site)
    honest(passed(hand_in(person, enrollment, opened(person, enrollment, 2))), "a posttest is handed in")
    pages = [page_of(enrollment), f"{page_of(enrollment)}result/", f"/courses/{enrollment.course.slug}/learn/"]
    for path in [*pages, "/account/data.json", "/my-courses/"]:
        text = person.at.get(path).text
        held("Because of" not in text, f"{path} has an explanation")
        held('"correct"' not in text and "data-correct" not in text, f"{path} has the key")
    honest(passed(hand_in(person, enrollment, opened(person, enrollment))), "the next attempt passes")
    shown = person.at.get(f"{page_of(enrollment)}result/").text
    honest("Because of" in shown, "who has passed is shown the explanations")


@attack
def key_found_by_comparing(site: Site) -> None:
    """Two learners with equal scores compare what they are told of different wrong answers."""
    course = site.course()
    told = []
    for right in ({1, 2, 3}, {8, 9, 10}):
        person, enrollment = studied(site, course)
        sent = filled(person.at.get(page_of(enrollment)).text, right)
        honest(passed(hand_in(person, enrollment, sent)), "a posttest is handed in")
        page = person.at.get(f"{page_of(enrollment)}result/").text
        told.append(NEW_EACH_TIME.sub("", page).replace(person.user.username.capitalize(), ""))
    held(_main(told[0]) == _main(told[1]), "the pages differ")


def _main(page: str) -> str:
    """Return what a page tells, without moments, which differ from one learner to the next."""
    return re.sub(r"<time[^>]*>.*?</time>", "", page.partition("<main")[2].partition("</main>")[0], flags=re.DOTALL)


@attack
def read_without_enrollment(site: Site) -> None:
    """Questions are read by a guest, by who is not enrolled, and by who has not studied."""
    person, enrollment = studied(site)
    honest("What of q1?" in person.at.get(page_of(enrollment)).text, "who has studied reads them")
    held(site.visitor().get(page_of(enrollment)).is_sign_in, "a guest was not asked to sign in")
    stranger = site.learner()
    answer = stranger.at.get(page_of(enrollment))
    held(answer.status == 404, f"who is not enrolled was answered {answer.status}")
    make_enrollment(stranger.user, enrollment.course)
    held("What of q1?" not in stranger.at.get(page_of(enrollment)).text, "who has not studied reads them")


@attack
def sent_without_enrollment(site: Site) -> None:
    """Answers are handed in by who is not enrolled, or has not studied."""
    person, enrollment = studied(site)
    sent = opened(person, enrollment)
    stranger = site.learner()
    answer = hand_in(stranger, enrollment, sent)
    held(answer.status in {404, 409}, f"the page of another was answered {answer.status}")
    answer = hand_in(stranger, enrollment, {**sent, "signature": ""})
    held(answer.status == 404, f"a page of one's own was answered {answer.status}")
    mine = make_enrollment(stranger.user, enrollment.course)
    hand_in(stranger, mine, sent)
    held((attempts(mine), attempts(enrollment)) == (0, 0), "an attempt was stored")
    honest(passed(hand_in(person, enrollment, sent)), "the page's own learner hands it in")


@attack
def last_attempt_many_times(site: Site) -> None:
    """Twenty hand-ins at the same moment, when one attempt is left."""
    person, enrollment = studied(site)
    for _ in range(2):
        honest(passed(hand_in(person, enrollment, opened(person, enrollment, 1))), "an attempt is taken")
    sent = opened(person, enrollment, 1)
    answers = all_at_once([lambda: hand_in(person, enrollment, sent)] * 20)
    held(attempts(enrollment) == 3, f"{attempts(enrollment)} attempts were taken of 3")
    held(max(each.status for each in answers) < 500, "one was answered with a fault")
    answer = hand_in(person, enrollment, {**sent, "signature": sent["signature"]})
    held(attempts(enrollment) == 3, f"a fourth attempt was taken ({answer.status})")


@attack
def sent_twice(site: Site) -> None:
    """A page is sent twice, and by Back once more with better answers."""
    person, enrollment = studied(site)
    page = person.at.get(page_of(enrollment)).text
    honest(passed(hand_in(person, enrollment, filled(page, {1}))), "it is handed in once")
    hand_in(person, enrollment, filled(page, {1}))
    hand_in(person, enrollment, {**filled(page, set(range(1, 11))), "confirmed": ""})
    rights = list(Attempt.objects.filter(enrollment=enrollment).values_list("right", flat=True))
    held(rights == [1], f"the attempts have {rights} right answers")


@attack
def made_up_answers(site: Site) -> None:
    """Answers name a question twice, one that is not on the test, or an option of another."""
    person, enrollment = studied(site)
    sent = opened(person, enrollment)
    other = sent["question.q2"]
    bad: list[dict[str, str | list[str]]] = [
        {"question.q1": other},
        {"question.q99": other},
        {"question.q1": [sent["question.q1"], other]},
        {"question.q1": "a"},
        {"signature": sent["signature"][:-3] + "AAA"},
        {"signature": ""},
    ]
    for change in bad:
        answer = person.at.post(page_of(enrollment), {**sent, **change})
        held(attempts(enrollment) == 0, f"{sorted(change)} was counted")
        held(answer.status < 500, f"{sorted(change)} was answered {answer.status}")
    honest(passed(hand_in(person, enrollment, sent)), "the same without it is taken")


@attack
def page_of_another(site: Site) -> None:
    """A learner hands in the page that another learner of the course opened."""
    course = site.course()
    first, mine = studied(site, course)
    second, theirs = studied(site, course)
    sent = opened(first, mine)
    hand_in(second, theirs, sent)
    held((attempts(mine), attempts(theirs)) == (0, 0), "it was counted")
    honest(passed(hand_in(first, mine, sent)), "who opened it hands it in")


@attack
def score_written_by_hand(site: Site) -> None:
    """The score is written into the form."""
    person, enrollment = studied(site)
    forged = {"right": "10", "passed": "1", "score": "100", "target": "0", "number": "9", "total": "1"}
    honest(passed(hand_in(person, enrollment, {**opened(person, enrollment, 2), **forged})), "it is handed in")
    stored = Attempt.objects.get(enrollment=enrollment)
    held((stored.right, stored.total, stored.target) == (2, 10, 70), "what was stored is what was written")


@attack
def one_below_the_mark(site: Site) -> None:
    """Credit is claimed with one answer less than the pass mark asks for."""

    person, enrollment = studied(site)
    honest(posttest_of(enrollment).questions.count() == 10, "it has ten questions")
    honest(passed(hand_in(person, enrollment, opened(person, enrollment, 6))), "it is handed in")
    held(claim(person, enrollment).status == 422, "a claim was not refused")


@attack
def questions_left_out(site: Site) -> None:
    """Only the questions that one knows are handed in, so that the score is over fewer."""
    person, enrollment = studied(site)
    sent = opened(person, enrollment, 10)
    known = {name: code for name, code in sent.items() if name not in {f"question.q{place}" for place in range(1, 5)}}
    honest(len(known) == len(sent) - 4, "four of ten are left out")
    hand_in(person, enrollment, known)
    scores = list(Attempt.objects.filter(enrollment=enrollment).values_list("right", "total"))
    held(scores == [(6, 10)], f"the scores are {scores}")
    held(claim(person, enrollment).status == 422, "it is enough for credit")


@attack
def tried_without_a_pause(site: Site) -> None:
    """The key is found by trying on and on, where any number of attempts is allowed."""
    without = {**ARRT, "attempt_limit": None}
    person, enrollment = studied(site, site.course(attempt_limit=None, arrt=without))
    sent = opened(person, enrollment, 1)
    honest(passed(hand_in(person, enrollment, sent)), "a first attempt is taken")
    held("What of q1?" not in person.at.get(page_of(enrollment)).text, "the next begins at once")
    other, limited = studied(site)
    honest(passed(hand_in(other, limited, opened(other, limited, 1))), "a first of three is taken")
    honest("What of q1?" in other.at.get(page_of(limited)).text, "where attempts are limited, the next begins at once")
    hand_in(person, enrollment, sent)
    held(attempts(enrollment) == 1, "a second attempt is taken at once")
