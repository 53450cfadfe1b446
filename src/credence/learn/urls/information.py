"""Addresses of the pages that inform."""

from django.urls import path

from credence.learn.views import information

urlpatterns = [
    path("faq/", information.faq, name="faq"),
    path("privacy/", information.privacy, name="privacy"),
    path("support/", information.support, name="support"),
    path("brand.css", information.brand, name="brand"),
]
