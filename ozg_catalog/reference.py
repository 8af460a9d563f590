"""Reference data that every installation has: the maturity models and the home municipality.

The criteria of the models are not published in a form we could verify; the officer
enters them with their source, and until then a level is recorded with its evidence.
"""

from django.conf import settings

from ozg_catalog.models import MaturityLevel, MaturityModel, Municipality

# value, name, online, conform. Version 1.1: online from 2, OZG-conform from 3.
LEVELS_1_1 = [
    (0, "Offline", False, False),
    (1, "Information", False, False),
    (2, "Formular-Assistent", True, False),
    (3, "Online-Leistung", True, True),
    (4, "Online-Transaktion", True, True),
]
# Version 2.0 is for orientation: nothing in it counts as online or conform.
LEVELS_2_0 = [
    *((value, "Frontend", False, False) for value in range(4)),
    *((value, "Prozess und Daten", False, False) for value in range(4, 7)),
    (7, "Ende zu Ende", False, False),
]


def install() -> None:
    _model(
        "1.1", LEVELS_1_1, ("ozg.brandenburg.de, 31.05.2023", "Juni 2020", "Juli 2025"), counts=True
    )
    _model(
        "2.0", LEVELS_2_0, ("ozg.sachsen-anhalt.de, Stand 02/2026", "Juli 2025", ""), counts=False
    )
    Municipality.objects.get_or_create(
        ars=settings.PORTAL_ARS, defaults={"name": settings.PORTAL_CITY}
    )


def _model(
    version: str,
    levels: list[tuple[int, str, bool, bool]],
    described: tuple[str, str, str],
    *,
    counts: bool,
) -> None:
    source, since, until = described
    model, created = MaturityModel.objects.get_or_create(
        name="Reifegradmodell",
        version=version,
        defaults={
            "source": source,
            "valid_from": since,
            "valid_to": until,
            "counts": counts,
        },
    )
    if created:
        MaturityLevel.objects.bulk_create(
            MaturityLevel(model=model, value=value, name=name, is_online=online, is_conform=conform)
            for value, name, online, conform in levels
        )
