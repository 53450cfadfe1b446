"""Addresses of the public catalog and of enrolling."""

from django.urls import path

from credence.learn.views import catalog, enrollment, indexing

urlpatterns = [
    path("", catalog.home, name="home"),
    path("courses/", catalog.catalog, name="catalog"),
    path("courses/<slug:slug>/", catalog.course, name="course"),
    path("courses/<slug:slug>/picture-<int:number>.png", indexing.social_picture, name="social-picture"),
    path("sitemap.xml", indexing.sitemap, name="sitemap"),
    path("robots.txt", indexing.robots, name="robots"),
    path("courses/<slug:slug>/enroll/", enrollment.enroll, name="enroll"),
    path("fragments/courses/<slug:slug>/", enrollment.personal_part, name="what-you-get"),
    path("courses/<slug:slug>/front-matter/", enrollment.front_matter, name="front-matter"),
]
