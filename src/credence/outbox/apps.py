"""Registers the app with Django."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """The `outbox` app."""

    name = "credence.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
