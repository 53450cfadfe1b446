"""Registers the app with Django."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """The `project` app."""

    name = "credence.project"
    label = "project"
    default_auto_field = "django.db.models.BigAutoField"
