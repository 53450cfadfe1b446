"""Registers the app with Django."""

from django.apps import AppConfig


class MediaConfig(AppConfig):
    """The `media` app."""

    name = "credence.media"
    label = "media"
    default_auto_field = "django.db.models.BigAutoField"
