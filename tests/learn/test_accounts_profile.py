"""The User Profile asks by profession, loses nothing that was typed and takes no number that cannot be."""

import re

import pytest
from django.core.cache import cache

from credence.accounts.enums import Profession
from credence.accounts.models import Identifier, Profile
from credence.accounts.queries import professions_of
from credence.accounts.rules.identifiers import IDENTIFIERS
from credence.accounts.rules.professions import asked_identifiers
from credence.learn.forms.profile import MOST_ROWS
from tests.factories.accounts import JOINED, make_identifier, make_learner, make_user

REASONS = {each.kind: each.reason for each in IDENTIFIERS if not each.place}

pytestmark = pytest.mark.django_db
NAMED = {"given_name": "Ann", "family_name": "Lee", "city": "Boston", "country": "us"}
BIRTHDAY = ("birth_month", "birth_day")
LICENSE = ("license_place_1", "license_number_1")
BOARD = ("board_place_1", "board_number_1")
ASKED = {
    "physician": ("identifier_npi", *LICENSE, *BOARD, *BIRTHDAY),
    "resident": ("identifier_npi", *LICENSE, *BIRTHDAY),
    "radiologic-technologist": ("identifier_arrt", *LICENSE, *BIRTHDAY),
    "nuclear-medicine-technologist": ("identifier_arrt", "identifier_nmtcb"),
    "sonographer": ("identifier_arrt", "identifier_ardms", "identifier_sdms"),
    "nurse": LICENSE,
    "pharmacist": ("identifier_nabp", *LICENSE, *BIRTHDAY),
    "pharmacy-technician": ("identifier_nabp", *BIRTHDAY),
    "physician-associate": ("identifier_npi", "identifier_nccpa", *LICENSE),
    "dentist": LICENSE,
    "medical-physicist": (),
    "student": (),
    "other": (),
}
NUMBERS = re.compile(r'name="((?:identifier_|license_|board_|birth_)[a-z_0-9]+)"')
MOST = {"identifier_npi": "1234567893", "license_place_1": "MA", "license_number_1": "12345"}


@pytest.fixture
def page(client):
    """Return a way to post the profile of a signed-in learner who has a first one."""
    client.force_login(make_learner("alice", city="", birth_month=None, birth_day=None))

    def post(professions, script=False, **fields):
        headers = {"HX-Request": "true"} if script else {}
        return client.post("/profile/", {**NAMED, "professions": professions, **fields}, headers=headers)

    return post


def asked(answer):
    """Return the names of the fields for numbers and birthday in a page, besides the counters of rows."""
    return {name for name in NUMBERS.findall(answer.content.decode()) if not name.endswith("_rows")}


def value_of(answer, name):
    """Return what the text field `name` of a page holds, None if it is not there."""
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', answer.content.decode())
    found = field and re.search(r'value="([^"]*)"', field[0])
    return found[1] if found else None


def errors_of(answer):
    """Return the names of the fields that a page complains of."""
    return set(re.findall(r'id="id_([a-z_0-9]+)_error"', answer.content.decode()))


def is_unchanged():
    """Return whether the profile is as it was."""
    return Profile.objects.get().updated_at == JOINED


def stored_numbers():
    """Return every stored identifier."""
    return list(Identifier.objects.order_by("pk").values_list("kind", "region", "value"))


@pytest.fixture
def first(client):
    """Return a way to post the first profile of somebody who has just registered."""
    client.force_login(make_user("alice"))
    return lambda **fields: client.post("/profile/", fields)


def test_the_first_profile_asks_who_one_is_and_no_number(client, first):
    text = client.get("/profile/").content.decode()
    for name in ("employer", "street", "city", "specialty", "region", "postal_code"):
        assert f'name="{name}"' not in text
    assert first(family_name="Suharto", country="ID", professions="pharmacist")["Location"] == "/my-courses/"
    profile = Profile.objects.get()
    assert (profile.full_name, profile.country, profile.city) == ("Suharto", "ID", "")


