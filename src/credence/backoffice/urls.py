"""Addresses of the back office, below /backoffice/."""

from django.urls import URLPattern, path

from credence.backoffice.views import home, orders

app_name = "backoffice"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("orders/", orders.orders, name="orders"),
    path("orders/list.<str:kind>", orders.orders_file, name="orders-file"),
    path("orders/<str:number>/", orders.order, name="order"),
]
