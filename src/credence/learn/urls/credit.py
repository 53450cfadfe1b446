"""Addresses of My Courses, claims, certificates, the transcript and verification."""

from django.urls import path

from credence.learn.views import certificates, credit, reward, verification

urlpatterns = [
    path("my-courses/", credit.my_courses, name="my-courses"),
    path("courses/<slug:slug>/claim/", credit.claim, name="claim"),
    path("certificates/<str:public_id>.pdf", certificates.certificate, name="certificate"),
    path("certificates/<str:public_id>/", reward.certificate_page, name="certificate-page"),
    path("certificates/<str:public_id>.webp", reward.certificate_picture, name="certificate-picture"),
    path("transcript/", certificates.transcript, name="transcript"),
    path("transcript.pdf", certificates.transcript_pdf, name="transcript-pdf"),
    path("verify/", verification.verify, name="verify"),
]
