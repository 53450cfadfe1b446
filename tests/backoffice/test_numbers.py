"""Staff see which numbers several accounts have, who they are and what each earned, and decide with a reason."""

import pytest
from django.test import Client

from credence.accounts.enums import Role
from credence.accounts.models import Identifier, User
from credence.audit.models import Event
from credence.credit.models import NumberCase
from credence.kit.clock import now
from tests.backoffice.conftest import signed_in, staff
from tests.credit.test_numbers import NPI, give, ready
from tests.factories.credit import make_accredited_course, make_award

pytestmark = pytest.mark.django_db
NUMBERS = "/backoffice/numbers/"


@pytest.fixture
def coordinator(db: None) -> Client:
    """Return the browser of a coordinator of all providers."""
    return signed_in(staff("dana", Role.COORDINATOR))


@pytest.fixture
def case() -> NumberCase:
    """Return a case of two accounts, which have a credit each of one course under no number, and then one number."""
    course = make_accredited_course()
    for name in ("alice", "bob"):
        make_award(ready(course, name, npi=""))
        give(User.objects.get(username=name))
    return NumberCase.objects.get()


def address(case: NumberCase) -> str:
    """Return the address of a case."""
    return f"{NUMBERS}{case.public_id}/"


def test_the_home_page_and_the_list_tell_what_is_undecided(coordinator: Client, case: NumberCase) -> None:
    assert "<strong>1</strong> Numbers of several accounts" in coordinator.get("/backoffice/").content.decode()
    page = coordinator.get(NUMBERS).content.decode()
    assert (address(case) in page, NPI in page, "Open" in page) == (True, True, True)


def test_the_page_says_who_they_are_and_what_each_earned(coordinator: Client, case: NumberCase) -> None:
    page = coordinator.get(address(case)).content.decode()
    for words in ("Alice Example", "Bob Example", "alice@example.org", "bob@example.org"):
        assert words in page
    assert (page.count("1.25 AMA PRA"), page.count("In several of these accounts")) == (2, 2)


def test_a_decision_is_taken_with_a_reason_and_put_on_record(coordinator: Client, case: NumberCase) -> None:
    answer = coordinator.post(address(case), {"whose": "bob", "reason": "As the register says"}, follow=True)
    assert "each of them gets a letter" in answer.content.decode()
    assert [each.user.username for each in Identifier.objects.select_related("user")] == ["bob"]
    event = Event.objects.get(action="number-case.decided")
    assert (event.actor, event.reason, event.details["owners"]) == ("dana", "As the register says", "bob")
    page = coordinator.get(address(case)).content.decode()
    assert ("As the register says" in page, ">Decide<" in page) == (True, False)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"whose": "bob", "reason": " "}, "This field is required."),
        ({"whose": "", "reason": "As it is"}, "This field is required."),
        ({"whose": "carol", "reason": "As it is"}, "Select a valid choice."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    coordinator: Client, case: NumberCase, sent: dict[str, str], said: str
) -> None:
    answer = coordinator.post(address(case), sent)
    page = answer.content.decode()
    assert (answer.status_code, said in page, sent["reason"].strip() in page) == (422, True, True)
    assert NumberCase.objects.get().decided_at is None


def test_a_case_that_was_decided_meanwhile_is_not_decided_again(coordinator: Client, case: NumberCase) -> None:
    coordinator.post(address(case), {"whose": ":one-person", "reason": "Both are hers"})
    answer = coordinator.post(address(case), {"whose": "bob", "reason": "His"})
    assert (answer.status_code, "somebody else decided this meanwhile" in answer.content.decode()) == (422, True)


def test_whoever_serves_one_provider_only_sees_no_numbers(case: NumberCase) -> None:
    limited = staff("lea")
    limited.roles.create(role=Role.COORDINATOR, scope="riverside", granted_at=now(), granted_by="op")
    User.objects.filter(pk=limited.pk).update(is_staff=True)
    assert signed_in(User.objects.get(pk=limited.pk)).get(NUMBERS).status_code == 403


def test_a_profile_page_says_why_a_number_that_was_taken_back_is_not_stored(
    coordinator: Client, case: NumberCase
) -> None:
    coordinator.post(address(case), {"whose": "bob", "reason": "As the register says"})
    alice = User.objects.get(username="alice")
    data = {
        "given_name": "Alice", "family_name": "Example", "city": "Boston", "country": "US", "region": "MA",
        "professions": ["physician"], "identifier_npi": NPI, "birth_month": "4", "birth_day": "15",
    }  # fmt: skip
    answer = signed_in(alice).post("/profile/", data)
    page = answer.content.decode()
    assert (answer.status_code, f"the number {NPI} is another person" in page) == (422, True)
    assert not Identifier.objects.filter(user=alice).exists()


def test_the_claim_page_says_what_happened_and_what_to_do(case: NumberCase) -> None:
    sepsis = make_accredited_course("sepsis")
    make_award(ready(sepsis, "carol"))
    from_bob = ready(sepsis, "dave")
    page = signed_in(from_bob.learner).get("/courses/sepsis/claim/").content.decode()
    assert "Another account holds this credit under a number that is in your profile, too" in page


def test_a_decided_case_is_opened_again_with_what_is_new_and_decided_anew(
    coordinator: Client, case: NumberCase
) -> None:
    coordinator.post(address(case), {"whose": "bob", "reason": "As the register says"})
    empty = coordinator.post(address(case), {"again": "1", "evidence": " "})
    assert (empty.status_code, NumberCase.objects.count()) == (422, 1)
    page = coordinator.post(address(case), {"again": "1", "evidence": "A letter of the board"}, follow=True)
    opened = NumberCase.objects.get(decided_at=None)
    assert page.redirect_chain[-1][0] == address(opened)
    assert "by dana: A letter of the board" in page.content.decode()
    former = coordinator.get(address(case)).content.decode()
    assert (address(opened) in former, "Open it again" in former) == (True, False)
    coordinator.post(address(opened), {"whose": "alice", "reason": "As the board writes"})
    assert [each.user.username for each in Identifier.objects.select_related("user")] == ["alice"]


def test_a_case_that_was_opened_again_meanwhile_shows_what_was_typed(coordinator: Client, case: NumberCase) -> None:
    coordinator.post(address(case), {"whose": "bob", "reason": "As the register says"})
    mark = coordinator.get(address(case)).content.decode().split('name="seen" value="')[1].split('"')[0]
    sent = {"again": "1", "evidence": "A letter of the board", "seen": mark}
    assert coordinator.post(address(case), sent).status_code == 302
    late = coordinator.post(address(case), {**sent, "evidence": "Words of somebody else"})
    assert (late.status_code, "Words of somebody else" in late.content.decode()) == (409, True)
    assert NumberCase.objects.count() == 2
