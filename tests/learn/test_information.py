"""What the site says about itself."""

import json
import re

import pytest
from django.conf import settings

from credence.catalog.actions import list_course
from credence.learn.wording.faq import SUBJECTS
from credence.support.models import SupportRequest
from tests.factories.catalog import make_course, make_offer

ASKED = [
    "register",
    "cost",
    "profile",
    "user-name",
    "password",
    "payment",
    "coupon",
    "card",
    "paid-twice",
    "receipt",
    "refund",
    "my-courses",
    "browser",
    "chapters",
    "pdf",
    "return",
    "watching",
    "posttest",
    "answers",
    "score",
    "again",
    "evaluation",
    "certificate",
    "claim",
    "twice",
    "check",
    "expiry",
    "name",
]


def test_the_faq_answers_every_question_once_for_people_and_for_search_engines(client, db):
    page = client.get("/faq/").content.decode()
    assert [question.name for subject in SUBJECTS for question in subject.questions] == ASKED
    assert re.findall(r'<details class="disclosure" id="([^"]+)"', page) == ASKED
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert [entry["name"] for entry in data["mainEntity"]] == [
        str(question.words) for subject in SUBJECTS for question in subject.questions
    ]
    assert all(entry["acceptedAnswer"]["text"] for entry in data["mainEntity"])


def test_the_home_page_names_the_credit_of_its_courses_and_who_can_earn_it(client, db):
    course = make_course()
    for code in ("participation", "arrt-a", "ama-pra-1"):
        make_offer(course.current_version, code)
    list_course(course=course)
    page = client.get("/").content.decode()
    assert re.findall(r'<dt><a href="/courses/\?credit=([^"]+)">([^<]+)</a></dt>\s*<dd>([^<]+)</dd>', page) == [
        ("ama-pra-1", "AMA PRA Category 1 Credit™", "Physician (MD, DO or equivalent); Resident or fellow physician"),
        ("arrt-a", "ARRT Category A/A+", "Nuclear medicine technologist; Radiologic technologist; Sonographer"),
        ("participation", "Certificate of participation", "For everybody to whom a course offers no other credit"),
    ]


def test_the_gallery_shows_every_component_where_nobody_learns(client, db):
    folder = settings.ROOT / "src/credence/project/pages/components"
    page = client.get("/components/").content.decode()
    assert re.findall(r'<section class="gallery-part" aria-labelledby="([^"]+)"', page) == [
        "notice",
        "buttons",
        "navigation",
        "marks",
        "facts",
        "meter",
        "chart",
        "empty",
        "form",
        "pager",
    ]
    source = (settings.ROOT / "src/credence/learn/pages/information/components.html").read_text()
    unused = [file.name for file in folder.glob("*.html") if f'"components/{file.name}"' not in source]
    assert unused == []


def test_there_is_no_gallery_in_production(client, db, settings):
    settings.ENV = settings.ENV.model_copy(update={"demo": False})
    assert client.get("/components/").status_code == 404


def test_the_brand_sheet_gives_the_color_of_the_settings(client):
    response = client.get("/brand.css")
    assert (response["Content-Type"], response["Cache-Control"]) == ("text/css", "public, max-age=3600")
    assert response.content.startswith(b":root{--brand:#0b5c8a;")


def test_the_brand_sheet_is_kept_for_ever_under_the_fingerprint_that_pages_name(client, db):
    address = re.search(r'href="(/brand\.css\?[^"]+)"', client.get("/faq/").content.decode())[1]
    assert client.get(address)["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(f"{address}x")["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize(("said", "stored"), [("My card is 4012 0000 9876 5439.", 0), ("My order is C7K2M9QX.", 1)])
def test_r65_support_is_told_no_card_number(client, db, said, stored):
    asked = {"name": "Bob", "email": "bob@example.org", "subject": "My payment", "message": said, "page": ""}
    answer = client.post("/support/", asked)
    assert ("This looks like a card number." in answer.content.decode()) == (not stored)
    assert SupportRequest.objects.count() == stored
