"""Addresses of the back office, below /backoffice/."""

from django.urls import URLPattern, path

from credence.backoffice.views import home, reports

app_name = "backoffice"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<slug:provider>/", reports.report, name="reports-provider"),
    path("reports/<slug:provider>/file/", reports.file, name="reports-file"),
    path("reports/<slug:provider>/evaluations/", reports.evaluations, name="reports-evaluations"),
    path("reports/<slug:provider>/supporters/", reports.supporters, name="reports-supporters"),
]
