"""No form takes more than its fields, whoever sends what."""

import importlib
import inspect

import pytest
from django import forms
from django.apps import apps
from django.test import Client

from credence.accounts.models import User
from credence.project.settings import ROOT
from credence.support.models import SupportRequest
from tests.house.world import World

DECIDED_BY_US = {
    "is_staff", "is_superuser", "is_active", "public_id", "learner", "user", "course", "version", "enrollment", "by",
    "now", "awarded_at", "completed_at", "finished_at", "passed", "percent", "right", "score", "code", "sha256",
    "closed_at", "reference", "price", "total", "discount", "groups", "user_permissions", "initial_password_expires_at",
}  # fmt: skip
TYPED_CODES = {"FactorForm", "FactorAgainForm"}
"""Ask for the code that an app shows, under the name that the library reads."""


def own_forms() -> set[type[forms.BaseForm]]:
    """Return every form class of ours."""
    found: set[type[forms.BaseForm]] = set()
    for file in (ROOT / "src/credence").rglob("*.py"):
        if "forms" in file.parts or file.stem in {"forms", "gateway"}:
            dotted = ".".join(file.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
            classes = inspect.getmembers(importlib.import_module(dotted), inspect.isclass)
            found |= {each for _name, each in classes if issubclass(each, forms.BaseForm) and each.__module__ == dotted}
    return found


FORMS = sorted(own_forms(), key=lambda form: (form.__name__, form.__module__))


def test_there_are_forms() -> None:
    assert len(FORMS) >= 5


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_a_form_names_its_fields_and_none_that_we_decide(form: type[forms.BaseForm]) -> None:
    typed = {"code"} if form.__name__ in TYPED_CODES else set()
    assert set(form.base_fields) & DECIDED_BY_US == typed
    if issubclass(form, forms.BaseModelForm):
        assert isinstance(form._meta.fields, list | tuple)  # not "__all__", which grows with the model
        assert not form._meta.exclude


def everything(value: str) -> dict[str, str]:
    """Return every column of every model, as if a form had them all."""
    return {
        name: value
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete
        for name in (field.name, getattr(field, "attname", field.name))
    }


def test_a_question_to_support_brings_nothing_but_itself(world: World, client: Client) -> None:
    asked = {"name": "Mallory", "email": "m@example.org", "subject": "Hello", "message": "Why?", "page": "/faq/"}
    client.force_login(world.other)
    client.post("/support/", {**everything(str(world.staff.pk)), **asked})
    stored = SupportRequest.objects.latest("pk")
    assert {name: getattr(stored, name) for name in asked} == asked
    assert (stored.learner, stored.reference[:2]) == (world.other, "S-")


def test_registration_brings_nobody_to_the_staff(world: World, client: Client) -> None:
    client.post("/register/", {**everything("1"), "username": "mallory", "email": "mallory@example.org"})
    user = User.objects.get(username="mallory")
    assert (user.is_staff, user.is_superuser, user.closed_at, user.groups.count()) == (False, False, None, 0)


def test_the_profile_makes_nobody_staff(world: World, client: Client) -> None:
    client.force_login(world.other)
    before = User.objects.filter(pk=world.other.pk).values().get()
    client.post("/profile/", everything("1"))
    assert User.objects.filter(pk=world.other.pk).values("is_staff", "is_superuser", "email", "username").get() == {
        name: before[name] for name in ("is_staff", "is_superuser", "email", "username")
    }
