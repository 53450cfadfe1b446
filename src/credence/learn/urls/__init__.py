"""Addresses of the public pages and of the learner's pages, one module a subject."""

from django.urls import URLPattern, URLResolver

from credence.learn.urls import assessment, catalog, commerce, credit, groups, information, people, study

app_name = "learn"
urlpatterns: list[URLPattern | URLResolver] = [
    *catalog.urlpatterns,
    *people.urlpatterns,
    *study.urlpatterns,
    *assessment.urlpatterns,
    *commerce.urlpatterns,
    *credit.urlpatterns,
    *information.urlpatterns,
    *groups.urlpatterns,
]