@pytest.mark.parametrize("profession", ASKED)
def test_only_credit_that_comes_without_a_claim_asks_for_its_number_at_first(first, profession):
    expected = {"identifier_arrt"} if profession == "radiologic-technologist" else set()
    assert asked(first(professions=profession, update="1")) == expected


def test_what_was_not_asked_at_first_is_asked_by_the_page_from_then_on(client, first):
    first(given_name="Ann", country="US", professions="pharmacist")
    assert asked(client.get("/profile/")) == set(ASKED["pharmacist"])


def test_an_error_is_listed_above_with_a_link_to_its_field(first):
    text = first(given_name="", country="XX").content.decode()
    summary = text[text.index("data-errors") : text.index("<form", text.index("data-errors"))]
    assert re.findall(r'href="#([^"]+)">([^<]+)<', summary) == [
        ("id_family_name", "Family name"),
        ("id_professions_0", "Profession"),
        ("id_country", "Country"),
    ]
    assert "3 things need your attention." in summary
    assert "What you typed is still here." in summary
    fields = re.findall(r"<(?:input|select)[^>]*aria-invalid=\"true\"[^>]*>", text)
    assert 'aria-describedby="id_family_name_error"' in next(each for each in fields if "family_name" in each)
    for target in ("id_family_name", "id_professions_0", "id_country"):
        assert f'id="{target}"' in text


def test_every_profession_is_in_the_table_of_this_test():
    assert set(ASKED) == set(Profession.values)


@pytest.mark.parametrize("script", [False, True])
@pytest.mark.parametrize("profession", ASKED)
def test_a_profession_is_asked_for_its_own_numbers_and_no_other(page, profession, script):
    answer = page([profession], script=script, update="1")
    assert answer.status_code == 200
    assert asked(answer) == set(ASKED[profession])
    assert is_unchanged()


def test_two_professions_are_asked_for_the_numbers_of_both(page):
    assert asked(page(["nurse", "pharmacist"], update="1")) == {"identifier_nabp", *LICENSE, *BIRTHDAY}


def test_nobody_is_asked_for_a_number_before_choosing_a_profession(client):
    client.force_login(make_user("alice"))
    assert asked(client.get("/profile/")) == set()


@pytest.mark.parametrize("kind", REASONS)
def test_each_number_has_its_reason_beside_it(page, kind):
    professions = [each for each in Profession.values if kind in asked_identifiers([each])]
    text = page(professions[:1], update="1").content.decode()
    assert f'id="id_identifier_{kind}_helptext">{REASONS[kind]}</p>' in text


def test_nobody_is_asked_for_a_year_of_birth_or_a_social_security_number(page):
    text = page(Profession.values, update="1").content.decode().lower()
    assert 'name="birth_year"' not in text
    assert "ssn" not in text
    assert "social security" not in text


def test_choosing_a_profession_keeps_all_that_was_typed_and_complains_of_nothing(page):
    answer = page(["physician"], update="1", employer="Mercy", identifier_npi="12", given_name="", birth_month="4")
    assert (value_of(answer, "employer"), value_of(answer, "identifier_npi")) == ("Mercy", "12")
    assert '<option value="4" selected>April</option>' in answer.content.decode()
    assert errors_of(answer) == set()


def test_a_script_gets_only_the_questions_that_depend_on_the_profession(page):
    text = page(["physician"], script=True, update="1").content.decode()
    assert text.strip().startswith('<div id="numbers">')
    assert "given_name" not in text


@pytest.mark.parametrize(("name", "professions"), [("license", ["nurse"]), ("board", ["physician"])])
def test_one_row_more_keeps_the_rows_typed_so_far(page, name, professions):
    typed = {f"{name}_place_1": "MA", f"{name}_number_1": "77", f"{name}_rows": "1"}
    answer = page(professions, add=name, **typed)
    assert value_of(answer, f"{name}_number_1") == "77"
    assert value_of(answer, f"{name}_rows") == "2"
    assert {f"{name}_place_2", f"{name}_number_2"} <= asked(answer)
    assert f"{name}_place_3" not in asked(answer)


