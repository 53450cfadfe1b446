"""While an authority is asked, nothing is locked, and the credit stands already."""

import threading
import time

import pytest
from django.db import connections, transaction
from django.test import Client

from credence.credit.documents.keys import write_key
from credence.credit.models import Award, Certificate
from credence.enrollment.models import Enrollment
from credence.kit.clock import now
from tests.factories.credit import make_accredited_course, make_ready, offer_of
from tests.simulators.stamping import authority

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
PATIENCE = 20


def claim(enrollment):
    """Claim as a learner does, in a browser."""
    client = Client()
    client.force_login(enrollment.learner)
    form = {"offer": offer_of(enrollment).pk, "amount": "1.25", "attested": "1"}
    client.post(f"/courses/{enrollment.course.slug}/claim/", form)
    connections.close_all()


def awarded() -> Certificate:
    """Wait until somebody else's transaction with the award has ended."""
    ends = time.monotonic() + PATIENCE
    while not Award.objects.exists():
        assert time.monotonic() < ends
        time.sleep(0.02)
    return Certificate.objects.get()


def test_an_authority_that_never_answers_holds_no_lock_and_no_credit(transactional_db, settings, tmp_path):
    write_key(tmp_path / "signing.p12", name="Riverside", passphrase="", now=now())
    enrollment = make_ready(make_accredited_course())
    with authority() as address:
        update = {"signing_key": tmp_path / "signing.p12", "unsigned": False, "timestamp_url": f"{address}/hang"}
        settings.ENV = settings.ENV.model_copy(update=update)
        claiming = threading.Thread(target=claim, args=(enrollment,))
        claiming.start()
        assert awarded().sha256 is None
        with transaction.atomic():
            Enrollment.objects.select_for_update(nowait=True).get(pk=enrollment.pk)
            Certificate.objects.select_for_update(nowait=True).get()
        claiming.join(PATIENCE)
    certificate = Certificate.objects.get()
    assert (certificate.sha256 is None, certificate.stamped_at, certificate.unstamped) == (False, None, True)
