"""What search engines and other sites are told: structured data, the map of the site, pictures for links."""

import datetime as dt
import io
import json
import re
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from PIL import Image

from credence.catalog.actions import publish_version, renew_front_matter
from credence.catalog.documents.social_picture import MARGIN, SIZE, WIDTH, draw, wrapped
from credence.catalog.models import Course, CourseVersion
from credence.learn.views.catalog import PER_PAGE
from tests.factories.accounts import make_learner
from tests.factories.catalog import make_course, make_offer

BASE = "http://127.0.0.1:8000"
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def published(**values: Any) -> Course:
    """Return a course with AMA credit and its real front matter."""
    course = make_course("sepsis", **values)
    make_offer(course.current_version, "ama-pra-1", amount="1.25")  # type: ignore[arg-type]
    renew_front_matter(course=course, by="dana", now=NOW)
    return Course.objects.get(pk=course.pk)


def data_of(page: str) -> Any:
    """Return the structured data of a page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def head(page: str) -> dict[str, str]:
    """Return the meta data of a page by name, and its canonical address."""
    metas = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', page)
    return {**dict(metas), "canonical": re.findall(r'<link rel="canonical" href="([^"]*)"', page)[0]}


@pytest.mark.django_db
def test_a_course_is_described_for_search_engines(client: Client) -> None:
    published(summary="Act </script> within the hour.", reviewed_on=dt.date(2026, 2, 3))
    page, picture = f"{BASE}/courses/sepsis/", f"{BASE}/courses/sepsis/picture-1.png"
    provider = {"@type": "Organization", "name": "Riverside Medical Center"}
    assert data_of(client.get("/courses/sepsis/").content.decode()) == {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": "Sepsis",
        "description": "Act </script> within the hour.",
        "url": page,
        "image": picture,
        "inLanguage": "en-US",
        "courseCode": "sepsis",
        "provider": {**provider, "url": page},
        "about": ["Radiology"],
        "teaches": ["Recognize a reaction."],
        "audience": {"@type": "Audience", "audienceType": "Physicians and technologists"},
        "timeRequired": "PT60M",
        "datePublished": "2026-01-02",
        "dateModified": "2026-02-03",
        "expires": "2028-12-31",
        "isAccessibleForFree": True,
        "educationalCredentialAwarded": [
            {
                "@type": "EducationalOccupationalCredential",
                "name": "1.25 AMA PRA Category 1 Credit™",
                "credentialCategory": "continuing education credit",
                "recognizedBy": provider,
                "validIn": {"@type": "Country", "name": "US"},
            }
        ],
        "offers": [
            {
                "@type": "Offer",
                "category": "Free",
                "price": "0.00",
                "priceCurrency": "USD",
                "availability": "https://schema.org/InStock",
                "url": page,
            }
        ],
        "hasCourseInstance": [
            {
                "@type": "CourseInstance",
                "courseMode": "Online",
                "courseWorkload": "PT60M",
                "startDate": "2026-01-02",
                "endDate": "2028-12-31",
            }
        ],
    }


@pytest.mark.django_db
def test_a_paid_course_and_an_ended_one_say_so(client: Client) -> None:
    published(price=Decimal("25.00"), expires_on=dt.date(2026, 2, 1))
    data = data_of(client.get("/courses/sepsis/").content.decode())
    assert (data["isAccessibleForFree"], data["offers"][0]["price"], data["offers"][0]["category"]) == (
        False,
        "25.00",
        "Paid",
    )
    assert data["offers"][0]["availability"] == "https://schema.org/Discontinued"


@pytest.mark.django_db
def test_a_link_to_a_course_shows_its_title_and_picture(client: Client) -> None:
    published(title='The "golden" hour')
    said = head(client.get("/courses/sepsis/").content.decode())
    assert said["og:title"] == "The &#34;golden&#34; hour"
    assert (said["og:description"], said["og:url"]) == ("What to do, and why.", f"{BASE}/courses/sepsis/")
    assert (said["canonical"], said["twitter:card"]) == (f"{BASE}/courses/sepsis/", "summary_large_image")
    picture = client.get(said["og:image"].removeprefix(BASE))
    assert (picture["Content-Type"], picture["Cache-Control"]) == ("image/png", "public, max-age=86400")
    assert Image.open(io.BytesIO(picture.content)).size == (1200, 630)


@pytest.mark.django_db
def test_the_picture_of_another_version_has_another_address(client: Client) -> None:
    old = published().current_version
    assert old
    before = client.get("/courses/sepsis/picture-1.png").content
    values = {each.attname: getattr(old, each.attname) for each in CourseVersion._meta.concrete_fields}
    new = CourseVersion.objects.create(**{**values, "id": None, "number": 2, "title": "Burns"})
    publish_version(version=new, by="dana", now=NOW)
    assert client.get("/courses/sepsis/picture-1.png").status_code == 404
    assert client.get("/courses/sepsis/picture-2.png").content != before
    assert client.get("/courses/burns/picture-1.png").status_code == 404


@pytest.mark.django_db
def test_the_catalog_has_one_address_and_searches_are_not_collected(client: Client) -> None:
    for number in range(PER_PAGE + 1):
        make_course(f"course-{number}")
    plain, second = (
        head(client.get("/courses/").content.decode()),
        head(client.get("/courses/?page=2").content.decode()),
    )
    searched = head(client.get("/courses/?q=course&topic=radiology&page=2").content.decode())
    assert [said["canonical"] for said in (plain, second, searched)] == [
        f"{BASE}/courses/",
        f"{BASE}/courses/?page=2",
        f"{BASE}/courses/",
    ]
    assert [said.get("robots") for said in (plain, second, searched)] == [None, None, "noindex, follow"]


@pytest.mark.django_db
def test_the_site_map_names_the_public_pages_and_every_published_course(client: Client) -> None:
    published(reviewed_on=dt.date(2026, 2, 3))
    make_course("burns", released_on=dt.date(2025, 1, 2))
    Course.objects.create(slug="draft", created_at=NOW)
    response = client.get("/sitemap.xml")
    entries = ElementTree.fromstring(response.content)  # noqa: S314 - our own
    assert response["Content-Type"] == "application/xml"
    assert [(entry.findtext(f"{LOC}loc"), entry.findtext(f"{LOC}lastmod")) for entry in entries] == [
        (f"{BASE}/", None),
        (f"{BASE}/courses/", None),
        (f"{BASE}/faq/", None),
        (f"{BASE}/help/", None),
        (f"{BASE}/privacy/", None),
        (f"{BASE}/register/", None),
        (f"{BASE}/courses/sepsis/", "2026-02-03"),
        (f"{BASE}/courses/burns/", "2025-01-02"),
    ]


def is_forbidden(path: str, rules: list[str]) -> bool:
    """Return whether a crawler stays away from a path, as RFC 9309 reads the rules."""
    return any(re.match(re.escape(rule).replace(r"\*", ".*"), path) for rule in rules)


@pytest.mark.django_db
def test_crawlers_stay_away_from_personal_pages_only(client: Client) -> None:
    body = client.get("/robots.txt").content.decode()
    rules = re.findall(r"^Disallow: (.+)$", body, re.MULTILINE)
    personal = ("/profile/", "/my-courses/", "/courses/sepsis/learn/one/", "/certificates/x.pdf", "/fragments/x/")
    public = ("/", "/courses/", "/courses/?page=2", "/courses/sepsis/", "/faq/", "/courses/sepsis/picture-1.png")
    assert [is_forbidden(path, rules) for path in personal] == [True] * 5
    assert [is_forbidden(path, rules) for path in public] == [False] * 6
    assert f"Sitemap: {BASE}/sitemap.xml" in body
    assert not is_forbidden("/verify/", rules)
    assert client.get("/verify/?code=AAAAA-AAAAA-AAAAA-AAAAA")["X-Robots-Tag"] == "noindex"


@pytest.mark.django_db
def test_the_policy_for_scripts_stays_strict(client: Client) -> None:
    published()
    policy = client.get("/courses/sepsis/")["Content-Security-Policy"]
    scripts = next(part for part in policy.split(";") if part.strip().startswith("script-src "))
    assert scripts.split() == ["script-src", "'self'"]


@pytest.mark.django_db
def test_the_course_page_costs_the_same_with_one_course_and_with_three(
    client: Client, django_assert_num_queries: Any
) -> None:
    published()
    with django_assert_num_queries(4):
        client.get("/courses/sepsis/")
    make_course("burns", chapters=3)
    make_course("falls", chapters=3)
    client.force_login(make_learner())
    with django_assert_num_queries(4):
        client.get("/courses/burns/")


@pytest.mark.parametrize("title", ["Sepsis", "A long title " * 40, "W" * 200, "", "心不全 🫀"])
def test_any_title_is_drawn(title: str) -> None:
    drawn = draw(title=title, provider="P" * 200, credits_=["1 credit", "2 credits"], site="S" * 100, color="#0b5c8a")
    picture = Image.open(io.BytesIO(drawn)).convert("RGB")
    right_margin = picture.crop((WIDTH - MARGIN + 12, 0, *SIZE))
    assert (picture.size, right_margin.getcolors()) == (SIZE, [(right_margin.width * right_margin.height, (255,) * 3)])


def test_a_title_is_broken_between_words() -> None:
    assert wrapped("Recognizing and treating acute contrast reactions", 84) == [
        "Recognizing and treating",
        "acute contrast reactions",
    ]
