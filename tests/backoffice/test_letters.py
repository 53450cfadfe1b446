"""Staff see what waits and what mail servers answered, send it now or stop it, and never read what it says."""

import datetime as dt

import pytest
from django.test import Client

from credence.audit.models import Event
from credence.kit.clock import now
from credence.outbox.actions import queue
from credence.outbox.enums import LetterState
from credence.outbox.models import Letter

pytestmark = pytest.mark.django_db
LIST = "/backoffice/letters/"
SECRET = "The link that signs you in"
ANSWER = "550 5.1.1 <zoe@example.org> No such user & no other"


def written(key: str, to: str = "zoe@example.org", **how) -> Letter:
    """Return a letter that waits, or stands as `how` says."""
    queue(key=key, to=to, subject=f"Hello {key}", text=SECRET, now=now())
    Letter.objects.filter(key=key).update(**how)
    return Letter.objects.get(key=key)


def refused(key: str) -> Letter:
    return written(key, refused_at=now(), given_up_at=now(), last_error=ANSWER)


def page(client: Client, address: str = LIST) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def subjects(html: str) -> list[str]:
    """Return the letters that a page lists."""
    return [part.split("</a>")[0].split(">")[-1] for part in html.split('<th scope="row"')[1:]]


def test_letters_are_found_by_state_and_by_a_whole_address(support: Client) -> None:
    written("one")
    written("two", to="Ben@example.org", sent_at=now())
    refused("three")
    assert subjects(page(support)) == ["Hello three", "Hello two", "Hello one"]
    assert subjects(page(support, f"{LIST}?state=refused")) == ["Hello three"]
    assert subjects(page(support, f"{LIST}?to=ben@EXAMPLE.org")) == ["Hello two"]
    assert subjects(page(support, f"{LIST}?to=ben@example")) == []
    assert subjects(page(support, f"{LIST}?state=nothing")) == ["Hello three", "Hello two", "Hello one"]


def test_the_servers_answer_is_shown_in_its_words_and_the_text_never(support: Client) -> None:
    letter = refused("one")
    for html in (page(support), page(support, f"{LIST}{letter.pk}/")):
        assert "550 5.1.1 &lt;zoe@example.org&gt; No such user &amp; no other" in html
        assert SECRET not in html


def test_a_refused_letter_waits_for_people_on_the_first_page(support: Client) -> None:
    refused("one")
    assert f'href="{LIST}?state=refused"' in page(support, "/backoffice/")


def test_stopping_needs_a_reason_and_stands_on_the_record(support: Client) -> None:
    letter = written("one")
    assert support.post(f"{LIST}{letter.pk}/", {"reason": " "}).status_code == 422
    letter.refresh_from_db()
    assert letter.state == LetterState.WAITING
    assert support.post(f"{LIST}{letter.pk}/", {"reason": "Sent twice"}).status_code == 302
    letter.refresh_from_db()
    event = Event.objects.get(action="letter.stopped")
    assert (letter.state, event.actor, event.reason, event.subject_id) == (
        LetterState.STOPPED,
        "sam",
        "Sent twice",
        str(letter.pk),
    )


def test_a_letter_that_went_out_meanwhile_is_not_said_to_be_stopped(support: Client) -> None:
    letter = written("one", sent_at=now())
    answer = support.post(f"{LIST}{letter.pk}/", {"reason": "Sent twice"}, follow=True)
    assert "Nothing was stopped: the letter was sent or stopped before." in answer.content.decode()
    assert Event.objects.filter(action="letter.stopped").count() == 0


def test_a_letter_is_sent_at_once_when_somebody_says_so_and_on_record(support: Client) -> None:
    letter = written("one", next_attempt_at=now() + dt.timedelta(hours=6))
    answer = support.post(f"{LIST}{letter.pk}/now/", follow=True)
    assert "1 letter is sent within seconds, or tried again." in answer.content.decode()
    letter.refresh_from_db()
    assert letter.next_attempt_at <= now()
    assert [event.actor for event in Event.objects.filter(action="letter.sent-again")] == ["sam"]
    Letter.objects.update(sent_at=now())
    answer = support.post(f"{LIST}{letter.pk}/now/", follow=True)
    assert "Nothing was left to send" in answer.content.decode()


def test_all_that_was_refused_is_tried_again_and_nothing_else(support: Client) -> None:
    refused("one"), refused("two"), written("three", stopped_at=now())
    support.post(f"{LIST}again/")
    assert [letter.state for letter in Letter.objects.order_by("pk")] == [
        LetterState.WAITING,
        LetterState.WAITING,
        LetterState.STOPPED,
    ]


def test_a_list_of_many_takes_the_same_queries(support: Client, django_assert_num_queries) -> None:
    for number in range(3):
        written(f"{number}")
        with django_assert_num_queries(4):
            page(support)
