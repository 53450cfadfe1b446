"""Rules that no single room keeps."""

from dataclasses import fields

import pytest
from django.test import Client

from credence.credit.documents.certificate import CertificateSnapshot
from credence.progress.queries import study_of
from tests.house.world import World

SLUG = "mri-safety"


@pytest.mark.parametrize("page", ["", "front-matter/", "enroll/", "learn/", "learn/chapter-1/"])
def test_r25_pages_of_a_course_lead_to_a_contact_and_to_the_privacy_page(
    world: World, client: Client, page: str
) -> None:
    client.force_login(world.learner)
    response = client.get(f"/courses/{SLUG}/{page}", follow=True)
    assert response.status_code == 200
    body = response.content.decode()
    assert ('href="/support/' in body, 'href="/privacy/"' in body) == (True, True)


def test_r36_time_at_the_posttest_is_no_study(world: World, client: Client) -> None:
    before = study_of(world.enrollment).studied_minutes
    client.force_login(world.learner)
    for page in ("posttest/", "posttest/result/"):
        client.get(f"/courses/{world.course.slug}/{page}")
    assert client.post(f"/courses/{world.course.slug}/learn/posttest/beat/", {"position_ms": 0}).status_code == 404
    assert (before, study_of(world.enrollment).studied_minutes) == (60, 60)


def test_r54_a_certificate_has_no_place_for_a_supporter() -> None:
    named = {field.name for field in fields(CertificateSnapshot)}
    assert {name for name in named if "support" in name or "logo" in name or "company" in name} == set()
