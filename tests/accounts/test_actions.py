"""Accounts are opened once, with a password that is mailed once and dies."""

import datetime as dt
from dataclasses import replace
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.core import mail
from django.db import IntegrityError, transaction

from credence.accounts.actions import (
    AddressTaken,
    MalformedProfile,
    ProfileData,
    UserNameTaken,
    add_identifiers,
    create_account,
    register,
    replace_password,
    save_profile,
)
from credence.accounts.enums import Profession
from credence.accounts.models import HeldProfession, Identifier, Profile, User
from credence.audit.models import Event
from credence.credit.actions import complete_certificate
from credence.outbox.actions import deliver_due
from credence.outbox.models import Letter
from tests.factories.accounts import PASSWORD, make_held, make_learner, make_user
from tests.factories.credit import certificate_of_award, make_accredited_course, make_award, make_ready

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 6, 12, tzinfo=dt.UTC)


class CountingHasher(Argon2PasswordHasher):
    """Counts how often a password is hashed."""

    count = 0

    def encode(self, password, salt):
        CountingHasher.count += 1
        return super().encode(password, salt)


def mailed_password():
    """Send what is due and return the password of the last letter."""
    deliver_due(clock=lambda: NOW)
    return mail.outbox[-1].body.split("initial password: ")[1].split("\n")[0]


def test_a_new_account_is_open_for_72_hours_by_the_mailed_password_alone():
    register(username="alice", email="alice@example.org", now=NOW)
    user = User.objects.get()
    assert (user.username, user.email, user.is_staff, user.is_superuser) == ("alice", "alice@example.org", False, False)
    assert user.initial_password_expires_at == NOW + dt.timedelta(hours=72)
    assert list(EmailAddress.objects.values_list("email", "primary", "verified")) == [("alice@example.org", True, True)]
    assert user.check_password(mailed_password())


def test_the_mailed_password_is_stored_only_hashed_and_wiped_once_sent():
    register(username="alice", email="alice@example.org", now=NOW)
    waiting = Letter.objects.get()
    password = mailed_password()
    sent = Letter.objects.get()
    stored = "".join(
        map(str, [*User.objects.values_list(), *Event.objects.values_list(), *Letter.objects.values_list()])
    )
    assert (waiting.secret, password in waiting.text) == (True, False)
    assert (sent.sent_at, sent.text) == (NOW, "")
    assert User.objects.get().password.startswith("argon2$argon2id$")
    assert password not in stored


def test_a_known_address_gets_a_letter_without_a_password_and_no_second_account():
    alice = make_user("alice")
    register(username="bob", email="ALICE@example.org", now=NOW)
    deliver_due(clock=lambda: NOW)
    assert list(User.objects.values_list("username", "password")) == [("alice", alice.password)]
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["alice@example.org"], "You have an account at Credence")
    ]
    assert "password:" not in mail.outbox[0].body


def test_asking_twice_mails_no_second_password():
    register(username="alice", email="alice@example.org", now=NOW)
    password = mailed_password()
    register(username="alice2", email="alice@example.org", now=NOW)
    deliver_due(clock=lambda: NOW)
    assert [("initial password" in letter.body) for letter in mail.outbox] == [True, False]
    assert User.objects.get().check_password(password)


def test_a_known_address_hears_of_it_once_an_hour():
    make_user("alice")
    for minutes in (0, 5, 59, 60):
        register(username="bob", email="alice@example.org", now=NOW + dt.timedelta(minutes=minutes))
    assert Letter.objects.count() == 2


def test_known_and_unknown_addresses_cost_one_hashing_and_one_letter(settings):
    settings.PASSWORD_HASHERS = ["tests.accounts.test_actions.CountingHasher"]
    make_user("alice")
    work = []
    for address in ("alice@example.org", "new@example.org"):
        before = CountingHasher.count, Letter.objects.count()
        register(username="bob", email=address, now=NOW)
        work.append((CountingHasher.count - before[0], Letter.objects.count() - before[1]))
    assert work == [(1, 1), (1, 1)]


