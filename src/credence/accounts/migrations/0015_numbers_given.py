"""Every number has a day on which it was given, and numbers are found by the form in which they are compared.

Apart from the migration that gave old numbers their day: PostgreSQL alters no table while rows that the same transaction
wrote twice wait to have their references looked at.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_numbers_compared")]
    operations = [
        migrations.AlterField(
            "identifier", "given_at", models.DateTimeField(help_text="Since when it is in the profile.")
        ),
        migrations.AddIndex(
            "identifier", models.Index(fields=["kind", "region", "key"], name="accounts_identifier_key")
        ),
    ]
