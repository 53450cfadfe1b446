"""Any Unicode in any field: every page, document, table, letter and file is made, and gives the text back."""

import csv
import email
import email.policy
import io
import json
from html import unescape
from typing import Any

from django.core import mail
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.http import HttpResponseBase
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from credence.accounts.models import Profile
from credence.accounts.queries import people_called
from credence.catalog.models import AccreditingProvider, Topic
from credence.commerce.models import Coupon, CouponBatch, Order
from credence.journey.queries.personal_data import personal_data_of
from credence.kit.finding import together
from credence.kit.sheets import harmless
from credence.kit.text import folded, normal, normal_lines
from credence.learn.forms.support import SupportForm
from credence.outbox.actions import deliver_due, queue
from credence.outbox.models import Letter
from credence.support.actions import ask
from credence.support.models import SupportRequest
from tests.house.world import NOW, World
from tests.kit.test_text import ODD

MARKUP = st.text(st.sampled_from("<svg>=+-@'\"&{}[]()#$*_`\\%;,:/|~\U00013000\u0e31\u0600\ue000e\u0301"))
TEXT = ODD | MARKUP
odd = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)

COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    Profile: (
        *("given_name", "middle_name", "family_name", "suffix", "credentials", "specialty", "employer", "street"),
        *("city", "region", "postal_code"),
    ),
    CouponBatch: ("name", "buyer", "reference"),
    Coupon: ("note",),
    SupportRequest: ("name", "subject", "message", "page"),
    AccreditingProvider: ("name",),
    Topic: ("name",),
    Letter: ("subject", "text"),
}
BILL = ("billing_name", "billing_street", "billing_street2", "billing_city", "billing_region", "billing_postal_code")

SHOWN = "/profile/", "/transcript/"
"""Where a learner sees the family name again."""
LISTED = ("/backoffice/orders/", "/backoffice/orders/list.csv", "/backoffice/orders/list.xlsx")
"""Where staff see the whole name."""
OTHERS = (
    *("/", "/courses/", "/my-courses/", "/orders/", "/account/", "/transcript.pdf", "/courses/stroke-care/checkout/"),
    *("/backoffice/", "/backoffice/coupons/", "/backoffice/coupons/list.csv", "/backoffice/coupons/list.xlsx"),
    *("/backoffice/coupons/batches/", "/backoffice/groups/", "/backoffice/own-courses/", "/backoffice/professions/"),
    *("/backoffice/refunds/", "/backoffice/reports/riverside/"),
)
FILES = ("document", "workbook", "learners", "courses")


def write(model: type[models.Model], columns: tuple[str, ...], text: str, **which: Any) -> None:
    """Write a text into columns, cut to what they hold, past every door of ours."""
    longest = {name: model._meta.get_field(name).max_length or len(text) for name in columns}
    model._default_manager.filter(**which).update(**{name: text[: longest[name]] for name in columns})


def fill(text: str) -> None:
    """Write a text into every column that people fill in, and that may change."""
    for model, columns in COLUMNS.items():
        write(model, columns, text)
    write(Order, BILL, text, state="pending")


def storable(text: str) -> str:
    """Return what both databases hold of a text, though no door of ours stores it today."""
    return "".join(each for each in text if each != "\0" and not "\ud800" <= each <= "\udfff") or "x"


def signed_in(world: World, path: str) -> Client:
    """Return a client of whoever may see a page."""
    client = Client()
    client.force_login(world.staff if path.startswith("/backoffice/") else world.learner)
    return client


def content_of(response: HttpResponseBase) -> bytes:
    """Return the whole of an answer, whichever way it comes."""
    return b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]


def cells_of(path: str, content: bytes) -> set[Any]:
    """Return what stands in a table."""
    if path.endswith(".csv"):
        lines = csv.reader(io.StringIO(content.decode().removeprefix("\ufeff"), newline=""))
        return {cell for line in lines for cell in line}
    return {cell.value for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows() for cell in row}


def says(path: str, content: bytes, text: str) -> bool:
    """Whether a page or a file gives a text back."""
    if path.endswith((".csv", ".xlsx")):
        return (harmless(text) if path.endswith(".csv") else text) in cells_of(path, content)
    return text in unescape(content.decode())


