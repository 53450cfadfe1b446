"""Registers the app with Django."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    """The `evaluation` app."""

    name = "credence.evaluation"
    label = "evaluation"
    default_auto_field = "django.db.models.BigAutoField"
