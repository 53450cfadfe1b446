"""Rows of facts: the database refuses to change them, or what was once decided in them."""

from django.db import migrations

from credence.kit.append_only import RefuseChange


def changed(*columns):
    return " OR ".join(f"NEW.{column} <> OLD.{column}" for column in columns)


ATTEMPT = (
    "order_id",
    "seq",
    "gateway",
    "attempt_key",
    "invoice_number",
    "amount",
    "currency",
    "token_fp",
    "sent_at",
    "transaction_id",
    "captured_at",
)
REFUND = ("request_key", "attempt_id", "amount", "reason", "requested_by", "requested_at", "transaction_id", "done_at")
ORDER = ("number", "learner_id", "course_id", "created_at", "paid_at", "paid_by", "enrollment_id")


class Migration(migrations.Migration):
    dependencies = [("commerce", "0001_initial")]
    operations = [
        RefuseChange("commerce_paymentevent", "UPDATE"),
        RefuseChange("commerce_paymentevent", "DELETE"),
        RefuseChange("commerce_paymentattempt", "DELETE"),
        RefuseChange("commerce_paymentattempt", "UPDATE", condition=changed(*ATTEMPT)),
        RefuseChange("commerce_refund", "DELETE"),
        RefuseChange("commerce_refund", "UPDATE", condition=changed(*REFUND)),
        RefuseChange("commerce_order", "DELETE"),
        RefuseChange("commerce_order", "UPDATE", condition=f"OLD.paid_at IS NOT NULL AND ({changed('total', *ORDER)})"),
        RefuseChange("commerce_couponredemption", "DELETE"),
    ]