@odd
@given(text=TEXT, path=st.sampled_from((*SHOWN, *LISTED, *OTHERS)))
@example(text="<svg \U00013000", path="/transcript.pdf")
@example(text="a\ufffeb", path="/backoffice/orders/list.xlsx")
def test_a_text_of_the_past_makes_no_page_and_no_file_fail(world: World, text: str, path: str) -> None:
    with transaction.atomic():
        fill(storable(text))
        answer = signed_in(world, path).get(path)
        assert (answer.status_code, len(content_of(answer)) > 0) == (200, True)
        transaction.set_rollback(True)


@odd
@given(text=TEXT, file=st.sampled_from(FILES))
def test_a_text_of_the_past_makes_no_report_fail(world: World, text: str, file: str) -> None:
    path = "/backoffice/reports/riverside/"
    with transaction.atomic():
        fill(storable(text))
        answer = signed_in(world, path).post(f"{path}file/", {"file": file, "why": storable(text)[:200]})
        assert (answer.status_code, len(content_of(answer)) > 0) == (200, True)
        transaction.set_rollback(True)


@odd
@given(text=TEXT, path=st.sampled_from((*SHOWN, *LISTED)))
def test_what_was_typed_as_a_name_is_given_back_everywhere(world: World, text: str, path: str) -> None:
    name = normal(text)[:100].strip() or "x"
    with transaction.atomic():
        blank = dict.fromkeys(("given_name", "middle_name", "suffix", "credentials"), "")
        Profile.objects.filter(user=world.learner).update(family_name=name, **blank)
        assert says(path, content_of(signed_in(world, path).get(path)), name)
        told = json.loads(json.dumps(personal_data_of(world.learner, NOW), cls=DjangoJSONEncoder))
        assert told["profile"]["family_name"] == name
        transaction.set_rollback(True)


@odd
@given(text=TEXT)
def test_a_name_is_stored_normal_and_found_as_it_was_typed(world: World, text: str) -> None:
    typed = {"given_name": "", "family_name": text, "city": "Bern", "country": "CH", "professions": ["student"]}
    stored = normal(text)
    with transaction.atomic():
        answer = signed_in(world, "/profile/").post("/profile/", typed)
        if not stored or len(stored) > 100:
            assert answer.status_code == 422
        else:
            assert Profile.objects.get(user=world.learner).family_name == stored
            found = people_called(text).filter(pk=world.learner.pk).exists()
            assert found == bool(folded(text)) or len(together(text)) < len(folded(text).replace(" ", ""))
        transaction.set_rollback(True)


@odd
@given(text=TEXT)
def test_a_letter_holds_what_was_written(db: None, text: str) -> None:
    with transaction.atomic():
        Letter.objects.all().delete()
        queue(key="letter", to="ann@example.org", subject=text, text=text, now=NOW)
        assert deliver_due(clock=lambda: NOW) == 1
        sent = email.message_from_bytes(mail.outbox[-1].message().as_bytes(), policy=email.policy.default)
        said = sent.get_body().get_content()  # type: ignore[union-attr]
        subject = sent["subject"].lstrip(" ")  # a header may begin on its second line
        assert (subject, said.removesuffix("\n")) == (normal(text)[:200].strip(), normal_lines(text).removesuffix("\n"))
        transaction.set_rollback(True)


@odd
@given(text=TEXT)
def test_a_question_to_support_is_stored_as_it_was_typed(world: World, text: str) -> None:
    asked = {"name": text, "email": "ann@example.org", "subject": text, "message": text, "page": ""}
    line, lines = normal(text), normal_lines(text).strip()
    form = SupportForm(asked)
    assert form.is_valid() == (0 < len(line) <= 100)
    if form.is_valid():
        with transaction.atomic():
            stored = ask(**form.cleaned_data, learner=None, now=NOW)
            stored.refresh_from_db()
            assert (stored.name, stored.subject, stored.message) == (line, line, lines)
            transaction.set_rollback(True)
