"""Addresses of the back office, below /backoffice/."""

from django.urls import URLPattern, path

from credence.backoffice.views import home

app_name = "backoffice"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
]
