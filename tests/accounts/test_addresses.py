"""One mailbox is one address, however it is written, and an address that nobody confirmed does nothing."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st

from credence.accounts.actions import MalformedAddress, create_account, register
from credence.accounts.models import User
from credence.accounts.rules.passwords import typed_initial_password
from credence.kit.addresses import normal_address
from credence.kit.clock import now
from credence.outbox.actions import deliver_due
from credence.outbox.models import Letter
from tests.factories.accounts import PASSWORD, make_learner, make_user

NOW = dt.datetime(2026, 3, 6, 12, tzinfo=dt.UTC)
LOOK_ALIKES = [
    "vıctim@example.org",  # dotless i
    "vİctim@example.org",  # i with a dot, a capital
    "victim\u0307@example.org",
    "ſam@example.org",  # long s
    "straße@example.org",
    "\uff56ictim@example.org",  # full width
    "vіctim@example.org",  # Cyrillic
    '"victim"@example.org',
]


@pytest.fixture(autouse=True)
def fresh_limits(db):
    """Forget earlier tries: they are counted by address."""
    cache.clear()


@pytest.mark.parametrize("address", [*LOOK_ALIKES, "", "@", "victim", "@example.org", "a@", "a..b@example.org",
                                     "victim@exa mple.org", "victim@" + "x" * 254])  # fmt: skip
def test_what_is_no_address_that_we_write_to_is_none(address):
    assert normal_address(address) is None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Victim@Example.ORG", "victim@example.org"),
        ("\u212aim@example.org", "kim@example.org"),  # the sign of Kelvin is a K, canonically
        (" victim@example.org\u00a0", "victim@example.org"),
        ("victim\u200b@example.org", "victim@example.org"),
        ("victim@ｅxample.org", "victim@example.org"),
        ("victim@ex\u00e4mple.org", "victim@xn--exmple-cua.org"),
        ("victim@exa\u0308mple.org", "victim@xn--exmple-cua.org"),
        ("victim@EXÄMPLE.org", "victim@xn--exmple-cua.org"),
        ("victim@xn--exmple-cua.org", "victim@xn--exmple-cua.org"),
        ("victim@straße.example", "victim@xn--strae-oqa.example"),
        ("victim@r3---sn.example", "victim@r3---sn.example"),
        ("o'neil+cme@example.org", "o'neil+cme@example.org"),
    ],
)
def test_an_address_is_stored_as_mail_servers_know_it(typed, stored):
    assert normal_address(typed) == stored


@given(st.text())
def test_the_normal_form_of_whatever_is_ascii_small_and_its_own_normal_form(text):
    for address in (normal_address(text), normal_address(f"{text}@example.org"), normal_address(f"a@{text}.org")):
        assert address is None or (address.isascii() and address == address.lower() == normal_address(address))


@pytest.mark.parametrize("look_alike", LOOK_ALIKES)
def test_a_look_alike_address_is_refused_and_the_true_one_answered_as_ever(client, look_alike):
    registered = [
        client.post("/register/", {"username": name, "email": email})
        for name, email in (
            ("first", "victim@example.org"),
            ("second", look_alike),
            ("third", "victim@example.org"),
            ("fourth", "VICTIM@example.org"),
        )
    ]
    assert [answer.status_code for answer in registered] == [302, 422, 302, 302]
    assert "letters from A to Z before the @" in registered[1].content.decode()
    assert list(User.objects.values_list("username", "email")) == [("first", "victim@example.org")]


@pytest.mark.parametrize("look_alike", LOOK_ALIKES)
def test_a_look_alike_is_refused_by_every_door_that_takes_an_address(client, look_alike):
    make_user("victim")
    client.force_login(make_learner("mallory"))
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post("/account/email/", {"email": look_alike, "action_add": ""})
    assert not EmailAddress.objects.filter(verified=False, email__contains="@").exclude(email="mallory@example.org")
    client.logout()
    assert client.post("/password/reset/", {"email": look_alike}).status_code == 200
    client.post("/sign-in/", {"login": look_alike, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    with pytest.raises(MalformedAddress):
        create_account(username="other", email=look_alike, password=PASSWORD, by="operator", now=NOW)
    assert Letter.objects.count() == 0


def test_a_row_of_the_past_that_looks_alike_disturbs_neither_registration_nor_sign_in(client):
    make_user("victim")
    User.objects.create(username="past", email="vıctim@example.org", date_joined=NOW)
    register(username="other", email="victim@example.org", now=NOW)
    assert client.post("/sign-in/", {"login": "VICTIM@example.org", "password": PASSWORD}).status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(username="victim").pk)


def test_two_spellings_of_a_domain_are_one_account(client):
    for name, email in (("one", "ana@exämple.org"), ("two", "ANA@EXÄMPLE.ORG"), ("three", "ana@xn--exmple-cua.org")):
        assert client.post("/register/", {"username": name, "email": email}).status_code == 302
    assert list(User.objects.values_list("username", "email")) == [("one", "ana@xn--exmple-cua.org")]


@pytest.fixture
def asking(client):
    """Return alice, who asked that her account use mallory's address."""
    alice = make_learner("alice")
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)
    client.post("/sign-in/", {"login": "alice", "password": PASSWORD})
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post("/account/email/", {"email": "mallory@example.org", "action_add": ""})
    client.logout()
    return alice


