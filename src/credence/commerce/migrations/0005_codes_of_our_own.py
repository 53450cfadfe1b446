"""What was stored as a gateway's number or as the name of a class becomes a code of ours."""

from django.db import migrations
from django.db.models import Q

REJECTED = {"961": "card-spent", "credentials": "credentials"}
REVIEWS = {"ProfileIncomplete": "profile-incomplete", "NotOpen": "not-open", "PaymentRequired": "payment-required"}


def name_faults(apps, _schema_editor):
    attempts = apps.get_model("commerce", "PaymentAttempt").objects.filter(fault="")
    for code, fault in REJECTED.items():
        attempts.filter(Q(state="rejected") | Q(state="auth-unknown"), response_code=code).update(fault=fault)
    attempts.filter(state="rejected").update(fault="request")
    attempts.filter(state="auth-unknown", response_code="").update(fault="no-answer")
    attempts.filter(state="auth-unknown").update(fault="strange-answer")


def name_reviews(apps, _schema_editor):
    orders = apps.get_model("commerce", "Order").objects
    for name, code in REVIEWS.items():
        orders.filter(review_reason=name).update(review_reason=code)


class Migration(migrations.Migration):
    dependencies = [("commerce", "0004_payment_fault")]
    operations = [
        migrations.RunPython(name_faults, migrations.RunPython.noop),
        migrations.RunPython(name_reviews, migrations.RunPython.noop),
    ]
