"""What the processes of the site say of themselves."""

from django.db import models


class SignOfLife(models.Model):
    """When a process of some kind last said that it is at work."""

    kind = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} at {self.at}"
