"""Imports in the staff area: hand a file in, watch, read the reasons, confirm deletions."""

import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import require_admin_access

from identity.models import User
from services import tasks
from services.exchange import importing, ledger, progress, registry
from services.exchange.base import MessageError
from services.exchange.contrib.offices import writing as offices
from services.exchange.wishes import Wish
from services.models import ImportRun

# What a file holds is told by its name; longer endings first.
FORMATS = {".xml.gz": "xzufi", ".xml": "xzufi", ".csv": "offices", ".xlsx": "offices"}
RUNS_SHOWN = 30


class FetchForm(forms.Form):
    """What to ask a remote source for; ``wish`` is the answer."""

    source = forms.ChoiceField(label=gettext_lazy("Quelle"))
    keys = forms.CharField(
        label=gettext_lazy("LeiKa-Schlüssel"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Je 14 Ziffern, einer je Zeile. Leer: alle Schlüssel der Leistungen, die das "
            "Verzeichnis zeigt."
        ),
    )
    editors = forms.CharField(
        label=gettext_lazy("Redaktion"),
        required=False,
        help_text=gettext_lazy(
            "Nur für das FIM-Portal: Kennung der Redaktion, deren Texte Sie wollen. Leer: die "
            "Stammtexte des Bundes."
        ),
    )
    publish = forms.BooleanField(
        label=gettext_lazy("Neue Leistungen gleich veröffentlichen"),
        required=False,
        help_text=gettext_lazy(
            "Sonst kommen sie als Entwurf. Texte bekannter werden erneuert. Geschrieben hat sie "
            "die Quelle, nicht Sie: Darum braucht es dafür keine zweite Person."
        ),
    )
    fetch_dry_run = forms.BooleanField(
        label=gettext_lazy("Nur prüfen, nichts ändern"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(s.name, s.label) for s in registry.sources() if s.address not in {"", "-"}]
        self.fields["source"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        words = values.get("keys", "").replace(",", " ").replace(";", " ").split()
        wish = Wish(tuple(dict.fromkeys(words)), "", values.get("editors", ""))
        try:
            wish.check()
        except MessageError as error:
            raise ValidationError(str(error)) from error
        return {**values, "wish": replace(wish, publish=values.get("publish", False))}


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Datei"),
        help_text=gettext_lazy(
            "Eine XZuFi-Transfernachricht (.xml, .xml.gz) oder eine Tabelle der Stellen "
            "(.csv, .xlsx). Eine Transfernachricht wird zuerst geprüft; übernehmen kann sie danach "
            "eine zweite Person."
        ),
        widget=forms.FileInput(attrs={"accept": ".xml,.gz,.csv,.xlsx"}),
    )
    dry_run = forms.BooleanField(
        label=gettext_lazy("Nur prüfen, nichts ändern"), required=False, initial=True
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if not suffix_of(file):
            raise ValidationError(
                _("Der Name der Datei muss auf .xml, .xml.gz, .csv oder .xlsx enden.")
            )
        return file


def suffix_of(file: UploadedFile) -> str:
    name = (file.name or "").lower()
    return next((suffix for suffix in FORMATS if name.endswith(suffix)), "")


@require_admin_access
@permission_required("services.run_import", raise_exception=True)
def index(request: HttpRequest) -> HttpResponse:
    remote = "source" in request.POST
    form = ImportForm(None if remote else request.POST or None, request.FILES or None)
    fetch = FetchForm(request.POST if remote else None)
    asked = fetch if remote else form
    if request.method == "POST" and asked.is_valid():
        run = _fetch(fetch, request) if remote else _request(form, request)
        return redirect("services_import", pk=run.pk)
    running = progress.running()
    runs = [(run, running.get(run.pk)) for run in ImportRun.objects.all()[:RUNS_SHOWN]]
    context = {
        "form": form,
        "fetch": fetch,
        "runs": runs,
        "header_title": _("Leistungen einlesen"),
    }
    return render(request, "services/staff/imports.html", context)


def _request(form: ImportForm, request: HttpRequest) -> ImportRun:
    assert isinstance(request.user, User)
    file = form.cleaned_data["file"]
    name = FORMATS[suffix_of(file)]
    tried = form.cleaned_data["dry_run"] or name in importing.BY_HAND
    run = importing.request([_keep(file)], actor=request.user, format_name=name, dry_run=tried)
    _start(run)
    return run


def _fetch(form: FetchForm, request: HttpRequest) -> ImportRun:
    assert isinstance(request.user, User)
    values = form.cleaned_data
    run = importing.request(
        [str(values["wish"])],
        actor=request.user,
        format_name=values["source"],
        dry_run=values["fetch_dry_run"],
    )
    _start(run)
    return run


def _keep(file: UploadedFile) -> Path:
    """Under a name of our own: the uploaded one is never used as a path."""
    folder = Path(settings.VAR_DIR) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{uuid.uuid4().hex}{suffix_of(file)}"
    with path.open("wb") as out:
        for chunk in file.chunks():
            out.write(chunk)
    return path


def _start(run: ImportRun) -> None:
    transaction.on_commit(lambda: tasks.import_services.delay(run.pk))


@require_admin_access
@permission_required("services.run_import", raise_exception=True)
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(ImportRun, pk=pk)
    assert isinstance(request.user, User)
    context = {
        "header_title": _("Import"),
        "run": run,
        "may_adopt": importing.may_adopt(run, request.user),
        "progress": progress.running().get(run.pk),
        "counts": ledger.in_words(run.counts),
    }
    return render(request, "services/staff/import.html", context)


@require_admin_access
@permission_required("services.run_import", raise_exception=True)
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(ImportRun, pk=pk)
    response = HttpResponse(importing.notes_as_csv(run), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{run.pk}.csv"'
    return response


@require_admin_access
@permission_required("services.run_import", raise_exception=True)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm what would be deleted, go on with an interrupted run, or do what was tried."""
    run = get_object_or_404(ImportRun, pk=pk)
    assert isinstance(request.user, User)
    try:
        if run.may_be_done_for_real:
            run = importing.adopt(run, actor=request.user)
        elif run.state == ImportRun.State.WAITING:
            importing.confirm(run, actor=request.user)
        elif run.state != ImportRun.State.RUNNING or run.pk in progress.running():
            raise MessageError(_("Dieser Import ist zu Ende oder läuft noch."))
    except MessageError as error:
        messages.error(request, str(error))
    else:
        _start(run)
        messages.success(request, _("Der Import läuft weiter."))
    return redirect("services_import", pk=run.pk)


@require_admin_access
@permission_required("services.run_import", raise_exception=True)
@require_safe
def offices_table(request: HttpRequest, suffix: str) -> HttpResponse:
    """All offices as a table to fill in."""
    types = {
        "csv": "text/csv; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    response = HttpResponse(offices.export(suffix), content_type=types[suffix])
    response["Content-Disposition"] = f'attachment; filename="stellen.{suffix}"'
    return response
