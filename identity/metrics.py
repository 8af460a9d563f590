"""Figures for /metrics. Labels are fixed words, never a value out of a message."""

from collections.abc import Iterator

from django.db.models import Sum
from prometheus_client import Counter
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from identity.models import SignInTally
from identity.saml import expiry
from identity.saml.registry import registry

# What anybody can post by the thousand is counted in this process only, and leaves no row.
NOISE = Counter(
    "portal_sign_in_noise",
    "Posts refused before any check that costs something, in this process since its start",
    ["account", "outcome"],
    registry=None,
)


def collect() -> Iterator[Metric]:
    """Sign-ins of all processes from the database, noise of this one, days of certificates."""
    yield _sign_ins()
    yield from NOISE.collect()
    yield _certificates()


def _sign_ins() -> Metric:
    metric = CounterMetricFamily(
        "portal_sign_ins", "Attempts to sign in, by outcome", labels=["account", "outcome"]
    )
    rows = SignInTally.objects.order_by().values_list("account", "outcome")
    for account, outcome, total in rows.annotate(total=Sum("count")):
        metric.add_metric([account, outcome], total)
    return metric


def _certificates() -> Metric:
    metric = GaugeMetricFamily(
        "portal_saml_certificate_days",
        "Days until the next certificate of this place ends",
        labels=["account", "place"],
    )
    for account in registry.all():
        least: dict[str, int] = {}
        for each in expiry.all_of(account.slug):
            least[each.place] = min(each.days_left, least.get(each.place, each.days_left))
        for place, days in least.items():
            metric.add_metric([account.slug, place], days)
    return metric
