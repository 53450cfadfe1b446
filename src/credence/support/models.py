"""Questions that people asked us."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SupportRequest(models.Model):
    """One question, answered under its reference."""

    reference = models.CharField(max_length=20, unique=True)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    name = models.CharField(_("your name"), max_length=100)
    email = models.EmailField(_("e-mail address"))
    subject = models.CharField(_("subject"), max_length=150)
    message = models.TextField(_("message"), max_length=5000)
    page = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.reference} {self.subject}"
