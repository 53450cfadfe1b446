"""The address of the buyer of a group's seats."""

from django.urls import path

from credence.learn.views import groups

urlpatterns = [path("groups/<str:key>/", groups.group, name="group")]
