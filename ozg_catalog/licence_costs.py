"""What licences for guest registration would cost, against the number of licensed businesses.

The catalogue knows prices and their sources; how many businesses there are, the package that
licenses them tells it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from ozg_catalog.models import PriceModel

# Beside the number of today: what the same model would cost when many take part.
SIZES = (50, 100, 500)

_counters: list[Callable[[], int]] = []


def register_count(count: Callable[[], int]) -> None:
    """How many businesses hold a licence today."""
    _counters[:] = [count]


def businesses() -> int | None:
    """None where no package licenses businesses: unknown is not zero."""
    return _counters[0]() if _counters else None


@dataclass(frozen=True)
class Cost:
    model: PriceModel
    now: Decimal | None
    each: Decimal | None
    at_sizes: list[Decimal | None]


def comparison(number: int | None) -> list[Cost]:
    return [_cost(model, number) for model in PriceModel.objects.all()]


def _cost(model: PriceModel, number: int | None) -> Cost:
    now = None if number is None else model.monthly_for(number)
    each = (now / number).quantize(Decimal("0.01")) if now is not None and number else None
    return Cost(model, now, each, [model.monthly_for(size) for size in SIZES])
