"""The parts in which a service is edited without JavaScript, beside its texts."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Section:
    """One page: some fields of the service, and some of its lists."""

    heading: Any
    fields: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    # Where the records behind the list are changed, which have an address of the same name.
    records: Any = ""


SECTIONS: dict[str, Section] = {
    "unterlagen": Section(
        _("Nötige Unterlagen"),
        lists=("documents",),
        records=_("Unterlagen anlegen und beschreiben"),
    ),
    "gebuehren": Section(_("Gebühren"), lists=("fees",)),
    "fristen": Section(
        _("Dauer und Fristen"),
        fields=("duration_min", "duration_max", "duration_unit"),
        lists=("deadlines",),
    ),
    "recht": Section(_("Rechtsgrundlagen"), lists=("legal_bases",)),
    "formulare": Section(_("Formulare"), lists=("forms",)),
    "texte-der-stadt": Section(_("Texte der Stadt zu Texten des Landes"), lists=("local_texts",)),
    "stellen": Section(
        _("Stellen"),
        fields=("level", "jurisdiction"),
        lists=("offices",),
        records=_("Anschrift und Öffnungszeiten der Stellen"),
    ),
    "online-dienste": Section(
        _("Online-Dienste"),
        lists=("channels",),
        records=_("Online-Dienste anlegen, ändern, abschalten"),
    ),
    "einordnung": Section(
        _("Einordnung"),
        fields=(
            "name",
            "slug",
            "lifecycle",
            "audience",
            "is_sdg",
            "situations",
            "related",
            "leika_keys",
            "ozg_ids",
        ),
    ),
    "zeitplan": Section(
        _("Zeitplan und Pflege"),
        fields=(
            "go_live_at",
            "expire_at",
            "reviewed_on",
            "review_due",
            "responsible_role",
            "responsible_email",
            "is_example",
        ),
    ),
}
