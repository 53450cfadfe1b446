"""Registration keeps the course one is going to, says the same to everybody, and gives nobody another's address."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from credence.accounts.actions import forget_ended_registrations
from credence.accounts.models import Registration, User
from credence.enrollment.models import Enrollment, WantedCourse
from credence.kit.clock import now
from credence.outbox.actions import deliver_due
from credence.outbox.models import Letter
from credence.project.settings import ENV
from tests.factories.accounts import make_learner, make_user
from tests.factories.commerce import make_paid_course
from tests.factories.credit import make_accredited_course

pytestmark = pytest.mark.django_db
CHOSEN = "a heron stands in the reeds"
PROFILE = {"given_name": "Ann", "family_name": "Lee", "city": "Boston", "country": "US", "professions": "nurse"}
NEW_ONE = {"password": CHOSEN, "password_again": CHOSEN}


@pytest.fixture(autouse=True)
def fresh_limits():
    """Forget earlier tries: they are counted by address."""
    cache.clear()


@pytest.fixture
def own_password(settings):
    """Let people choose their password when they register."""
    settings.ENV = ENV.model_copy(update={"registration": "own-password"})


@pytest.fixture
def course():
    """Return a free course."""
    return make_accredited_course()


def register(client, username="ann", email="ann@example.org", course=None, **more):
    """Post the registration form, on the way to a course if there is one."""
    onward = f"?next=/courses/{course.slug}/enroll/" if course else ""
    return client.post(f"/register/{onward}", {"username": username, "email": email, **more})


def last_letter():
    """Send what waits, and return the last letter."""
    deliver_due(clock=now)
    return mail.outbox[-1]


def mailed_password():
    """Return the password of the last letter."""
    return re.search(r"initial password: (\S+)", last_letter().body)[1]


def mailed_link():
    """Return the path of the link in the last letter."""
    return re.search(r"(/register/confirm/\S+)", last_letter().body)[1]


def sign_in(client, password, login="ann"):
    """Post the sign-in form."""
    return client.post("/sign-in/", {"login": login, "password": password})


def test_a_course_is_kept_with_the_account_into_the_enrollment_on_another_device(client, course):
    page = client.get(f"/courses/{course.slug}/enroll/").content.decode()
    assert f'action="/register/?next=/courses/{course.slug}/enroll/"' in page
    assert f'name="next" value="/courses/{course.slug}/enroll/"' in page
    register(client, course=course)
    assert course.current_version.title in last_letter().body
    elsewhere = Client()
    assert sign_in(elsewhere, mailed_password())["Location"] == "/profile/"
    assert "Save and enroll" in elsewhere.get("/profile/").content.decode()
    answer = elsewhere.post("/profile/", {**PROFILE, **NEW_ONE})
    assert answer["Location"] == f"/courses/{course.slug}/front-matter/"
    assert Enrollment.objects.get().learner.username == "ann"
    assert not WantedCourse.objects.exists()


def test_whoever_would_rather_look_first_is_not_enrolled(client, course):
    register(client, course=course)
    sign_in(client, mailed_password())
    answer = client.post("/profile/", {**PROFILE, **NEW_ONE, "later": "1"})
    assert answer["Location"] == "/my-courses/"
    assert not Enrollment.objects.exists()


def test_a_course_with_a_price_leads_to_its_payment(client):
    course = make_paid_course()
    register(client, course=course)
    sign_in(client, mailed_password())
    answer = client.post("/profile/", {**PROFILE, **NEW_ONE})
    assert answer["Location"] == f"/courses/{course.slug}/checkout/"
    assert WantedCourse.objects.get().course == course


def test_the_page_after_registering_names_the_address_and_sends_the_letter_again(client):
    assert "We have written to the address you gave." in client.get("/register/sent/").content.decode()
    register(client)
    assert '<strong class="text-break">ann@example.org</strong>' in client.get("/register/sent/").content.decode()
    first = mailed_password()
    assert client.post("/register/sent/")["Location"] == "/register/sent/"
    second = mailed_password()
    sign_in(client, first)
    assert "_auth_user_id" not in client.session
    sign_in(client, second)
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


def test_a_letter_that_still_waits_is_not_sent_beside_the_next(client):
    register(client)
    client.post("/register/sent/")
    assert Letter.objects.get().attempts == 0


def test_sending_again_answers_alike_for_a_known_address_and_changes_nothing_there(client):
    owner = make_learner("olga")
    before = User.objects.get(pk=owner.pk).password
    answers = []
    for name, email in (("ann", "ann@example.org"), ("eve", "olga@example.org")):
        browser = Client()
        register(browser, name, email)
        answers.append((browser.post("/register/sent/").status_code, browser.get("/register/sent/").status_code))
    assert answers == [(302, 200)] * 2
    assert User.objects.get(pk=owner.pk).password == before
    assert not User.objects.filter(username="eve").exists()


def test_nobody_has_letters_sent_without_end_nor_without_having_registered(client):
    assert client.post("/register/sent/")["Location"] == "/register/sent/"
    register(client)
    answers = [client.post("/register/sent/").status_code for _ in range(5)]
    assert answers == [302] * 4 + [429]
    assert Letter.objects.count() == 1


def test_a_password_that_was_replaced_is_not_replaced_by_a_letter(client):
    register(client)
    elsewhere = Client()
    sign_in(elsewhere, mailed_password())
    elsewhere.post("/profile/", {**PROFILE, **NEW_ONE})
    client.post("/register/sent/")
    assert User.objects.get().check_password(CHOSEN)
    assert last_letter().subject == "You have an account at Credence"


def test_an_owner_who_registers_again_is_led_to_the_course_by_the_letter(client, course):
    make_learner("olga")
    register(client, "olga2", "olga@example.org", course=course)
    assert f"/sign-in/?next=/courses/{course.slug}/enroll/" in last_letter().body
    assert last_letter().body.startswith("Hello Olga Example,")
    assert not WantedCourse.objects.exists()


@pytest.mark.parametrize(
    "address", ["https://evil.example/courses/x/enroll/", "//evil.example/", "/courses/none/enroll/"]
)
def test_what_is_no_course_of_ours_is_not_kept(client, address):
    assert client.post(f"/register/?next={address}", {"username": "ann", "email": "ann@example.org"}).status_code == 302
    assert not WantedCourse.objects.exists()


def test_with_a_password_of_ones_own_there_is_no_account_before_the_address_is_confirmed(client, own_password, course):
    register(client, course=course, password=CHOSEN)
    assert not User.objects.exists()
    sign_in(client, CHOSEN)
    assert "_auth_user_id" not in client.session
    link, elsewhere = mailed_link(), Client()
    assert "ann@example.org" in elsewhere.get(link).content.decode()
    assert not User.objects.exists()
    assert elsewhere.post(link, {"password": CHOSEN})["Location"] == "/profile/"
    user = User.objects.get()
    assert (user.email, elsewhere.session["_auth_user_id"]) == ("ann@example.org", str(user.pk))
    assert 'name="password"' not in elsewhere.get("/profile/").content.decode()
    assert elsewhere.post("/profile/", PROFILE)["Location"] == f"/courses/{course.slug}/front-matter/"
    assert Client().get(link).status_code == 404


def test_the_letter_alone_opens_nothing_so_that_nobody_takes_an_address_over(client, own_password):
    register(client, "mallory", password="what mallory knows")
    theirs = mailed_link()
    victim = Client()
    assert victim.post(theirs, {"password": "what ann would choose"}).status_code == 422
    assert not User.objects.exists()
    register(victim, "ann", password=CHOSEN)
    victim.post(mailed_link(), {"password": CHOSEN})
    assert User.objects.get().username == "ann"
    assert client.post(theirs, {"password": "what mallory knows"}).status_code == 404
    assert not Registration.objects.exists()


def test_a_known_address_gets_the_same_answer_and_a_letter_to_its_owner(client, own_password):
    make_user("olga")
    answer = register(client, "eve", "olga@example.org", password=CHOSEN)
    assert (answer.status_code, answer["Location"]) == (302, "/register/sent/")
    assert not Registration.objects.exists()
    assert Letter.objects.get().to == "olga@example.org"


def test_a_password_too_easy_is_refused_and_never_repeated(client, own_password):
    answer = register(client, password="password12")
    page = answer.content.decode()
    assert (answer.status_code, "password12" in page, 'value="ann@example.org"' in page) == (422, False, True)
    assert not Registration.objects.exists()


def test_a_user_name_that_was_taken_meanwhile_is_told(client, own_password):
    register(client, password=CHOSEN)
    make_user("Ann", email="another@example.org")
    answer = client.post(mailed_link(), {"password": CHOSEN})
    assert answer.status_code == 409
    assert "That user name is taken" in answer.content.decode()


def test_a_link_sent_again_replaces_the_last_and_guessing_its_password_ends(client, own_password):
    register(client, password=CHOSEN)
    first = mailed_link()
    client.post("/register/sent/")
    second = mailed_link()
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
    tries = [Client().post(second, {"password": f"guess {number}"}).status_code for number in range(11)]
    assert tries == [422] * 10 + [429]


def test_what_was_never_confirmed_is_forgotten(client, own_password):
    register(client, password=CHOSEN)
    forget_ended_registrations(now())
    assert Registration.objects.count() == 1
    forget_ended_registrations(Registration.objects.get().ends_at)
    assert not Registration.objects.exists()
