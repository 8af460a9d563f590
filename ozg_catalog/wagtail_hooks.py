"""The digitalisation officer's section of the staff pages, and the words of the audit log."""

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from ozg_catalog import (
    assessment,
    catalogue_import,
    competences,
    directory,
    editions,
    evidence,
    programme,
    publication,
    snapshots,
)
from ozg_catalog.staff import deciding, outside, views, viewsets, work
from ozg_catalog.staff import editions as edition_views

ACTIONS = {
    assessment.RECORD: (_("Bewertung eintragen"), _("Bewertung eingetragen")),
    assessment.RECORD_MANY: (_("Bewertungen eintragen"), _("Mehrere Bewertungen eingetragen")),
    assessment.CORRECT: (_("Bewertung berichtigen"), _("Bewertung berichtigt")),
    competences.DECIDE: (_("Zuständigkeit entscheiden"), _("Zuständigkeit entschieden")),
    competences.DECIDE_MANY: (
        _("Zuständigkeiten entscheiden"),
        _("Mehrere Zuständigkeiten entschieden"),
    ),
    catalogue_import.IMPORT: (_("Katalog einlesen"), _("Katalog eingelesen")),
    directory.SETTLE: (_("Unterschied klären"), _("Unterschied zum Dashboard geklärt")),
    evidence.KEEP: (_("Nachweis ablegen"), _("Nachweis abgelegt")),
    editions.CONFIRM: (_("Katalogausgabe bestätigen"), _("Katalogausgabe bestätigt")),
    editions.DISCARD: (_("Katalogausgabe verwerfen"), _("Katalogausgabe verworfen")),
    programme.ANSWER: (_("Mit Anfrage verbinden"), _("Vorhaben mit Anfrage verbunden")),
    programme.MOVE: (_("Meilenstein verschieben"), _("Meilenstein verschoben")),
    programme.MOVE_DATE: (_("Termin verschieben"), _("Termin verschoben")),
    programme.REACH: (_("Meilenstein erreichen"), _("Meilenstein erreicht")),
    publication.DRAFT: (_("Bericht entwerfen"), _("Bericht entworfen")),
    publication.RELEASE: (_("Bericht freigeben"), _("Bericht freigegeben")),
    publication.DISCARD: (_("Entwurf verwerfen"), _("Entwurf verworfen")),
    snapshots.FREEZE: (_("Stand festhalten"), _("Stand festgehalten")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    for action, (label, message) in ACTIONS.items():
        actions.register_action(action, label, message)


@hooks.register("register_admin_viewset")
def register_section() -> list[Any]:
    return [viewsets.DigitalisationSection()]


@hooks.register("register_admin_urls")
def register_verbs() -> list[Any]:
    base = "digitalisierung/meilensteine/<int:pk>/"
    return [
        path("digitalisierung/aufgaben/", work.WorklistView.as_view(), name="ozg_worklist"),
        path("digitalisierung/sammelbewertung/", work.BulkView.as_view(), name="ozg_bulk"),
        path("digitalisierung/entscheiden/", deciding.DecideView.as_view(), name="ozg_decide"),
        path("digitalisierung/fachamt/", work.OfficeImportView.as_view(), name="ozg_office_import"),
        path(
            "digitalisierung/ausgaben/einlesen/",
            edition_views.EditionReadView.as_view(),
            name="ozg_edition_new",
        ),
        path(
            "digitalisierung/ausgaben/<int:pk>/",
            edition_views.EditionView.as_view(),
            name="ozg_edition",
        ),
        path(
            "digitalisierung/ausgaben/<int:pk>/datei/",
            edition_views.EditionFileView.as_view(),
            name="ozg_edition_file",
        ),
        path(
            "digitalisierung/nachweise/<int:pk>/", views.EvidenceView.as_view(), name="ozg_evidence"
        ),
        path("digitalisierung/dashboard/", outside.GapsView.as_view(), name="ozg_gaps"),
        path("digitalisierung/adressen/", outside.ChannelsView.as_view(), name="ozg_channels"),
        path(
            "digitalisierung/berichte/<int:pk>/freigeben/",
            views.ReleaseView.as_view(),
            name="ozg_report_release",
        ),
        path(f"{base}verschieben/", views.MoveView.as_view(), name="ozg_milestone_move"),
        path(f"{base}erreicht/", views.ReachView.as_view(), name="ozg_milestone_reach"),
    ]
