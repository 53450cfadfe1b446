"""Registers the app with Django."""

from django.apps import AppConfig


class LearnConfig(AppConfig):
    """The `learn` app."""

    name = "credence.learn"
    label = "learn"
    default_auto_field = "django.db.models.BigAutoField"
