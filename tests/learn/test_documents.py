"""Help: documents to be read and searched."""

import re

import pytest

from credence.learn.presenters.help_search import find

pytestmark = pytest.mark.django_db
FOUND = re.compile(r'<h3><a href="([^"]+)">([^<]+)</a></h3>')


def test_help_lists_documents_by_their_readers(client):
    page = client.get("/help/").content.decode()
    assert re.findall(r'<section aria-labelledby="([a-z]+)">', page) == ["learning", "staff", "operating", "building"]
    assert re.findall(r'<li><a href="/help/([a-z-]+)/">', page)[:5] == [
        "learners",
        "credit",
        "certificates",
        "coordinators",
        "course-format",
    ]
    assert FOUND.findall(page) == []


def test_a_document_is_shown_with_its_parts_and_says_that_it_is_english(client):
    page = client.get("/help/first-change/").content.decode()
    assert "<title>A first change · " in " ".join(page.split())
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", page) == ["A first change"]
    assert re.findall(r'<li><a href="#([^"]+)">', page)[:2] == ["1-set-up", "2-know-where-it-belongs"]
    assert '<article class="document" lang="en">' in page
    assert client.get("/help/missing/").status_code == 404


@pytest.mark.parametrize("words", ["transcripts certificate", "Certificate, TRANSCRIPT", "transcript certificates"])
def test_a_word_is_found_in_any_form_and_in_a_heading_first(client, words):
    page = client.get("/help/", {"q": words}).content.decode()
    assert FOUND.findall(page)[0] == ("/help/learners/#certificate-and-transcript", "Certificate and transcript")


def test_all_words_are_asked_for(client):
    page = client.get("/help/", {"q": "certificate zebra"}).content.decode()
    assert (FOUND.findall(page), "No document says all of that." in page) == ([], True)
    assert '<meta name="robots" content="noindex, follow">' in page


def test_an_excerpt_shows_the_words_where_they_stand():
    found = next(each for each in find("dead switch") if each.name == "operate")
    text = "".join(piece for piece, _ in found.excerpt)
    assert [piece for piece, is_hit in found.excerpt if is_hit] == ["dead", "switch"]
    assert text.startswith("… ")
    assert text.endswith(" …")


@pytest.mark.parametrize("words", ["", "   ", "!?", "<script>alert(1)</script>", "((", "\x00", "%"])
def test_odd_words_find_nothing_and_break_nothing(client, words):
    page = client.get("/help/", {"q": words}).content.decode()
    assert "<script>alert" not in page
    assert FOUND.findall(page) == []
