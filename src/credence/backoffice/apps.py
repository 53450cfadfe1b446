"""Registers the app with Django."""

from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    """The `backoffice` app."""

    name = "credence.backoffice"
    label = "backoffice"
    default_auto_field = "django.db.models.BigAutoField"
