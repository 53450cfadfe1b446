"""The view, and the way in for the server."""

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

application = get_wsgi_application()

ROWS = 100
PAGE = engines["jinja2"].from_string(
    "<!DOCTYPE html><html lang=en><title>Reference</title><h1>{{ name }}</h1><table>"
    "{% for number in range(rows) %}"
    "<tr><td>{{ number }}</td><td>{{ name }}</td><td>A line of a page of ten kilobytes, as sites have.</td></tr>"
    "{% endfor %}</table>"
)


def view(request: HttpRequest) -> HttpResponse:
    """Answer whoever is signed in with a page of 10 kB."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    return HttpResponse(PAGE.render({"name": request.user.get_username(), "rows": ROWS}))


urlpatterns = [path("", view)]