def test_an_unconfirmed_address_neither_signs_in_nor_gets_a_link_to_a_new_password(client, asking):
    client.post("/sign-in/", {"login": "mallory@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    deliver_due(clock=now)
    mail.outbox.clear()
    client.post("/password/reset/", {"email": "mallory@example.org"})
    deliver_due(clock=now)
    assert [each.to for each in mail.outbox] == [["mallory@example.org"]]
    assert "No account here has it" in str(mail.outbox[0].body)
    assert "/password/reset/key/" not in str(mail.outbox[0].body)


def test_the_old_address_is_told_at_once_with_what_to_do(asking):
    deliver_due(clock=now)
    told = next(each for each in mail.outbox if each.to == ["alice@example.org"])
    assert told.subject == "Another e-mail address was asked for at Credence"
    text = " ".join(str(told.body).split())
    assert "asked that it use another address: mallory@example.org." in text
    assert "choose a new password at once, at http://127.0.0.1:8000/password/reset/." in text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_links_in_letters_lead_to_this_site_whatever_the_request_called_it(client, host):
    make_user("alice")
    client.post("/password/reset/", {"email": "alice@example.org"}, headers={"host": host, "x-forwarded-host": "evil"})
    client.post("/password/reset/", {"email": "nobody@example.org"}, headers={"host": host})
    deliver_due(clock=now)
    assert [str(each.body).count("http://127.0.0.1:8000/") for each in mail.outbox] == [1, 1]
    assert [str(each.body).count("http") for each in mail.outbox] == [1, 1]


BLANKS = [" ", "\t", "\r\n", "\u00a0", "\u200b", "\ufeff", "\u2060", "\u3000", "\u2028", "\u202f"]


@pytest.mark.parametrize("blank", BLANKS)
def test_blanks_around_a_mailed_password_do_not_count_while_it_is_in_force(client, blank):
    register(username="alice", email="alice@example.org", now=dt.datetime.now(dt.UTC))
    deliver_due(clock=now)
    mailed = str(mail.outbox[0].body).split("initial password: ")[1].split("\n")[0]
    for typed in (f"{mailed}{blank}", f"{blank}{mailed}", f"{mailed[:4]}{blank}{mailed[4:]}"):
        assert User.objects.get().check_password(typed)
    client.post("/sign-in/", {"login": f"{blank}Alice{blank}", "password": f"{blank}{mailed}{blank}"})
    assert client.session["_auth_user_id"] == str(User.objects.get().pk)


@pytest.mark.parametrize("blank", BLANKS)
def test_blanks_in_a_password_of_ones_own_count(blank):
    alice = make_user("alice")
    assert [alice.check_password(each) for each in (PASSWORD, f"{PASSWORD}{blank}", f"{blank}{PASSWORD}")] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("wrong", ["abcde-fghij-klmno", "ABCDE-fghij-klmn", "abcdefghijklmn", "", " "])
def test_nothing_but_blanks_is_left_out(wrong):
    alice = make_user("alice", initial_password_expires_at=NOW)
    alice.set_password("abcde-fghij-klmn")
    assert not alice.check_password(wrong)
    assert typed_initial_password(" abcde-\nfghij-klmn\u200b") == "abcde-fghij-klmn"
