"""Services and offices as things that can be found."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import unescape
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from ozg_catalog.models import LeikaEntry
from services.models import Form, Office, Service, ServiceText
from services.models.service import ServiceQuerySet
from services.models.vocabulary import Language
from services.search.sources import Document

BATCH = 500
TAG = re.compile(r"<[^>]*>")
PLACEHOLDER = "00000"


class ServiceSource:
    kind = "service"
    label = _("Dienstleistung")

    def documents(self, keys: Iterable[str] | None = None) -> Iterator[Document]:
        for batch in _batches(Service.objects.findable(), keys):
            names = _leika_names({key for service in batch for key in service.leika_keys})
            for service in batch:
                yield _service_document(service, names)


def _batches(services: ServiceQuerySet, keys: Iterable[str] | None) -> Iterator[list[Service]]:
    """The public ones of these, in order of their number; with ``keys`` those slugs only."""
    wanted = services.public().order_by("pk")
    if keys is not None:
        wanted = wanted.filter(slug__in=list(keys))
    last = 0
    while batch := list(wanted.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        yield batch


def _service_document(service: Service, names: dict[str, str]) -> Document:
    texts = {text.language: text for text in service.texts.all()}
    german = texts.get(Language.GERMAN) or next(iter(texts.values()), ServiceText())
    english = texts.get(Language.ENGLISH) or ServiceText()
    documents = (link.document.name for link in service.shown("documents"))
    forms = (form.name for form in service.shown("forms"))
    offices = (link.office.name for link in service.offices.all())
    own = (strip_tags(text.html) for text in service.local_texts.all())
    return Document(
        key=service.slug,
        title=german.title or service.name,
        title_en=english.title,
        teaser=german.teaser,
        teaser_en=english.teaser,
        url=address("services:service", service.slug, "de"),
        url_en=address("services:service", service.slug, "en"),
        keywords=f"{german.keywords} {english.keywords}",
        names=" ".join(names.get(key, "") for key in service.leika_keys),
        body=" ".join(
            [*(_running_text(text) for text in texts.values()), *documents, *forms, *offices, *own]
        ),
        leika_keys=tuple(service.leika_keys),
        ozg_ids=tuple(service.ozg_ids),
        online=any(link.channel.usable for link in service.channels.all()),
        boost=1.15,
    )


def _running_text(text: ServiceText) -> str:
    """Only for words to be found, never for a page, so taking tags out roughly is enough."""
    return unescape(TAG.sub(" ", " ".join(getattr(text, name) for name in ServiceText.MODULES)))


def _leika_names(keys: set[str]) -> dict[str, str]:
    rows = LeikaEntry.objects.filter(key__in=keys).values_list("key", "name")
    return {key: name for key, name in rows if key}


class FormSource:
    """Forms of services, each once per service; they come and go with it (``follows``)."""

    kind = "form"
    label = _("Formular")
    follows = "service"

    def documents(self, keys: Iterable[str] | None = None) -> Iterator[Document]:
        having = Service.objects.filter(pk__in=Form.objects.values("service"))
        for batch in _batches(having.with_rows("forms", "texts"), keys):
            for service in batch:
                for number, form in enumerate(service.shown("forms"), start=1):
                    yield _form_document(service, form, number)


def _form_document(service: Service, form: Form, number: int) -> Document:
    """It leads to its place on the service's page, which says whose it is and how to sign."""
    texts = {text.language: text.title for text in service.texts.all()}
    return Document(
        key=f"{service.slug}/{number}",
        title=form.name,
        teaser=texts.get(Language.GERMAN) or service.name,
        teaser_en=texts.get(Language.ENGLISH, ""),
        url=f"{address('services:service', service.slug, 'de')}#forms",
        url_en=f"{address('services:service', service.slug, 'en')}#forms",
        keywords="Formular Vordruck form",
        boost=0.85,
    )


class OfficeSource:
    kind = "office"
    label = _("Amt oder Stelle")

    def documents(self, keys: Iterable[str] | None = None) -> Iterator[Document]:
        offices = Office.objects.all()
        if keys is not None:
            offices = offices.filter(slug__in=list(keys))
        for office in offices.iterator():
            yield Document(
                key=office.slug,
                title=office.name,
                title_en=office.name_en,
                teaser=office.summary,
                teaser_en=office.summary_en,
                url=address("services:office", office.slug, "de"),
                url_en=address("services:office", office.slug, "en"),
                keywords=f"{office.street} {office.house_number} {office.get_level_display()}",
                boost=0.9,
            )


def address(name: str, key: Any, language: str) -> str:
    return _pattern(name, language).replace(PLACEHOLDER, str(key))


@lru_cache(maxsize=64)
def _pattern(name: str, language: str) -> str:
    """Resolving an address costs more than all the rest of a small document."""
    with translation.override(language):
        return reverse(name, args=[PLACEHOLDER])