@pytest.mark.parametrize(
    ("posted", "expected"), [("20", MOST_ROWS), ("99", MOST_ROWS), ("0", 1), ("-1", 1), ("x", 1), ("9" * 99, 1)]
)
def test_rows_are_as_many_as_a_person_may_have(page, posted, expected):
    answer = page(["nurse"], update="1", license_rows=posted)
    assert value_of(answer, "license_rows") == str(expected)
    assert ('value="license" id="add-license"' in answer.content.decode()) == (expected < MOST_ROWS)


def test_a_profile_is_stored_with_every_row(page):
    rows = {
        "license_rows": "3",
        "license_place_2": "FL",
        "license_number_2": "pn 12345",
        "board_place_1": "abim",
        "board_number_1": "123456",
    }
    assert page(["physician"], **MOST, **rows, birth_month="2", birth_day="29").status_code == 302
    assert stored_numbers() == [
        ("npi", "", "1234567893"),
        ("state-licence", "MA", "12345"),
        ("state-licence", "FL", "PN12345"),
        ("board", "ABIM", "123456"),
    ]
    profile = Profile.objects.get()
    assert (profile.birth_month, profile.birth_day, profile.country) == (2, 29, "US")


def test_the_stored_rows_are_shown_again(client, page):
    page(
        ["nurse"],
        license_rows="2",
        license_place_1="MA",
        license_number_1="1",
        license_place_2="NH",
        license_number_2="2",
    )
    answer = client.get("/profile/")
    assert [value_of(answer, f"license_number_{row}") for row in (1, 2, 3)] == ["1", "2", None]
    assert '<option value="NH" selected>New Hampshire</option>' in answer.content.decode()


def test_the_same_license_twice_is_stored_once(page):
    page(
        ["nurse"],
        license_rows="2",
        license_place_1="MA",
        license_number_1="rn1",
        license_place_2="MA",
        license_number_2="RN1 ",
    )
    assert stored_numbers() == [("state-licence", "MA", "RN1")]


@pytest.mark.parametrize(
    ("professions", "fields", "wrong"),
    [
        (["physician"], {"identifier_npi": "1234567890"}, {"identifier_npi"}),
        (["radiologic-technologist"], {}, {"identifier_arrt"}),
        (["radiologic-technologist"], {"identifier_arrt": "12a"}, {"identifier_arrt"}),
        (["physician"], {"birth_month": "4"}, {"birth_day"}),
        (["physician"], {"birth_month": "4", "birth_day": "31"}, {"birth_day"}),
        (["nurse"], {"license_place_1": "MA"}, {"license_number_1"}),
        (["nurse"], {"license_number_1": "1"}, {"license_number_1"}),
        (["nurse"], {"license_place_1": "XX", "license_number_1": "1"}, {"license_place_1"}),
        (["nurse"], {"license_place_1": "MA", "license_number_1": "ß" * 21}, {"license_number_1"}),
        (["physician"], {"board_place_1": "ABIM", "board_number_1": "x"}, {"board_number_1"}),
        (["physician"], {"board_place_1": "1", "board_number_1": "1"}, {"board_place_1"}),
        (["witch"], {}, {"professions"}),
        ([], {}, {"professions"}),
        (["nurse"], {"given_name": "", "family_name": ""}, {"family_name"}),
        (["nurse"], {"country": "XX"}, {"country"}),
    ],
)
def test_a_profile_with_one_thing_wrong_is_refused_and_keeps_what_was_typed(page, professions, fields, wrong):
    answer = page(professions, employer="Mercy", **fields)
    assert answer.status_code == 422
    assert errors_of(answer) == wrong
    assert value_of(answer, "employer") == "Mercy"
    assert is_unchanged()


def test_a_number_that_is_missing_says_what_it_is_needed_for(page):
    text = page(["radiologic-technologist"]).content.decode()
    assert "credit cannot be given without this number." in text


def test_numbers_that_a_profession_is_not_asked_for_are_not_taken(page):
    page(["nurse"], identifier_npi="1234567893", identifier_arrt="123", birth_month="4", birth_day="1")
    assert stored_numbers() == []
    assert Profile.objects.get().birth_month is None


