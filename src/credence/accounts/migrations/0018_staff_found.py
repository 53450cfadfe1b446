"""The few who are staff are found among a million by an index of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0017_registrations")]
    operations = [
        migrations.AddIndex(
            "user",
            models.Index(fields=["username"], condition=models.Q(("is_staff", True)), name="accounts_user_staff"),
        ),
    ]
