"""Registers the app with Django."""

from django.apps import AppConfig


class CreditConfig(AppConfig):
    """The `credit` app."""

    name = "credence.credit"
    label = "credit"
    default_auto_field = "django.db.models.BigAutoField"
