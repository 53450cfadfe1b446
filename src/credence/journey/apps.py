"""Registers the app with Django."""

from django.apps import AppConfig


class JourneyConfig(AppConfig):
    """The `journey` app."""

    name = "credence.journey"
    label = "journey"
    default_auto_field = "django.db.models.BigAutoField"
