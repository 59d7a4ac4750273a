"""`/metrics`, for Prometheus."""

import os

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from config.metrics.site import SiteCollector
from config.operators import is_operator

# A second series for each counter, with the time that its process began: the process has its own.
disable_created_metrics()


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Operators alone: what is searched for how often, and how many failed to log in, is ours."""
    if not is_operator(request):
        raise PermissionDenied
    site = CollectorRegistry()
    site.register(SiteCollector())
    body = generate_latest(_of_processes()) + generate_latest(site)
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)


def _of_processes() -> CollectorRegistry:
    """What this process counted; of all of them, where gunicorn.py has them count together."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return together


urlpatterns = [path("metrics", metrics, name="metrics")]
