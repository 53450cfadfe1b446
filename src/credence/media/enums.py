"""Kinds of stored files."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a stored file is."""

    VIDEO = "video", _("Video")
    CAPTIONS = "captions", _("Captions")
    PICTURE = "picture", _("Picture")
    PDF = "pdf", _("PDF")
