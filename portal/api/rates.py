"""At most so many requests a minute from one network."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from portal.api.models import RateWindow
from portal.network import pseudonym

WINDOW_SECONDS = 60


def seconds_to_wait(request: HttpRequest, *, purpose: str = "api", times: int = 1) -> int:
    """Count this request; 0 when it is within the limit, else how long until the next minute.

    Each purpose counts for itself; ``times`` is how many times the API's limit it may have.
    """
    now = timezone.now()
    window = int(now.timestamp()) // WINDOW_SECONDS
    end = datetime.fromtimestamp((window + 1) * WINDOW_SECONDS, tz=UTC)
    key = f"{window}:{pseudonym(request, purpose=purpose)}"
    if RateWindow.count_up(key, end) <= times * settings.PORTAL_API_RATE:
        return 0
    return max(1, round((end - now) / timedelta(seconds=1)))


def prune() -> int:
    removed, _by_model = RateWindow.objects.expired(timezone.now()).delete()
    return removed
