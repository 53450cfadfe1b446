"""Addresses of the posttest and of evaluations."""

from django.urls import path

from credence.learn.views import evaluation, posttest, session_ended

urlpatterns = [
    path("courses/<slug:slug>/posttest/", posttest.posttest, name="posttest"),
    path("courses/<slug:slug>/posttest/result/", posttest.result, name="result"),
    path("courses/<slug:slug>/evaluation/<int:form_id>/", evaluation.evaluation, name="evaluation"),
    path("signed-in-again/", session_ended.signed_in_again, name="signed-in-again"),
]