def test_another_profession_drops_the_numbers_that_it_does_not_need(client):
    user = make_learner("alice")
    make_identifier(user, "npi", "1234567893")
    client.force_login(user)
    client.post("/profile/", {**NAMED, "professions": ["student"]})
    assert stored_numbers() == []
    assert professions_of(user) == {"student"}
    assert Profile.objects.get().birth_day is None


def test_a_name_of_any_length_and_script_is_kept_as_typed(page):
    name = "Ñandú 🌺 " + "x" * 90
    page(["nurse"], given_name=name, family_name="<script>alert(1)</script>")
    assert Profile.objects.get().certificate_name == f"{name} <script>alert(1)</script>"


def test_a_name_too_long_to_store_is_refused_with_a_sentence(page):
    answer = page(["nurse"], given_name="x" * 101)
    assert (answer.status_code, errors_of(answer)) == (422, {"given_name"})


def test_a_password_too_easy_is_refused_and_the_page_does_not_repeat_it(client):
    cache.clear()
    user = make_user("alice")
    user.initial_password_expires_at = user.date_joined
    user.save()
    client.force_login(user)
    easy = {"password": "password123", "password_again": "password123"}
    answer = client.post("/profile/", {**NAMED, "professions": ["nurse"], **easy})
    assert errors_of(answer) == {"password"}
    assert "password123" not in answer.content.decode()
    assert "passwords are not shown again" in answer.content.decode()


def test_what_nobody_sees_is_not_stored_in_names_and_numbers(page):
    hidden = {"given_name": "Jo\u200bhn", "family_name": "Smi\u00adth", "city": "Zu\u0308rich \u2028"}
    numbers = {
        "license_place_1": "MA",
        "license_number_1": "RN\u200b123456",
        "identifier_npi": "１２３４-５６７ ８９３",
    }
    assert page(["physician"], **MOST | hidden | numbers).status_code == 302
    assert Profile.objects.values_list("given_name", "family_name", "city").get() == ("John", "Smith", "Zürich")
    assert set(stored_numbers()) == {("npi", "", "1234567893"), ("state-licence", "MA", "RN123456")}


@pytest.mark.parametrize(
    ("said", "stored"), [("gb", "GB"), ("UK", "GB"), (" uk ", "GB"), ("EL", "GR"), ("TP", "TL"), ("USA", "US")]
)
def test_a_country_is_stored_by_the_code_of_today(page, said, stored):
    assert page(["student"], country=said).status_code == 302
    assert Profile.objects.get().country == stored


@pytest.mark.parametrize("said", ["XX", "EU", "ZZ", "AN", "", "U", "12", "USX", "\u200b"])
def test_what_is_no_country_is_asked_again(page, said):
    answer = page(["student"], country=said)
    assert errors_of(answer) == {"country"}
    assert "Choose the country from the list." in answer.content.decode()


@pytest.mark.parametrize(("stored", "chosen"), [("GB", {"GB"}), ("UK", {"GB"}), ("XX", {""}), ("US", {"US"})])
def test_the_page_chooses_the_country_that_is_stored_and_no_other(client, stored, chosen):
    client.force_login(make_learner("alice", country=stored))
    (listed,) = re.findall(r'<select name="country".*?</select>', client.get("/profile/").content.decode(), re.DOTALL)
    assert set(re.findall(r'value="([A-Z]*)" selected', listed)) == chosen


@pytest.mark.parametrize("name", [("Suharto", ""), ("", "Suharto")])
def test_whoever_has_one_name_writes_one(page, name):
    given, family = name
    assert page(["student"], given_name=given, family_name=family).status_code == 302
    profile = Profile.objects.get()
    assert (profile.given_name, profile.family_name) == name
    assert (profile.full_name, profile.certificate_name) == ("Suharto", "Suharto")


def test_whoever_writes_no_name_is_asked_for_one(page):
    answer = page(["student"], given_name="\u200b", family_name=" ")
    assert errors_of(answer) == {"family_name"}
    assert "Write your name: your credit and your certificates carry it." in answer.content.decode()
