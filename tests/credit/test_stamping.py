"""A stamp is asked for once, before the bytes are stored, and what is stored stays."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from credence.credit.actions import complete_certificate, complete_missing_certificates
from credence.credit.documents.keys import write_key
from credence.credit.models import Certificate
from credence.kit.clock import now
from tests.factories.credit import CLAIMED, certificate_of_award, make_accredited_course, make_award, make_ready
from tests.simulators.stamping import authority as started

pytestmark = pytest.mark.django_db
SOON = CLAIMED + dt.timedelta(seconds=10)
NOBODY = "http://127.0.0.1:9/"


@pytest.fixture(scope="module")
def authority():
    """The address of a time stamping authority."""
    with started() as address:
        yield f"{address}/"


@pytest.fixture(autouse=True)
def _signed(settings, tmp_path):
    file = tmp_path / "signing.p12"
    write_key(file, name="Riverside", passphrase="", now=now())
    settings.ENV = settings.ENV.model_copy(update={"signing_key": file, "unsigned": False})


def ask(settings, address: str) -> None:
    settings.ENV = settings.ENV.model_copy(update={"timestamp_url": address})


def given(username="alice"):
    return certificate_of_award(make_award(make_ready(make_accredited_course(f"for-{username}"), username)))


def stored(certificate):
    return Certificate.objects.values_list("sha256", "stamped_at", "unstamped").get(pk=certificate.pk)


def test_a_document_is_stored_with_its_stamp(settings, authority):
    ask(settings, authority)
    certificate = complete_certificate(certificate=given())
    assert abs(certificate.stamped_at - now()) < dt.timedelta(minutes=1)
    assert (certificate.unstamped, b"/ETSI.CAdES.detached" in bytes(certificate.pdf)) == (False, True)


def test_a_document_that_came_without_its_stamp_stays_as_it_is(settings, authority):
    ask(settings, NOBODY)
    certificate = complete_certificate(certificate=given())
    first = stored(certificate)
    assert first == (certificate.sha256, None, True)
    ask(settings, authority)
    complete_certificate(certificate=certificate)
    assert (complete_missing_certificates(now=SOON), stored(certificate)) == (0, first)


@pytest.mark.parametrize(
    "change", [{"stamped_at": CLAIMED}, {"unstamped": False}, {"stamped_at": CLAIMED, "unstamped": False}]
)
def test_the_database_refuses_to_stamp_afterwards(settings, change):
    ask(settings, NOBODY)
    certificate = complete_certificate(certificate=given())
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(**change)
    assert stored(certificate)[1:] == (None, True)


@pytest.mark.parametrize("change", [{"stamped_at": CLAIMED}, {"unstamped": True}])
def test_no_stamp_is_noted_before_there_is_a_document(change):
    certificate = given()
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(**change)


def test_a_document_that_a_kill_left_undrawn_is_stamped_by_the_worker(settings, authority):
    certificate = given()
    ask(settings, authority)
    assert complete_missing_certificates(now=SOON) == 1
    assert stored(certificate)[1:] != (None, True)


def test_the_worker_waits_once_a_turn_for_an_authority_that_is_silent(settings, authority):
    for username in ("alice", "ben", "cleo"):
        given(username)
    ask(settings, NOBODY)
    assert [complete_missing_certificates(now=SOON) for _ in range(4)] == [1, 1, 1, 0]
    for username in ("dora", "eve", "finn"):
        given(username)
    ask(settings, authority)
    assert [complete_missing_certificates(now=SOON) for _ in range(2)] == [3, 0]
