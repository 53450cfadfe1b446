"""Registers the app with Django."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """The `assessment` app."""

    name = "credence.assessment"
    label = "assessment"
    default_auto_field = "django.db.models.BigAutoField"
