"""Stored files: videos, captions, posters, PDFs and pictures, each known by its contents."""

from django.db import models

from credence.kit.ids import public_id
from credence.media.enums import Kind


class Asset(models.Model):
    """A file that never changes. The same bytes are stored once, whoever brings them."""

    public_id = models.CharField(max_length=22, unique=True, default=public_id, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    file = models.FileField(max_length=200)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    words = models.PositiveIntegerField(null=True, blank=True)
    figures = models.PositiveIntegerField(null=True, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
