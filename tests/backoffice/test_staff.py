"""credence.backoffice.views.staff and record, and the page of an invitation."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from credence.accounts.enums import Role
from credence.accounts.models import Invitation, User
from credence.audit.actions import record
from credence.audit.enums import Act
from credence.audit.models import Event
from credence.kit.clock import now
from credence.outbox.actions import deliver_due
from tests.backoffice.conftest import signed_in, staff
from tests.factories.accounts import PASSWORD, make_learner, make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 6, 12, tzinfo=dt.UTC)


@pytest.fixture
def manager() -> Client:
    """Return the browser of dana, who manages the staff."""
    cache.clear()
    return signed_in(staff("dana", Role.MANAGER))


def text_of(answer) -> str:
    """Return what a page says."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def link() -> str:
    """Return the path in the latest letter."""
    deliver_due(clock=now)
    found = re.search(r"http://127\.0\.0\.1:8000(/staff/join/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


INVITE = {"email": "erin@example.org", "role": "support", "scope": "", "reason": "She starts on Monday"}


def test_an_invited_person_signs_in_accepts_and_is_staff(manager):
    assert manager.post("/backoffice/staff/invite/", INVITE)["Location"] == "/backoffice/staff/"
    assert "erin@example.org Support" in text_of(manager.get("/backoffice/staff/"))
    path, guest = link(), Client()
    page = text_of(guest.get(path))
    assert "dana invites you to work in the back office." in page
    assert "Sign in with the account of this address." in page
    make_learner("erin")
    assert guest.post("/sign-in/", {"login": "erin", "password": PASSWORD, "next": path})["Location"] == path
    guest.get(path)
    assert not User.objects.get(username="erin").is_staff  # opening is not accepting
    assert guest.post(path)["Location"] == "/backoffice/"
    assert guest.get("/backoffice/orders/").status_code == 200
    assert guest.get("/backoffice/staff/").status_code == 403
    assert "This invitation opens nothing: it was accepted or withdrawn" in text_of(guest.get(path))


def test_a_withdrawn_invitation_opens_nothing(manager):
    manager.post("/backoffice/staff/invite/", INVITE)
    path = link()
    withdraw = f"/backoffice/staff/invitations/{Invitation.objects.get().public_id}/withdraw/"
    assert "is withdrawn" in text_of(manager.post(withdraw, follow=True))
    assert manager.post(withdraw).status_code == 404
    erin = signed_in(make_learner("erin"))
    assert [erin.get(path).status_code, erin.post(path).status_code] == [404, 409]
    assert not User.objects.get(username="erin").is_staff


def test_somebody_else_with_the_link_is_told_for_whom_it_is(manager):
    manager.post("/backoffice/staff/invite/", INVITE)
    answer = signed_in(make_learner("mallory")).post(link())
    assert answer.status_code == 409
    assert "this invitation went to erin@example.org, and your account has another address" in text_of(answer)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("email", "vıctim@example.org", "with letters from A to Z before the @"),
        ("email", "dana@example.org", "has the role already"),
        ("reason", "", "This field is required"),
        ("scope", "lakeside", "Select a valid choice"),
        ("role", "king", "Select a valid choice"),
    ],
)
def test_an_invitation_with_one_thing_wrong_is_not_sent_and_loses_nothing(manager, field, value, told):
    form = {**INVITE, field: value}
    if told == "has the role already":
        form["role"] = "manager"
    answer = manager.post("/backoffice/staff/invite/", form)
    assert (answer.status_code, Invitation.objects.count()) == (422, 0)
    assert told in text_of(answer)
    kept = set(form.values()) - {value, "", "support", "manager"}
    assert {each for each in kept if f'value="{each}"' not in answer.content.decode()} == set()


def test_roles_are_given_and_taken_back_with_a_reason(manager):
    fay = staff("fay", Role.FINANCE)
    page = f"/backoffice/staff/{fay.public_id}/"
    assert manager.post(page, {"role": "support", "scope": "", "reason": ""}).status_code == 422
    manager.post(page, {"role": "support", "scope": "", "reason": "Helps out"})
    assert sorted(fay.roles.values_list("role", flat=True)) == ["finance", "support"]
    held = fay.roles.get(role="finance").pk
    assert manager.post(page, {"take": "1", "back-held": held, "back-reason": ""}).status_code == 422
    manager.post(page, {"take": "1", "back-held": held, "back-reason": "Another task"})
    assert list(fay.roles.values_list("role", flat=True)) == ["support"]
    assert list(Event.objects.filter(actor="dana").values_list("action", "reason")) == [
        ("role.granted", "Helps out"),
        ("role.revoked", "Another task"),
    ]


def test_a_manager_neither_sees_a_form_for_their_own_roles_nor_changes_them(manager):
    staff("frank", Role.MANAGER)
    dana = User.objects.get(username="dana")
    page = f"/backoffice/staff/{dana.public_id}/"
    assert "another manager changes them" in text_of(manager.get(page))
    held = dana.roles.get().pk
    for form in (
        {"role": "finance", "scope": "", "reason": "I want it"},
        {"take": "1", "back-held": held, "back-reason": "I leave"},
    ):
        assert manager.post(page, form).status_code == 422
    assert list(dana.roles.values_list("role", flat=True)) == ["manager"]


