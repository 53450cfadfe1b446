"""How the fields of forms are drawn."""

from functools import cached_property

from django.conf import settings
from django.forms.renderers import BaseRenderer, DjangoTemplates, Jinja2
from django.template import TemplateDoesNotExist
from django.template.backends.base import BaseEngine


class _Drawn(Jinja2):
    """Django's own pages for Jinja2, and before them those that stand in `pages/django/forms`."""

    @cached_property
    def engine(self) -> BaseEngine:
        """Look in our pages first; the rest is as Django makes it."""
        folders = [settings.PACKAGE / "project" / "pages", *super().engine.template_dirs]
        return self.backend({"APP_DIRS": False, "DIRS": folders, "NAME": "fields", "OPTIONS": {}})


class FormParts(BaseRenderer):
    """Draws fields by Jinja2: a list of all countries takes a tenth of the time so.

    What has a Django page only, as what the admin adds, is drawn by that.
    """

    def __init__(self) -> None:
        self._drawn, self._other = _Drawn(), DjangoTemplates()

    def get_template(self, template_name: str) -> object:
        """Return the page of a field."""
        try:
            return self._drawn.get_template(template_name)
        except TemplateDoesNotExist:
            return self._other.get_template(template_name)
