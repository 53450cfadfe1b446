"""The claim page asks in place for what a credit is filed under, with its reason, and loses nothing that was typed."""

import re

import pytest

from credence.accounts.enums import Profession
from credence.accounts.models import Identifier
from credence.credit.models import Award
from tests.factories.credit import make_accredited_course, make_ready, offer_of

pytestmark = pytest.mark.django_db
CLAIM = "/courses/contrast-reactions/claim/"
REASON = "With month and day, boards and CPE Monitor know that credit is yours. We never ask the year."


def reporting_course():
    """Return a course whose provider reports to PARS."""
    course = make_accredited_course()
    provider = course.current_version.provider
    provider.reports_to_pars = True
    provider.save()
    return course


@pytest.fixture
def enrollment(client):
    """Return the enrollment of a physician who has done everything, at a provider that reports to PARS."""
    ready = make_ready(reporting_course(), birth_month=None, birth_day=None)
    client.force_login(ready.learner)
    return ready


def typed(enrollment, **values):
    """Return what the small form sends."""
    offer = offer_of(enrollment)
    answers = {f"offer-{offer.pk}-{name}": value for name, value in values.items()}
    return {"offer": offer.pk, "add_identifiers": "1", **answers}


def page_of(answer):
    text = answer.content.decode()
    return text[text.index("<main") :]


def birthday(month="2", day="29"):
    return {"birth_month": month, "birth_day": day}


def test_what_pars_matches_by_is_asked_with_its_reasons(client, enrollment):
    page = page_of(client.get(CLAIM))
    legends = re.findall(r"<legend[^>]*>([^<]*)<", page)
    assert legends == ["NPI (National Provider Identifier)", "State license", "Month and day of birth"]
    assert page.count("One of these is enough:") == 1
    assert REASON in page
    assert "Add it to your profile" not in page
    assert 'name="amount"' not in page


def test_a_provider_that_does_not_report_to_pars_asks_for_nothing(client):
    ready = make_ready(make_accredited_course(), birth_month=None, birth_day=None)
    client.force_login(ready.learner)
    page = page_of(client.get(CLAIM))
    assert "<legend" not in page
    assert 'name="amount"' in page


@pytest.mark.parametrize(
    ("number", "stored"),
    [
        ({"number_npi": "1234567893"}, ("npi", "", "1234567893")),
        (
            {"place_state-licence": "FL", "number_state-licence": "pn 12345"},
            ("state-licence", "FL", "PN12345"),
        ),
    ],
)
def test_any_one_of_a_group_is_saved_in_the_profile_and_the_claim_goes_on(client, enrollment, number, stored):
    answer = client.post(CLAIM, typed(enrollment, **number, **birthday()))
    assert (answer.status_code, answer["Location"]) == (302, CLAIM)
    assert list(Identifier.objects.values_list("kind", "region", "value")) == [stored]
    enrollment.learner.profile.refresh_from_db()
    assert (enrollment.learner.profile.birth_month, enrollment.learner.profile.birth_day) == (2, 29)
    assert "<legend" not in page_of(client.get(CLAIM))
    client.post(CLAIM, {"offer": offer_of(enrollment).pk, "amount": "0.75", "attested": "1"})
    assert Award.objects.get().evidence["identifiers"].count("birthday") == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"number_npi": "1234567890", **birthday()}, "This is not an NPI"),
        ({"number_state-licence": "RN1", **birthday()}, "Fill in both fields of the row"),
        ({"number_npi": "1234567893", **birthday("2", "30")}, "That month does not have so many days."),
        ({"number_npi": "1234567893", **birthday("2", "")}, "Fill in both fields of the row"),
        ({"number_npi": "1234567893"}, "Fill this in: the credit is filed under it."),
        ({**birthday()}, "Fill this in: the credit is filed under it."),
        ({}, "Fill this in: the credit is filed under it."),
    ],
)
def test_what_is_wrong_is_told_beside_it_and_all_that_was_typed_is_still_there(client, enrollment, values, sentence):
    answer = client.post(CLAIM, typed(enrollment, **values))
    page = page_of(answer)
    assert (answer.status_code, Identifier.objects.count()) == (422, 0)
    assert sentence in page
    for name, value in values.items():
        if name.startswith("number"):
            assert f'value="{value}"' in page
    if values.get("birth_month"):
        assert '<option value="2" selected>February</option>' in page


def test_nothing_is_added_where_nothing_is_missing(client, enrollment):
    client.post(CLAIM, typed(enrollment, number_npi="1234567893", **birthday()))
    answer = client.post(CLAIM, typed(enrollment, number_npi="1993999998", **birthday()))
    assert answer.status_code == 302
    assert Identifier.objects.get().value == "1234567893"


@pytest.mark.parametrize("offer", ["", "x", "0", "99999999999999999999"])
def test_an_offer_that_does_not_exist_is_not_found(client, enrollment, offer):
    assert client.post(CLAIM, {"add_identifiers": "1", "offer": offer}).status_code == 404


def test_a_card_of_my_courses_leads_to_where_it_is_asked(client, enrollment):
    assert f'href="{CLAIM}"' in page_of(client.get("/my-courses/"))


def test_whoever_has_another_profession_is_not_asked(client):
    client.force_login(make_ready(reporting_course(), "tess", Profession.RADIOLOGIC_TECHNOLOGIST).learner)
    assert "<legend" not in page_of(client.get(CLAIM))
