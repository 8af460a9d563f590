"""One measurement beside the limit it is judged by."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Ratio:
    """``measured`` against ``limit``, both of this run and in ``unit``.

    ``target`` is what the ratio has to reach (or to stay below, where lower is better);
    without one the ratio is printed for information.
    """

    name: str
    measured: float
    limit: float
    unit: str
    target: float | None = None
    lower_is_better: bool = False
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.measured / self.limit

    @property
    def ok(self) -> bool | None:
        """Whether the target is met; None without a target."""
        if self.target is None:
            return None
        return self.ratio <= self.target if self.lower_is_better else self.ratio >= self.target

    @property
    def verdict(self) -> str:
        if self.target is None:
            return ""
        sign = "≤" if self.lower_is_better else "≥"
        return f"{'ok' if self.ok else 'MISSED'} ({sign} {self.target:g})"

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "measured": round(self.measured, 6),
            "limit": round(self.limit, 6),
            "ratio": round(self.ratio, 4),
            "unit": self.unit,
            "target": self.target,
            "lower_is_better": self.lower_is_better,
            "ok": self.ok,
            "note": self.note,
        }
