"""Registers the app with Django."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """The `reporting` app."""

    name = "credence.reporting"
    label = "reporting"
    default_auto_field = "django.db.models.BigAutoField"
