"""Registers the app with Django."""

from django.apps import AppConfig


class CommerceConfig(AppConfig):
    """The `commerce` app."""

    name = "credence.commerce"
    label = "commerce"
    default_auto_field = "django.db.models.BigAutoField"
