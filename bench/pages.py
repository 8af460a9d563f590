"""Home page and a service page through Granian, against the least that server and Django can do."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from io import StringIO
from statistics import median

from django.core.management import call_command

from bench.database import database_sessions
from bench.load import Load, apply_load
from bench.ratio import Ratio
from bench.server import Server, granian
from services import example
from services.models import Service

ROUNDS = 3
WARM_SECONDS = 0.5
CACHED_TARGET = 1.2
UNIT = "requests per second of processor time"


@dataclass
class Candidate:
    """Something that is served, and what came of asking it again and again."""

    name: str
    server: Server
    path: str
    loads: list[Load] = field(default_factory=list)

    def measure(self) -> None:
        """Its database sessions work for it too, so their time counts."""
        pids = [self.server.pid, *database_sessions()]
        self.loads.append(apply_load(self.server.port, self.path, pids=pids))

    @property
    def rate(self) -> float:
        return median(load.per_server_second for load in self.loads)

    @property
    def note(self) -> str:
        p50, p99 = (median(getattr(load, name) for load in self.loads) for name in ("p50", "p99"))
        return f"p50 {p50 * 1000:.2f} ms, p99 {p99 * 1000:.2f} ms with 4 clients"


def run() -> list[Ratio]:
    call_command("load_example_site", stdout=StringIO())
    example.load()
    with _candidates() as candidates:
        for candidate in candidates.values():
            apply_load(
                candidate.server.port,
                candidate.path,
                pids=[candidate.server.pid],
                seconds=WARM_SECONDS,
            )
        for _round in range(ROUNDS):
            for candidate in candidates.values():
                candidate.measure()
    return _ratios(candidates)


@contextmanager
def _candidates() -> Iterator[dict[str, Candidate]]:
    """All servers stand at once and are asked in turns, so that a busy minute hits all of them."""
    page = _service_path()
    with ExitStack() as servers:
        start = servers.enter_context
        bare = start(granian("bench.hello:application"))
        plain = start(granian("bench.django_hello:application_of_its_own", factory=True))
        kept = start(granian("portal.wsgi:application", PORTAL_PAGE_CACHE="true"))
        made = start(granian("portal.wsgi:application", PORTAL_PAGE_CACHE="false"))
        yield {
            "bare": Candidate("bare server", bare, "/"),
            "django": Candidate("Django without middleware", plain, "/"),
            "home kept": Candidate("home page from memory", kept, "/"),
            "service kept": Candidate("service page from memory", kept, page),
            "home made": Candidate("home page made anew", made, "/"),
            "service made": Candidate("service page made anew", made, page),
        }


def _service_path() -> str:
    return Service.objects.public().get(slug="personalausweis-beantragen").get_absolute_url()


def _ratios(found: dict[str, Candidate]) -> list[Ratio]:
    def against(name: str, limit: str, target: float | None = None) -> Ratio:
        one, other = found[name], found[limit]
        title = f"{one.name} / {other.name}"
        return Ratio(title, one.rate, other.rate, UNIT, target, note=one.note)

    return [
        against("django", "bare"),
        against("home kept", "bare"),
        against("service kept", "bare"),
        against("home kept", "django", CACHED_TARGET),
        against("service kept", "django", CACHED_TARGET),
        against("home made", "bare"),
        against("service made", "bare"),
        against("service kept", "service made"),
    ]
