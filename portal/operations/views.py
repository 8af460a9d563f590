"""For machines that watch the portal: alive, ready, figures."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from portal.operations import metrics, readiness
from portal.operations.access import may_read_metrics


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. It asks nothing else, so that a slow database restarts nobody."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    problems = readiness.problems()
    ready = not any(problems.values())
    report = {
        "ready": ready,
        "problems": {name: wrong for name, wrong in problems.items() if wrong},
        "warnings": readiness.warnings(problems),
    }
    return JsonResponse(report, status=200 if ready else 503)


@require_safe
@never_cache
def metrics_text(request: HttpRequest) -> HttpResponse:
    if not may_read_metrics(request):
        return HttpResponse("Only from this machine or with a token.\n", status=403)
    return HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)
