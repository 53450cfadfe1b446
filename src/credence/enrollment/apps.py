"""Registers the app with Django."""

from django.apps import AppConfig


class EnrollmentConfig(AppConfig):
    """The `enrollment` app."""

    name = "credence.enrollment"
    label = "enrollment"
    default_auto_field = "django.db.models.BigAutoField"
