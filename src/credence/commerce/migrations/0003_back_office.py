"""What the back office lists and sells. SQLite makes two tables anew, so that their refusals are set up again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Round

from credence.kit.append_only import RefuseChange


def changed(*columns):
    return " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns)


REFUND = ("request_key", "attempt_id", "amount", "reason", "requested_by", "requested_at", "transaction_id", "done_at")
ORDER = ("number", "learner_id", "course_id", "created_at", "paid_at", "paid_by", "enrollment_id")


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_words"),
        ("commerce", "0002_facts"),
        ("enrollment", "0003_closed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="couponbatch",
            options={"ordering": ["-created_at", "-id"]},
        ),
        migrations.AddField(
            model_name="couponbatch",
            name="contact",
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name="couponbatch",
            name="course",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.course"
            ),
        ),
        migrations.AddField(
            model_name="couponbatch",
            name="currency",
            field=models.CharField(blank=True, max_length=3),
        ),
        migrations.AddField(
            model_name="couponbatch",
            name="link_key",
            field=models.CharField(blank=True, max_length=22),
        ),
        migrations.AddField(
            model_name="couponbatch",
            name="paid_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="couponbatch",
            name="reference",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="refund",
            name="ends_access",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="order",
            name="enrollment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="orders",
                to="enrollment.enrollment",
            ),
        ),
        migrations.AddIndex(
            model_name="coupon",
            index=models.Index(fields=["-created_at", "-id"], name="commerce_coupon_newest"),
        ),
        migrations.AddIndex(
            model_name="coupon",
            index=models.Index(fields=["kind", "-created_at", "-id"], name="commerce_coupon_kind_newest"),
        ),
        migrations.AddIndex(
            model_name="couponbatch",
            index=models.Index(fields=["-created_at", "-id"], name="commerce_batch_newest"),
        ),
        migrations.AddIndex(
            model_name="couponbatch",
            index=models.Index(fields=["paid_on"], name="commerce_batch_paid"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["-created_at", "-id"], name="commerce_order_newest"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["state", "-created_at", "-id"], name="commerce_order_state_newest"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["course", "-created_at", "-id"], name="commerce_order_course_newest"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["paid_by", "-created_at", "-id"], name="commerce_order_by_newest"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["paid_at"], name="commerce_order_paid_at"),
        ),
        migrations.AddIndex(
            model_name="paymentattempt",
            index=models.Index(fields=["last4"], name="commerce_attempt_last4"),
        ),
        migrations.AddIndex(
            model_name="paymentattempt",
            index=models.Index(fields=["transaction_id"], name="commerce_attempt_transaction"),
        ),
        migrations.AddIndex(
            model_name="paymentattempt",
            index=models.Index(fields=["state", "sent_at"], name="commerce_attempt_state_sent"),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["state", "requested_at"], name="commerce_refund_state_asked"),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["done_at"], name="commerce_refund_done_at"),
        ),
        migrations.AddIndex(
            model_name="settlementdifference",
            index=models.Index(fields=["-found_at", "-id"], name="commerce_difference_newest"),
        ),
        migrations.AddIndex(
            model_name="settlementdifference",
            index=models.Index(fields=["resolved_at"], name="commerce_difference_resolved"),
        ),
        migrations.AddConstraint(
            model_name="couponbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("course__isnull", True),
                        ("currency", ""),
                        ("paid_on__isnull", True),
                        ("price_paid__isnull", True),
                    ),
                    models.Q(
                        ("course__isnull", False),
                        ("paid_on__isnull", False),
                        ("price_paid__gte", 0),
                        ("price_paid__isnull", False),
                        models.Q(("currency", ""), _negated=True),
                        models.Q(("buyer", ""), _negated=True),
                        models.Q(("reference", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="commerce_batch_seats_are_paid",
            ),
        ),
        migrations.AddConstraint(
            model_name="couponbatch",
            constraint=models.UniqueConstraint(
                condition=models.Q(("link_key", ""), _negated=True),
                fields=("link_key",),
                name="commerce_batch_link_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["needs-review", "paid", "partly-refunded", "pending"])),
                fields=("enrollment",),
                name="commerce_order_one_of_enrollment",
            ),
        ),
        migrations.RemoveConstraint(model_name="order", name="commerce_order_total"),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                name="commerce_order_total",
                condition=models.Q(
                    total=Round(models.F("list_price") - models.F("discount"), 2),
                    list_price__gte=0,
                    discount__gte=0,
                    total__gte=0,
                ),
            ),
        ),
        RefuseChange("commerce_refund", "DELETE"),
        RefuseChange("commerce_refund", "UPDATE", condition=changed(*REFUND)),
        RefuseChange("commerce_order", "DELETE"),
        RefuseChange("commerce_order", "UPDATE", condition=f"OLD.paid_at IS NOT NULL AND ({changed('total', *ORDER)})"),
    ]
