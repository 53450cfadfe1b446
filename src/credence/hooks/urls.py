"""Addresses for machines, and for what only the demo has."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from credence.hooks import views

app_name = "hooks"
CHANGE_PASSWORD = RedirectView.as_view(pattern_name="account_change_password")
"""Where a manager of passwords finds the page (https://www.w3.org/TR/change-password-url/)."""
urlpatterns: list[URLPattern] = [
    path(".well-known/security.txt", views.security, name="security"),
    path(
        ".well-known/change-password",
        RedirectView.as_view(pattern_name="account_change_password"),
        name="change-password",
    ),
    path("favicon.ico", views.favicon, name="favicon"),
    path("demo/mail/", views.demo_mail, name="demo-mail"),
]
