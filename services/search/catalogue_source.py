"""OZG services of the imported catalogue, so that those without a page of their own are found."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from ozg_catalog.models import OzgService
from services.models import Service
from services.search.directory_source import address
from services.search.sources import Document


class CatalogueSource:
    kind = "ozg"
    label = _("Verwaltungsleistung im OZG-Katalog")

    def documents(self, keys: Iterable[str] | None = None) -> Iterator[Document]:
        services = OzgService.objects.select_related("lage__themenfeld").prefetch_related("entries")
        if keys is not None:
            services = services.filter(ozg_id__in=list(keys))
        covered = _with_own_page()
        for service in services:
            yield _document(service, has_page=service.ozg_id in covered)


def _document(service: OzgService, *, has_page: bool) -> Document:
    entries = list(service.entries.all())
    return Document(
        key=service.ozg_id,
        title=service.name,
        teaser=f"{service.lage.themenfeld.name} – {service.lage.name}",
        url=address("ozg_catalog:service", service.ozg_id, "de"),
        url_en=address("ozg_catalog:service", service.ozg_id, "en"),
        names=" ".join(entry.name for entry in entries),
        leika_keys=tuple(entry.key for entry in entries if entry.key),
        ozg_ids=(service.ozg_id,),
        boost=0.8 if has_page else 1.0,
    )


def _with_own_page() -> set[str]:
    listed = Service.objects.public().values_list("ozg_ids", flat=True)
    return {ozg_id for ids in listed for ozg_id in ids}
