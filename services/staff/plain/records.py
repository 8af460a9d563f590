"""Offices, online services, papers and words in plain fields: list, new, change."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import require_admin_access

from identity.models import User
from services import records
from services.models import (
    LifeSituation,
    Office,
    OnlineChannel,
    PinnedResult,
    RequiredDocument,
    Synonym,
)
from services.staff.plain.fields import name_field
from services.staff.plain.forms import PlainForm, empty_rows, plain_form

FOUND_AT_MOST = 50
KINDS: dict[str, type[models.Model]] = {
    "stellen": Office,
    "online-dienste": OnlineChannel,
    "unterlagen": RequiredDocument,
    "lagen": LifeSituation,
    "synonyme": Synonym,
    "treffer": PinnedResult,
}


def kinds_for(user: Any) -> list[tuple[str, str]]:
    """Lists that this person may change."""
    return [
        (reverse("services_plain_records", args=[kind]), _plural(model))
        for kind, model in KINDS.items()
        if _may(user, "change", model)
    ]


def _plural(model: type[models.Model]) -> str:
    return str(capfirst(model._meta.verbose_name_plural))


def _may(user: Any, verb: str, model: type[models.Model]) -> bool:
    return bool(user.has_perm(f"{model._meta.app_label}.{verb}_{model._meta.model_name}"))


def _model(request: HttpRequest, kind: str, verb: str) -> type[models.Model]:
    if kind not in KINDS:
        raise Http404
    if not _may(request.user, verb, KINDS[kind]):
        raise PermissionDenied
    return KINDS[kind]


@require_admin_access
@require_safe
def index(request: HttpRequest, kind: str) -> HttpResponse:
    model = _model(request, kind, "change")
    asked = request.GET.get("q", "").replace("\x00", "")[:100]
    wanted = {f"{name_field(model)}__icontains": asked}
    found = model._default_manager.filter(**wanted)[:FOUND_AT_MOST]
    context = {
        "header_title": _plural(model),
        "kind": kind,
        "q": asked,
        "found": found,
        "most": FOUND_AT_MOST,
        "may_add": _may(request.user, "add", model),
    }
    return render(request, "services/staff/plain_records.html", context)


@require_admin_access
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    return _form_page(request, kind, _model(request, kind, "add")())


@require_admin_access
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    return _form_page(request, kind, get_object_or_404(_model(request, kind, "change"), pk=pk))


def _form_page(request: HttpRequest, kind: str, record: Any) -> HttpResponse:
    name = str(record) if record.pk else _("Neu: %(kind)s") % {"kind": record._meta.verbose_name}
    data = request.POST if request.method == "POST" else None
    plain = plain_form(record, data=data, empty_rows=empty_rows(request))
    if data is not None and plain.form.is_valid() and _keep(request, plain):
        return redirect("services_plain_record", kind, plain.form.instance.pk)
    context = {"header_title": name, "kind": kind, "plural": _plural(KINDS[kind]), "plain": plain}
    return render(request, "services/staff/plain_record.html", context | _ways(request, record))


def _keep(request: HttpRequest, plain: PlainForm) -> bool:
    assert isinstance(request.user, User)
    try:
        records.keep(plain.form.save(commit=False), actor=request.user)
    except records.RecordError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, _("Gespeichert. Die Seiten zeigen es sofort."))
    return True


def _ways(request: HttpRequest, record: Any) -> dict[str, str]:
    """What else may be done with it: plain pages, too."""
    found = {}
    switches = isinstance(record, OnlineChannel) and request.user.has_perm(
        "services.switch_channel"
    )
    if record.pk and switches:
        found["outage"] = reverse("services_outage", args=[record.pk])
    if record.pk and _may(request.user, "delete", type(record)):
        viewset: Any = type(record)
        found["delete"] = reverse(viewset.snippet_viewset.get_url_name("delete"), args=[record.pk])
    return found
