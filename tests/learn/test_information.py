"""What the site says about itself."""

import json
import re

from credence.learn.questions import SUBJECTS

ASKED = [
    "register",
    "cost",
    "profile",
    "user-name",
    "password",
    "my-courses",
    "payment",
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


def test_the_brand_sheet_gives_the_color_of_the_settings(client):
    response = client.get("/brand.css")
    assert (response["Content-Type"], response["Cache-Control"]) == ("text/css", "public, max-age=3600")
    assert response.content.startswith(b":root{--brand:#0b5c8a;")


def test_the_brand_sheet_is_kept_for_ever_under_the_fingerprint_that_pages_name(client, db):
    address = re.search(r'href="(/brand\.css\?[^"]+)"', client.get("/faq/").content.decode())[1]
    assert client.get(address)["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(f"{address}x")["Cache-Control"] == "public, max-age=3600"
