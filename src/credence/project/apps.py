"""Registers the app with Django."""

from importlib.metadata import version

from django.apps import AppConfig
from django.conf import settings

from credence.project.checks import register_all
from credence.project.seen.sentry import tell_of_faults


class ProjectConfig(AppConfig):
    """The `project` app."""

    name = "credence.project"
    label = "project"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks of an installation, and say where faults are told."""
        register_all()
        tell_of_faults(settings.ENV.sentry_dsn, release=f"credence@{version('credence')}")
