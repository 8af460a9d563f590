"""What a draft says otherwise than the public page, for who approves it: word by word."""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from html import escape
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import RichTextField

from services.local_texts import Piece, differences
from services.models import Service, ServiceText
from services.staff.plain.fields import Names
from services.staff.plain.forms import headings_of, options_of

Change = tuple[str, list[Piece]]
TEXT_FIELDS = ("title", "teaser", "keywords", "source", "written_on", *ServiceText.MODULES)


def changes(stored: Service, draft: Service) -> list[Change]:
    public = stored if stored.live else None
    names: dict[Any, Names] = {}
    return [
        *_of_texts(public, draft, names),
        *_of_fields(public, draft, names),
        *_of_lists(public, draft, names),
    ]


def _of_texts(public: Service | None, draft: Service, names: dict[Any, Names]) -> list[Change]:
    found = []
    for language in _languages(public, draft):
        old = public.text_in(language) if public else None
        new = draft.text_in(language)
        spoken = (old or new or ServiceText(language=language)).get_language_display()
        for name in TEXT_FIELDS:
            field = ServiceText._meta.get_field(name)
            pair = (_html(old, field, names), _html(new, field, names))
            found += _changed(f"{field.verbose_name} ({spoken})", *pair)
    return found


def _languages(public: Service | None, draft: Service) -> list[str]:
    texts = [*(public.texts.all() if public else ()), *draft.texts.all()]
    return list(dict.fromkeys(text.language for text in texts))


def _of_fields(public: Service | None, draft: Service, names: dict[Any, Names]) -> list[Change]:
    found = []
    for name in options_of(Service)["fields"]:
        field = Service._meta.get_field(name)
        pair = (_html(public, field, names), _html(draft, field, names))
        found += _changed(str(field.verbose_name), *pair)
    return found


def _of_lists(public: Service | None, draft: Service, names: dict[Any, Names]) -> list[Change]:
    found: list[Change] = []
    headings = headings_of(Service)
    for name, options in options_of(Service)["formsets"].items():
        if name == "texts":
            continue
        model = Service._meta.get_field(name).related_model
        fields = [model._meta.get_field(field) for field in options["fields"]]
        old, new = (
            "\n".join(_line(record, fields, names) for record in _rows(owner, name))
            for owner in (public, draft)
        )
        found += _changed(headings[name], old, new)
    return found


def _rows(owner: Service | None, name: str) -> Iterable[Any]:
    return getattr(owner, name).all() if owner else ()


def _changed(heading: str, old: str, new: str) -> list[Change]:
    return [(heading, differences(old, new))] if old != new else []


def _line(record: Any, fields: list[Any], names: dict[Any, Names]) -> str:
    """One record in one line; a section of text in lines of its own."""
    said = ((field.verbose_name, _html(record, field, names)) for field in fields)
    return "; ".join(f"{_asked(label)} {value}" for label, value in said if value)


def _asked(label: Any) -> str:
    return str(label) if str(label).endswith("?") else f"{label}:"


def _html(record: Any, field: Any, names: dict[Any, Names]) -> str:
    if record is None:
        return ""
    if isinstance(field, RichTextField):
        return str(getattr(record, field.name))
    return escape(_said(record, field, names), quote=False)


def _said(record: Any, field: Any, names: dict[Any, Names]) -> str:
    if isinstance(field, ParentalManyToManyField):
        return ", ".join(sorted(str(other) for other in getattr(record, field.name).all()))
    if isinstance(field, models.ForeignKey):
        known = names.setdefault(field.related_model, Names(field.related_model))
        pk = getattr(record, field.attname)
        return "" if pk is None else str(known.get(pk) or pk)
    value = getattr(record, field.name)
    if field.choices and value:
        return str(getattr(record, f"get_{field.name}_display")())
    return _words(value)


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    if isinstance(value, bool):
        return _("ja") if value else ""
    if isinstance(value, Decimal):
        return number_format(value, 2, force_grouping=True)
    return _moment(value) if isinstance(value, date | time) else "" if value is None else str(value)


def _moment(value: date | time) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return date_format(value, "DATE_FORMAT")
