"""Registers the app with Django."""

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    """The `progress` app."""

    name = "credence.progress"
    label = "progress"
    default_auto_field = "django.db.models.BigAutoField"
