"""`/metrics`: figures in the form that Prometheus reads, for whoever knows the token."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from credence.kit.clock import now
from credence.project.seen.figures import Figures

REFUSAL = "Send CREDENCE_METRICS_TOKEN as “Authorization: Bearer …”; without it no figure is shown.\n"


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Return every figure; without a token in the settings the page does not exist."""
    token = settings.ENV.metrics_token
    if not token:
        raise Http404
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        return HttpResponse(
            REFUSAL, status=401, content_type="text/plain; charset=utf-8", headers={"WWW-Authenticate": "Bearer"}
        )
    registry = CollectorRegistry()
    registry.register(Figures(now))
    if settings.COUNTED_IN and Path(settings.COUNTED_IN).is_dir():
        MultiProcessCollector(registry, settings.COUNTED_IN)  # type: ignore[no-untyped-call]
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
