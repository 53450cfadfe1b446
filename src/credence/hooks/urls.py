"""Addresses for machines, and for what only the demo has."""

from django.urls import URLPattern, path

from credence.hooks import views

app_name = "hooks"
urlpatterns: list[URLPattern] = [
    path(".well-known/security.txt", views.security, name="security"),
    path("demo/mail/", views.demo_mail, name="demo-mail"),
]
