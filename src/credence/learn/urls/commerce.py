"""Addresses of the checkout, of orders and of receipts."""

from django.urls import path

from credence.learn.views import checkout, orders

urlpatterns = [
    path("courses/<slug:slug>/checkout/", checkout.checkout, name="checkout"),
    path("courses/<slug:slug>/checkout/card-key/", checkout.card_key, name="card-key"),
    path("orders/", orders.orders, name="orders"),
    path("orders/<str:number>/", orders.order, name="order"),
    path("orders/<str:number>/state/", orders.order_state, name="order-state"),
    path("orders/<str:number>/cancel/", orders.order_cancel, name="order-cancel"),
    path("orders/<str:number>/receipt.pdf", orders.receipt, name="receipt"),
]
