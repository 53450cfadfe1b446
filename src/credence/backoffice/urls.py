"""Addresses of the back office, below /backoffice/."""

from django.urls import URLPattern, path

from credence.backoffice.views import coupons, deciding, home, orders, refunds, reports

app_name = "backoffice"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("orders/", orders.orders, name="orders"),
    path("orders/list.<str:kind>", orders.orders_file, name="orders-file"),
    path("orders/<str:number>/", orders.order, name="order"),
    path("orders/<str:number>/refund/", refunds.refund, name="order-refund"),
    path("orders/<str:number>/open/", deciding.open_course, name="order-open"),
    path("orders/<str:number>/payment/", deciding.payment, name="order-payment"),
    path("orders/<str:number>/again/", deciding.again, name="order-again"),
    path("coupons/", coupons.coupons, name="coupons"),
    path("coupons/list.<str:kind>", coupons.coupons_file, name="coupons-file"),
    path("coupons/new/", coupons.make_one, name="coupon-new"),
    path("coupons/many/", coupons.make_many, name="coupons-many"),
    path("coupons/batches/", coupons.batches, name="batches"),
    path("coupons/batches/<str:public_id>/", coupons.batch, name="batch"),
    path("coupons/batches/<str:public_id>/codes.<str:kind>", coupons.batch_file, name="batch-file"),
    path("coupons/batches/<str:public_id>/end/", coupons.end_batch, name="batch-end"),
    path("coupons/<str:code>/", coupons.coupon, name="coupon"),
    path("coupons/<str:code>/end/", coupons.end_one, name="coupon-end"),
    path("refunds/", refunds.refunds, name="refunds"),
    path("refunds/<uuid:key>/", refunds.decide, name="refund"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<slug:provider>/", reports.report, name="reports-provider"),
    path("reports/<slug:provider>/file/", reports.file, name="reports-file"),
    path("reports/<slug:provider>/evaluations/", reports.evaluations, name="reports-evaluations"),
    path("reports/<slug:provider>/supporters/", reports.supporters, name="reports-supporters"),
]
