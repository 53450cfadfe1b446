"""Addresses of the course access page, of chapters and of files."""

from django.urls import path

from credence.learn.views import media, study

urlpatterns = [
    path("courses/<slug:slug>/learn/", study.learn, name="learn"),
    path("courses/<slug:slug>/next/", study.next_step, name="next"),
    path("courses/<slug:slug>/learn/<slug:chapter>/", study.chapter, name="chapter"),
    path("courses/<slug:slug>/learn/<slug:chapter>/beat/", study.beat, name="beat"),
    path("media/<str:token>/<str:name>", media.media, name="media"),
    path("covers/<str:public_id>", media.public_media, name="public-media"),
]
