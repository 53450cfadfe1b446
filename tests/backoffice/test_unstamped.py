"""Certificates that no authority stamped are listed for staff, and nothing is to be done for them."""

import pytest

from credence.accounts.enums import Role
from credence.credit.actions import complete_certificate
from credence.credit.documents.keys import write_key
from credence.credit.models import Certificate
from credence.kit.clock import now
from tests.backoffice.conftest import signed_in, staff
from tests.factories.credit import certificate_of_award, make_accredited_course, make_award, make_ready

pytestmark = pytest.mark.django_db
ADDRESS = "/backoffice/unstamped/"


def page(role: Role = Role.SUPPORT) -> str:
    return signed_in(staff(f"a-{role}", role)).get(ADDRESS).content.decode()


def issued(username: str, *, in_vain: bool, settings) -> Certificate:
    """Return a certificate; `in_vain` is whether a stamp was asked for where nobody listens."""
    certificate = certificate_of_award(make_award(make_ready(make_accredited_course(f"of-{username}"), username)))
    settings.ENV = settings.ENV.model_copy(update={"timestamp_url": "http://127.0.0.1:9/" if in_vain else ""})
    return complete_certificate(certificate=certificate)


@pytest.fixture(autouse=True)
def _signed(settings, tmp_path):
    file = tmp_path / "signing.p12"
    write_key(file, name="Riverside", passphrase="", now=now())
    settings.ENV = settings.ENV.model_copy(update={"signing_key": file, "unsigned": False})


def test_only_certificates_that_were_to_be_stamped_and_are_not_are_listed(settings):
    missed, sound = issued("ann", in_vain=True, settings=settings), issued("ben", in_vain=False, settings=settings)
    shown = page()
    assert (missed.code in shown, sound.code in shown, shown.count('<th scope="row"')) == (True, False, 1)


def test_where_none_is_missing_the_page_says_so(settings):
    issued("ben", in_vain=False, settings=settings)
    assert "Every certificate for which a time stamp was asked has one." in page()


def test_a_list_of_many_takes_the_same_queries(settings, django_assert_num_queries):
    client = signed_in(staff("cora", Role.COORDINATOR))
    for number in range(3):
        issued(f"ann{number}", in_vain=True, settings=settings)
        with django_assert_num_queries(3):
            client.get(ADDRESS)
