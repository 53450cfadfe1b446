"""Addresses are stored as they are looked for: in small letters, their domains as mail servers know them.

One with other letters before the @ than those of ASCII stays as it is: nobody signs in by it any more, only by the user
name. So does one whose normal form another account has.
"""

import idna
from django.db import migrations
from django.db.models import F
from django.db.models.functions import Lower


def make_normal(apps, _schema_editor):
    """Write every address anew that has another normal form which is free."""
    user, address = apps.get_model("accounts", "User"), apps.get_model("account", "EmailAddress")
    for each in user.objects.exclude(email=Lower("email")).iterator():
        _store(user, each, _normal(each.email))
    for each in user.objects.filter(email__regex=r"[^ -~]").iterator():
        _store(user, each, _normal(each.email))
    for each in address.objects.exclude(email=F("user__email")).filter(primary=True).iterator():
        address.objects.filter(pk=each.pk).update(email=each.user.email)


def _normal(address):
    local, _, domain = address.rpartition("@")
    try:
        host = domain if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return None
    return f"{local}@{host}".lower() if local.isascii() else None


def _store(user, each, normal):
    taken = normal and user.objects.annotate(low=Lower("email")).filter(low=normal).exclude(pk=each.pk).exists()
    if normal and not taken:
        user.objects.filter(pk=each.pk).update(email=normal)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_sessions"), ("account", "0009_emailaddress_unique_primary_email")]
    operations = [migrations.RunPython(make_normal, migrations.RunPython.noop)]
