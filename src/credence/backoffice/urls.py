"""Addresses of the back office, below /backoffice/."""

from django.urls import URLPattern, path

from credence.backoffice.views import coupons, deciding, differences, groups, home, orders, refunds, reports, revenue

app_name = "backoffice"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("orders/", orders.orders, name="orders"),
    path("orders/list.<str:kind>", orders.orders_file, name="orders-file"),
    path("orders/uncertain/", home.uncertain, name="uncertain"),
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
    path("differences/", differences.differences_page, name="differences"),
    path("differences/<int:pk>/", differences.difference, name="difference"),
    path("revenue/", revenue.revenue_page, name="revenue"),
    path("revenue/by-<str:name>.<str:kind>", revenue.revenue_file, name="revenue-file"),
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.sell, name="group-new"),
    path("groups/<str:public_id>/", groups.group, name="group"),
    path("groups/<str:public_id>/seats.<str:kind>", groups.group_file, name="group-file"),
    path("groups/<str:public_id>/change/", groups.change, name="group-change"),
    path("refunds/", refunds.refunds, name="refunds"),
    path("refunds/<uuid:key>/", refunds.decide, name="refund"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<slug:provider>/", reports.report, name="reports-provider"),
    path("reports/<slug:provider>/file/", reports.file, name="reports-file"),
    path("reports/<slug:provider>/evaluations/", reports.evaluations, name="reports-evaluations"),
    path("reports/<slug:provider>/supporters/", reports.supporters, name="reports-supporters"),
]
