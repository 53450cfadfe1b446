"""Addresses of the buyer of a group's seats, and of what learners allow that buyers are told."""

from django.urls import path

from credence.learn.views import groups

urlpatterns = [
    path("groups/<str:key>/", groups.group, name="group"),
    path("account/sharing/", groups.sharing, name="sharing"),
]
