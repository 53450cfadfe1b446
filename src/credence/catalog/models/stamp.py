"""Whether anything that is kept of courses may have changed."""

from django.db import models


class Stamp(models.Model):
    """The one row whose mark is another one after every change of content, for what processes keep of it.

    Triggers write it (`kit.stamped`), in the transaction of the change: on courses, versions with all they consist of,
    providers and their statements, withdrawals, rules of repetition, files, posttests and forms.
    """

    mark = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.mark
