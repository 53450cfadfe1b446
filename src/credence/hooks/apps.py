"""Registers the app with Django."""

from django.apps import AppConfig


class HooksConfig(AppConfig):
    """The `hooks` app."""

    name = "credence.hooks"
    label = "hooks"
    default_auto_field = "django.db.models.BigAutoField"
