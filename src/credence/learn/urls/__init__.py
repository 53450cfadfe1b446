"""Addresses of the public pages and of the learner's pages, one module a subject."""

from django.urls import URLPattern, URLResolver

from credence.learn.urls import assessment, study

app_name = "learn"
urlpatterns: list[URLPattern | URLResolver] = [
    *assessment.urlpatterns,
    *study.urlpatterns,
]
