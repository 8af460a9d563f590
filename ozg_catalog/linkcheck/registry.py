"""Who has online channels: each source names its addresses, and what is offered there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from ozg_catalog.models import Assessment, MaturityModel, Municipality
from ozg_catalog.progress import states_at


@dataclass(frozen=True)
class Channel:
    """An address at which services with these LeiKa keys are offered online."""

    url: str
    label: str
    keys: tuple[str, ...] = ()


class Source(Protocol):
    name: str

    def channels(self) -> Iterable[Channel]: ...


class AssessmentSource:
    """The addresses that the latest assessments of the home municipality name."""

    name = "assessments"

    def channels(self) -> Iterator[Channel]:
        from django.utils import timezone

        home, model = Municipality.objects.home(), MaturityModel.objects.counting()
        if not Assessment.objects.filter(municipality=home).exclude(channel_url="").exists():
            return
        for state in states_at(home, timezone.localdate(), model=model):
            url = (state.assessment or {}).get("url")
            if url:
                yield Channel(url, state.name, (state.identity,))


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    _sources[source.name] = source


def all_channels() -> Iterator[Channel]:
    for name in sorted(_sources):
        yield from _sources[name].channels()
