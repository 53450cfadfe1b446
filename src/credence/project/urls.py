"""Every address of the site."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("credence.hooks.urls")),
    path("", include("credence.learn.urls")),
]
