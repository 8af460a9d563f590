"""At most so many requests a minute from one network."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from portal.api.models import RateWindow
from portal.network import pseudonym

WINDOW_SECONDS = 60


def seconds_to_wait(request: HttpRequest) -> int:
    """Count this request; 0 when it is within the limit, else how long until the next minute."""
    now = timezone.now()
    window = int(now.timestamp()) // WINDOW_SECONDS
    end = datetime.fromtimestamp((window + 1) * WINDOW_SECONDS, tz=UTC)
    key = f"{window}:{pseudonym(request, purpose='api')}"
    if RateWindow.count_up(key, end) <= settings.PORTAL_API_RATE:
        return 0
    return max(1, round((end - now) / timedelta(seconds=1)))


def prune() -> int:
    removed, _by_model = RateWindow.objects.expired(timezone.now()).delete()
    return removed
