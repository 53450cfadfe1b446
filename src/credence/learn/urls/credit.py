"""Addresses of My Courses, claims, certificates, the transcript and verification."""

from django.urls import path

from credence.learn.views import credit, verification

urlpatterns = [
    path("my-courses/", credit.my_courses, name="my-courses"),
    path("courses/<slug:slug>/claim/", credit.claim, name="claim"),
    path("certificates/<str:public_id>.pdf", credit.certificate, name="certificate"),
    path("transcript/", credit.transcript, name="transcript"),
    path("verify/", verification.verify, name="verify"),
]