def test_only_staff_have_a_page_there(manager):
    assert manager.get(f"/backoffice/staff/{make_user('alice').public_id}/").status_code == 404


def test_the_list_costs_as_many_queries_for_ten_as_for_one(manager, django_assert_num_queries):
    for number in range(9):
        staff(f"staff{number}", Role.SUPPORT, Role.FINANCE)
    with django_assert_num_queries(5):  # session, user, roles of the visitor; members, their roles; invitations
        manager.get("/backoffice/staff/")


@pytest.fixture
def past(manager) -> None:
    """Put something on record: of alice, of staff, of a process."""
    alice = make_learner("alice", given_name="Zoé", family_name="Fernández")
    user = ("user", alice.public_id)
    record(Act.ACCOUNT_OPENED, by="alice", subject=user, now=NOW)
    record(Act.PROFILE_CHANGED, by="Alice", subject=user, now=NOW + dt.timedelta(days=1))
    record(Act.ROLE_GRANTED, by="operator", subject=user, now=NOW + dt.timedelta(days=2), reason="On <trial>")
    record(Act.COUPON_DEACTIVATED, by="bob", subject=("coupon", "SPRING-26"), now=NOW + dt.timedelta(days=3))


SAID = {
    "opened the account": "account.opened",
    "changed the profile": "profile.changed",
    "granted the role": "role.granted",
    "out of use": "coupon.deactivated",
}


def acts(client: Client, **asked: str) -> list[str]:
    """Return the acts on the page of the record, as it lists them."""
    answer = client.get("/backoffice/record/", asked)
    assert answer.status_code == 200
    told = re.findall(r'<td class="is-long">([^<]+)</td>', answer.content.decode())
    return [next(act for words, act in SAID.items() if words in each) for each in told]


@pytest.mark.usefixtures("past")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"person": "alice"}, ["role.granted", "profile.changed", "account.opened"]),
        ({"person": " ALICE "}, ["role.granted", "profile.changed", "account.opened"]),
        ({"person": "alice@example.org"}, ["role.granted", "profile.changed", "account.opened"]),
        ({"person": "Zoé Fernández"}, ["role.granted", "profile.changed", "account.opened"]),
        ({"person": "Bob"}, ["coupon.deactivated"]),
        ({"person": "nobody"}, []),
        ({"act": "profile.changed"}, ["profile.changed"]),
        ({"subject": "spring-26"}, ["coupon.deactivated"]),
        ({"subject": "spring"}, []),
        ({"first": "2026-03-08", "last": "2026-03-08"}, ["role.granted"]),
        ({"last": "2026-03-06"}, ["account.opened"]),
        ({"person": "alice", "act": "account.opened", "first": "2026-03-06"}, ["account.opened"]),
        ({"person": "alice", "act": "account.opened", "first": "2026-03-07"}, []),
    ],
)
def test_the_record_is_searched_by_person_act_object_and_day(manager, asked, found):
    assert acts(manager, **asked) == found


@pytest.mark.usefixtures("past")
def test_the_record_is_read_in_sentences_with_the_reason_and_nothing_of_it_is_markup(manager):
    page = manager.get("/backoffice/record/", {"subject": "SPRING-26"})
    assert "bob took the coupon SPRING-26 out of use." in text_of(page)
    assert "Reason: On &lt;trial&gt;" in manager.get("/backoffice/record/").content.decode()


@pytest.mark.parametrize(
    "asked", [{"after": "x"}, {"after": "-1"}, {"after": "9" * 30}, {"after": "2026-03-01T00:00:00Z~1"},
              {"after": "2026-03-01~" + "9" * 30},
              {"before": "0001-01-01T00:00:00%2B14:00~1"}, {"before": "end"}, {"after": "\x00~\x00"},
              {"first": "x"}, {"act": "x"},
              {"person": "\x00", "subject": "\x00"}, {"person": "x" * 500}],
)  # fmt: skip
def test_odd_questions_are_answered(manager, asked):
    assert manager.get("/backoffice/record/", asked).status_code == 200


def test_the_record_goes_on_where_a_page_ended_though_more_is_written_meanwhile(manager, django_assert_num_queries):
    Event.objects.bulk_create(
        Event(at=NOW, actor="bob", action="coupon.deactivated", subject_type="coupon", subject_id=f"C{number}")
        for number in range(120)
    )
    seen: list[str] = []
    path = "/backoffice/record/?person=bob"
    for expected in (50, 50, 20):
        with django_assert_num_queries(4):
            page = manager.get(path).content.decode()
        found = re.findall(r">(C\d+)</a>", page)
        assert len(found) == expected
        seen += found
        Event.objects.create(at=NOW, actor="bob", action="coupon.deactivated", subject_type="coupon", subject_id="new")
        onward = re.search(r'rel="next" href="(\?[^"]+)"', page)
        path = f"/backoffice/record/{onward[1].replace('&amp;', '&')}" if onward else ""
    assert path == ""
    assert seen == [f"C{number}" for number in reversed(range(120))]
