"""Addresses of the public pages and of the learner's pages, one module a subject."""

from django.urls import URLPattern, URLResolver

app_name = "learn"
urlpatterns: list[URLPattern | URLResolver] = []
