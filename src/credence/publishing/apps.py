"""Registers the app with Django."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    """The `publishing` app."""

    name = "credence.publishing"
    label = "publishing"
    default_auto_field = "django.db.models.BigAutoField"
