"""Registers the app with Django."""

from django.apps import AppConfig

from credence.project.checks import register_all


class ProjectConfig(AppConfig):
    """The `project` app."""

    name = "credence.project"
    label = "project"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks of an installation."""
        register_all()
