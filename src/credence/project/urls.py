"""Every address of the site."""

from django.urls import URLPattern, URLResolver, include, path

from credence.project.health import health
from credence.project.seen.page import metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health, name="health"),
    path("metrics", metrics, name="metrics"),
    path("", include("credence.hooks.urls")),
    path("backoffice/", include("credence.backoffice.urls")),
    path("", include("credence.learn.urls.accounts")),
    path("", include("credence.learn.urls")),
]

handler400 = "credence.learn.views.errors.bad_request"
handler403 = "credence.learn.views.errors.not_allowed"
handler404 = "credence.learn.views.errors.not_found"
handler500 = "credence.learn.views.errors.failure"
