"""Sessions know whose they are; those that were open stay open."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import migrations, models
from django.utils import timezone

BACKEND = "credence.accounts.gateway.passwords.AccountBackend"


def carry_over(apps, _schema_editor):
    """Take the sessions along that have not ended, and empty the table that they leave."""
    old, new = apps.get_model("sessions", "Session"), apps.get_model("accounts", "Session")
    people = set(apps.get_model("accounts", "User").objects.values_list("pk", flat=True))
    moment = timezone.now()  # noqa: TID251 - a migration has no caller to ask
    for each in old.objects.filter(expire_date__gt=moment).iterator():
        data = SessionStore().decode(each.session_data)
        user = int(data.get("_auth_user_id", 0))
        if user:
            data["_auth_user_backend"] = BACKEND
        new.objects.create(
            session_key=each.session_key,
            session_data=SessionStore().encode(data),
            expire_date=each.expire_date,
            user_id=user if user in people else None,
            began_at=moment,
            last_seen_at=moment,
        )
    old.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_kinds"), ("sessions", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                (
                    "browser",
                    models.CharField(
                        blank=True, help_text="What the browser called itself at sign-in.", max_length=300
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField(help_text="Written every few minutes.")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["user", "last_seen_at"], name="accounts_session_of")]},
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
