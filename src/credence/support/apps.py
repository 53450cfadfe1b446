"""Registers the app with Django."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    """The `support` app."""

    name = "credence.support"
    label = "support"
    default_auto_field = "django.db.models.BigAutoField"
