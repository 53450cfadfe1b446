"""The site, and a page of each staff face as it will be: a view that checks nothing by itself."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from credence.project.urls import handler404 as handler404
from credence.project.urls import urlpatterns as site


def page(request: HttpRequest) -> HttpResponse:
    """Answer whoever comes."""
    return HttpResponse("staff only")


urlpatterns = [path(f"{prefix}/any/", page) for prefix in ("studio", "backoffice", "admin")] + site