@pytest.mark.parametrize("username", ["alice", "Alice", "ALICE"])
@pytest.mark.parametrize("email", ["new@example.org", "alice@example.org"])
def test_a_taken_user_name_is_refused_alike_for_known_and_unknown_addresses(username, email):
    make_user("alice")
    with pytest.raises(UserNameTaken):
        register(username=username, email=email, now=NOW)
    assert (User.objects.count(), Letter.objects.count(), Event.objects.count()) == (1, 0, 0)


def test_the_name_and_the_address_of_an_account_that_somebody_opens_for_another_are_free():
    make_user("alice")
    opened = create_account(username="bob", email="bob@example.org", password=PASSWORD, by="import", now=NOW)
    assert (opened.check_password(PASSWORD), opened.initial_password_expires_at) == (True, None)
    with pytest.raises(UserNameTaken):
        create_account(username="ALICE", email="new@example.org", password=PASSWORD, by="import", now=NOW)
    with pytest.raises(AddressTaken):
        create_account(username="carol", email="ALICE@example.org", password=PASSWORD, by="import", now=NOW)


@pytest.mark.parametrize(
    "taken", [{"username": "ALICE", "email": "b@example.org"}, {"username": "b", "email": "Alice@Example.org"}]
)
def test_the_database_holds_names_and_addresses_once_whatever_the_case(taken):
    make_user("alice")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(date_joined=NOW, **taken)
    assert User.objects.count() == 1


@pytest.mark.parametrize("other", ["bob", "Alice", ""])
def test_the_database_refuses_another_user_name(other):
    make_user("alice")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.update(username=other)
    assert User.objects.get().username == "alice"


def test_other_columns_of_an_account_may_change():
    make_user("alice")
    User.objects.update(username="alice", email="new@example.org")
    assert User.objects.get().email == "new@example.org"


def test_a_password_of_ones_own_ends_the_mailed_one():
    register(username="alice", email="alice@example.org", now=NOW)
    user, mailed = User.objects.get(), mailed_password()
    replace_password(user=user, hashed=make_password(PASSWORD), session=None, by="alice", now=NOW)
    stored = User.objects.get()
    assert (stored.check_password(mailed), stored.check_password(PASSWORD)) == (False, True)
    assert stored.initial_password_expires_at is None
    assert list(Event.objects.values_list("action", "actor")) == [
        ("account.opened", "alice"),
        ("password.replaced", "alice"),
    ]


def data(**values):
    """Return profile data of a technologist."""
    fields = {"given_name": "Ann", "family_name": "Lee", "city": "Boston", "country": "US"}
    rows = {"professions": ["radiologic-technologist"], "identifiers": [("arrt", "", "123456")]}
    return ProfileData(**{"fields": fields, **rows, **values})


def test_a_profile_is_stored_whole_and_written_down():
    user = make_user("alice")
    save_profile(user=user, data=data(), by="alice", now=NOW)
    profile = Profile.objects.get()
    assert (profile.certificate_name, profile.completed_at, profile.updated_at) == ("Ann Lee", NOW, NOW)
    assert list(HeldProfession.objects.values_list("profession", flat=True)) == ["radiologic-technologist"]
    assert list(Identifier.objects.values_list("kind", "region", "value")) == [("arrt", "", "123456")]
    assert list(Event.objects.values_list("action", "subject_id")) == [("profile.completed", user.public_id)]


def test_a_profile_stored_again_replaces_its_rows_and_keeps_the_day_it_was_complete():
    user = make_user("alice")
    save_profile(user=user, data=data(), by="alice", now=NOW)
    later = NOW + dt.timedelta(days=1)
    changed = data(professions=["nurse"], identifiers=[("state-licence", "MA", "RN1"), ("state-licence", "NH", "RN2")])
    save_profile(user=user, data=changed, by="alice", now=later)
    profile = Profile.objects.get()
    assert (profile.completed_at, profile.updated_at) == (NOW, later)
    assert list(HeldProfession.objects.order_by("pk").values_list("profession", "held_from", "ended_at")) == [
        ("radiologic-technologist", NOW, later),
        ("nurse", later, None),
    ]
    assert list(Identifier.objects.order_by("region").values_list("region", "value")) == [("MA", "RN1"), ("NH", "RN2")]
    assert list(Event.objects.values_list("action", flat=True)) == ["profile.completed", "profile.changed"]


