"""A small street directory. Which office serves which house is an example, and says so."""

import tomllib
from pathlib import Path

from identity.models import User
from services.addresses import directory
from services.models import Jurisdiction, Neighbour, Street

FOLDER = Path(__file__).parent


def load(actor: User | None) -> None:
    """Create what is missing; a directory that is there stays."""
    records = tomllib.loads((FOLDER / "around.toml").read_text("utf-8"))
    for record in records["jurisdiction"]:
        Jurisdiction.objects.get_or_create(
            slug=record["slug"], defaults={**record, "is_example": True}
        )
    for record in records["neighbour"]:
        Neighbour.objects.get_or_create(
            name=record["name"], defaults={**record, "is_example": True}
        )
    if not Street.objects.exists():
        rows = directory.read((FOLDER / "streets.csv").read_bytes())
        about = records["edition"]
        directory.replace(
            rows, actor=actor, source=about["source"], as_of=about["as_of"], is_example=True
        )


def jurisdiction(slug: str) -> Jurisdiction | None:
    return Jurisdiction.objects.get(slug=slug) if slug else None
