"""Numbers have a form in which they are compared and a day on which they were given.

Those of before were given, as far as is known, when the account was opened.
"""

import unicodedata

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def compared(place, value):
    """Return the form in which a number is compared, as of this release."""
    if place == "INTL":
        return ""
    plain = (
        str(unicodedata.decimal(each)) if each.isdecimal() else each for each in unicodedata.normalize("NFKC", value)
    )
    told = "".join(each for each in "".join(plain).upper() if each.isalnum())
    return (told.lstrip("0") or told[:1])[:40]


def fill(apps, _schema_editor):
    """Give each number its form and its day."""
    identifier, user = (apps.get_model("accounts", name) for name in ("Identifier", "User"))
    joined = user.objects.filter(pk=OuterRef("user")).values("date_joined")
    identifier.objects.update(given_at=Subquery(joined))
    for row in identifier.objects.iterator():
        row.key = compared(row.region, row.value)
        row.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_tries")]
    operations = [
        migrations.AddField(
            "identifier",
            "key",
            models.CharField(
                blank=True, default="", max_length=40, help_text="The form in which it is compared; empty: it is not."
            ),
            preserve_default=False,
        ),
        migrations.AddField("identifier", "given_at", models.DateTimeField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