def test_what_became_of_name_professions_and_numbers_is_on_record_the_old_beside_the_new():
    user = make_user("alice")
    save_profile(user=user, data=data(), by="alice", now=NOW)
    changed = data(fields={"given_name": "Anne", "family_name": "Lee", "city": "Boston"}, professions=["nurse"])
    save_profile(user=user, data=replace(changed, identifiers=[]), by="alice", now=NOW)
    assert [event.details for event in Event.objects.order_by("pk")] == [
        {},
        {
            "name": {"old": "Ann Lee", "new": "Anne Lee"},
            "professions": {"old": ["radiologic-technologist"], "new": ["nurse"]},
            "numbers": {"old": ["arrt 123456"], "new": []},
        },
    ]


def test_a_change_of_nothing_that_credit_goes_by_names_nothing():
    user = make_user("alice")
    save_profile(user=user, data=data(), by="alice", now=NOW)
    save_profile(user=user, data=data(fields={**data().fields, "city": "Lowell"}), by="alice", now=NOW)
    assert [event.details for event in Event.objects.all()] == [{}, {}]


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"identifiers": [("npi", "", "1234567890")]}, ["npi"]),
        ({"identifiers": [("state-licence", "XX", "RN1")]}, ["state-licence"]),
        ({"identifiers": [("state-licence", "", "RN1")]}, ["state-licence"]),
        ({"identifiers": [("state-licence", "MA", "")]}, ["state-licence"]),
        ({"identifiers": [("board", "ABIM", "12a")]}, ["board"]),
        ({"identifiers": [("arrt", "MA", "123456")]}, ["arrt"]),
        ({"identifiers": [("ssn", "", "123456789")]}, ["ssn"]),
        ({"professions": ["astronaut"]}, ["astronaut"]),
        ({"birthday": (2, 30)}, ["birthday"]),
        ({"birthday": (2, None)}, ["birthday"]),
    ],
)
def test_no_door_stores_a_number_a_birthday_or_a_profession_that_is_none(wrong, what):
    month, day = wrong.get("birthday", (2, 29))
    fields = {**data().fields, "birth_month": month, "birth_day": day}
    rows = {name: value for name, value in wrong.items() if name != "birthday"}
    with pytest.raises(MalformedProfile) as refused:
        save_profile(user=make_user("alice"), data=data(fields=fields, **rows), by="alice", now=NOW)
    assert refused.value.data == {"what": what}
    assert (Profile.objects.count(), Identifier.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_a_number_is_stored_as_boards_write_it_whoever_fills_it_in():
    numbers = [("state-licence", "FL", "pn 12345"), ("state-licence", "WI", "98765-30  a")]
    save_profile(user=make_user("alice"), data=data(identifiers=numbers), by="alice", now=NOW)
    assert list(Identifier.objects.order_by("pk").values_list("value", flat=True)) == ["PN12345", "98765-30 A"]


def test_what_a_credit_is_filed_under_is_added_beside_what_is_there_and_is_on_record():
    user, later = make_user("alice"), NOW + dt.timedelta(days=1)
    save_profile(user=user, data=data(identifiers=[("npi", "", "1234567893")]), by="alice", now=NOW)
    added = [("state-licence", "CA", "rn 1"), ("npi", "", "1993999998")]
    add_identifiers(user=user, identifiers=added, birthday=(2, 29), by="alice", now=later)
    assert list(Identifier.objects.order_by("kind").values_list("kind", "region", "value")) == [
        ("npi", "", "1993999998"),
        ("state-licence", "CA", "RN 1"),
    ]
    profile = Profile.objects.get()
    assert (profile.birth_month, profile.birth_day, profile.updated_at) == (2, 29, later)
    assert Event.objects.order_by("pk").last().details == {
        "numbers": {"old": ["npi 1234567893"], "new": ["npi 1993999998", "state-licence CA RN 1"]}
    }


def test_nothing_malformed_is_added_to_a_profile():
    user = make_user("alice")
    save_profile(user=user, data=data(), by="alice", now=NOW)
    with pytest.raises(MalformedProfile):
        add_identifiers(user=user, identifiers=[("nabp", "", "x")], birthday=None, by="alice", now=NOW)
    add_identifiers(user=user, identifiers=[("nabp", "", "1")], birthday=None, by="alice", now=NOW)
    assert sorted(Identifier.objects.values_list("kind", flat=True)) == ["arrt", "nabp"]


def test_a_profession_kept_keeps_its_first_day_and_one_taken_up_again_begins_anew():
    user, day = make_user("alice"), dt.timedelta(days=1)
    for at, professions in enumerate((["nurse"], ["nurse", "physician"], ["nurse"], ["nurse", "physician"])):
        save_profile(user=user, data=data(professions=professions), by="alice", now=NOW + at * day)
    rows = HeldProfession.objects.order_by("pk").values_list("profession", "held_from", "ended_at")
    assert list(rows) == [
        ("nurse", NOW, None),
        ("physician", NOW + day, NOW + 2 * day),
        ("physician", NOW + 3 * day, None),
    ]


def test_nobody_holds_one_profession_twice_at_once():
    user = make_learner("alice", Profession.NURSE)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_held(user, "nurse")
    make_held(user, "nurse", ended_at=NOW)


def test_a_profession_does_not_end_before_it_begins():
    user = make_user("alice")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_held(user, "nurse", since=NOW, ended_at=NOW - dt.timedelta(seconds=1))
    make_held(user, "nurse", since=NOW, ended_at=NOW)


@pytest.mark.parametrize(
    "change",
    [{"profession": "physician"}, {"held_from": NOW}, {"ended_at": None}],
    ids=lambda change: next(iter(change)),
)
def test_a_profession_that_has_ended_never_changes(change):
    user = make_user("alice")
    row = make_held(user, "nurse", ended_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        HeldProfession.objects.filter(pk=row.pk).update(**change)


def test_nobody_holds_two_numbers_of_one_registry():
    user = make_learner("alice")
    with pytest.raises(IntegrityError), transaction.atomic():
        Identifier.objects.bulk_create(
            Identifier(user=user, kind="npi", value=value, given_at=NOW) for value in ("1", "2")
        )
    assert not Identifier.objects.exists()


def test_a_changed_profile_leaves_an_issued_certificate_as_it_is():
    enrollment = make_ready(make_accredited_course())
    award = make_award(enrollment)
    before = complete_certificate(certificate=certificate_of_award(award))
    save_profile(user=enrollment.learner, data=data(professions=["nurse"]), by="alice", now=NOW)
    after = certificate_of_award(award)
    assert (after.snapshot, bytes(after.pdf or b""), after.sha256) == (
        before.snapshot,
        bytes(before.pdf or b""),
        before.sha256,
    )
    assert (after.snapshot["learner_name"], Profile.objects.get().certificate_name) == ("Alice Example", "Ann Lee")


def test_whoever_fills_it_in_a_profile_holds_nothing_that_nobody_sees():
    fields = {
        "given_name": "Jo\u200bhn",
        "family_name": "O\u2019Brie\u0301n\x00",
        "city": " Bos\u00adton ",
        "country": "US",
    }
    save_profile(user=make_user("alice"), data=data(fields=fields), by="alice", now=NOW)
    assert Profile.objects.values_list("given_name", "family_name", "city").get() == ("John", "O’Brién", "Boston")


@pytest.mark.parametrize(
    ("wrong", "what"), [({"given_name": "", "family_name": "\u200b"}, ["name"]), ({"country": "XX"}, ["country"])]
)
def test_no_profile_is_stored_without_a_name_or_in_a_country_that_is_none(wrong, what):
    user = make_user("alice")
    with pytest.raises(MalformedProfile) as refused:
        save_profile(user=user, data=data(fields={**data().fields, **wrong}), by="alice", now=NOW)
    assert refused.value.data == {"what": what}
    assert not Profile.objects.exists()


def test_a_country_that_has_another_code_today_is_named_by_it():
    make_learner("alice", country="UK")
    make_learner("bob", country="XX")
    import_module("credence.accounts.migrations.0011_countries").name_anew(apps, None)
    assert list(Profile.objects.order_by("pk").values_list("country", flat=True)) == ["GB", "XX"]
