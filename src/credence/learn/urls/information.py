"""Addresses of the pages that inform."""

from django.urls import path

from credence.learn.views import documents, gallery, information

urlpatterns = [
    path("faq/", information.faq, name="faq"),
    path("help/", documents.overview, name="help"),
    path("help/<slug:document>/", documents.document, name="help-document"),
    path("privacy/", information.privacy, name="privacy"),
    path("support/", information.support, name="support"),
    path("components/", gallery.gallery, name="components"),
    path("brand.css", information.brand, name="brand"),
]
