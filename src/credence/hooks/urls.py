"""Addresses for machines."""

from django.urls import URLPattern, path

from credence.hooks import views

app_name = "hooks"
urlpatterns: list[URLPattern] = [path("healthz", views.health, name="health")]
