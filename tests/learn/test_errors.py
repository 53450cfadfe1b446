"""What went wrong is told on pages of ours that say what happened and what to do next, and ask no database."""

import re
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.http import HttpRequest
from django.test import Client, RequestFactory

from credence.accounts.gateway.tries import TooOften
from credence.learn.views import errors

PAGES = [
    (errors.bad_request, 400, "We could not read that request", ["/"]),
    (errors.expired_form, 403, "This form has expired", ["/sign-in/", "/"]),
    (errors.not_allowed, 403, "You may not do that", ["/support/", "/"]),
    (errors.not_found, 404, "This page is not here", ["/courses/", "/my-courses/"]),
    (errors.too_large, 413, "That is more than we can take", ["/"]),
    (lambda request: errors.too_many_requests(request, TooOften(seconds=61, minutes=2)), 429, "Too many tries", ["/"]),
    (errors.failure, 500, "Something went wrong on our side", ["/", "/support/"]),
]


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    """Return a request that no middleware has touched, as one that fails early is."""
    return rf.get("/")


@pytest.mark.parametrize(("view", "status", "title", "ways"), PAGES)
def test_a_fault_has_a_page_that_says_what_to_do_without_the_database(
    request_: HttpRequest, view: Any, status: int, title: str, ways: list[str]
) -> None:
    response = view(request_)  # this test may not use the database: pytest-django would make it fail
    page = response.content.decode()
    assert response.status_code == status
    assert re.findall(r"<h1>(.*)</h1>", page) == [title]
    assert re.findall(r'class="btn [^"]*" href="([^"]*)"', page) == ways
    assert "/fragments/" not in page


@pytest.mark.parametrize(
    ("fault", "status"), [(RequestDataTooBig(), 413), (TooManyFieldsSent(), 400), (SuspiciousOperation(), 400)]
)
def test_what_is_too_large_is_told_from_what_is_malformed(request_: HttpRequest, fault: Exception, status: int) -> None:
    assert errors.bad_request(request_, fault).status_code == status


@pytest.mark.parametrize(("more", "status"), [(0, 422), (1, 413)])
def test_a_form_is_read_up_to_the_last_byte_we_take(
    client: Client, db: None, settings: Any, more: int, status: int
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = "message=" + "a" * (1000 - len("message=") + more)
    response = client.post("/support/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == status
