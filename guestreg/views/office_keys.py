"""The health office's keys: made in browsers of the office, only public parts come here."""

import json
from base64 import b64decode
from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required

from guestreg import keyfile, keys, office, recipients
from guestreg.errors import GuestregError, OfficeKeyError
from guestreg.example import keys as demo
from guestreg.models import OfficeRecipient, RootProposal
from identity.freshness import freshly_signed_in
from identity.models import User

ADOPT: dict[str, tuple[Promise, Callable[..., object]]] = {
    "wurzel": (gettext_lazy("Wurzelschlüssel"), office.propose_root),
    "eigener": (gettext_lazy("Ihr eigener Schlüssel"), recipients.adopt_officer_key),
    "notfallblatt": (gettext_lazy("Notfallblatt des Amts"), recipients.adopt_paper_key),
}


@permission_required("guestreg.request_visits")
def overview(request: HttpRequest) -> HttpResponse:
    """What the office has, until when it lasts, and what to do next."""
    today = timezone.localdate()
    context = {
        "root": keys.office_root(),
        "proposal": RootProposal.objects.select_related("proposed_by").first(),
        "recipients": OfficeRecipient.objects.opening().select_related("removal_proposed_by"),
        "covered": office.last_covered(today),
        "needed": office.days_needed(today),
        "own": OfficeRecipient.objects.current().filter(officer_id=request.user.pk).first(),
        "demo_passphrase": demo.PASSPHRASE,
        **_place(_("Schlüssel des Gesundheitsamts")),
    }
    return render(request, "guestreg/admin/office_keys.html", context)


@permission_required("guestreg.request_visits")
@freshly_signed_in("guestreg_staff:office-ceremony", "kind")
def ceremony(request: HttpRequest, kind: str) -> HttpResponse:
    """Make one key: of the root, of the officer, or of the sheet in the safe."""
    title, adopt = ADOPT[kind]
    if request.method == "POST":
        point = _bytes(request.POST.get("point", ""))
        waits = kind == "wurzel" and keys.office_root() and settings.GUESTREG_SECOND_APPROVAL
        done = _("Eine zweite Person muss ihn bestätigen.") if waits else _("Der Schlüssel gilt.")
        _run(request, lambda: adopt(actor=request.user, point=point), done)
        return redirect("guestreg_staff:office-keys")
    context = {
        "kind": kind,
        "root": keys.office_root(),
        "file_name": f"{kind}.json",
        **_place(str(title)),
    }
    return render(request, "guestreg/admin/office_ceremony.html", context)


@permission_required("guestreg.request_visits")
@freshly_signed_in("guestreg_staff:office-batch")
def batch(request: HttpRequest) -> HttpResponse:
    """Day keys for the coming weeks, signed by the root in this browser."""
    root = keys.office_root()
    if root is None:
        return redirect("guestreg_staff:office-keys")
    if request.method == "POST":
        _run(
            request,
            lambda: _add_batch(request.user, request.POST.get("result", "")),
            _("Die Tagesschlüssel sind hinterlegt."),
        )
        return redirect("guestreg_staff:office-keys")
    context = {
        "root": root,
        "recipients": OfficeRecipient.objects.current(),
        "days": [day.isoformat() for day in office.days_needed(timezone.localdate())],
        **_place(_("Stapel von Tagesschlüsseln")),
    }
    return render(request, "guestreg/admin/office_batch.html", context)


def _add_batch(actor: Any, text: str) -> None:
    try:
        data = json.loads(text)
        days = [_new_day(item) for item in data["days"]]
        signatures = {kid: b64decode(value) for kid, value in data["recipients"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OfficeKeyError(_("Der Stapel aus Ihrem Browser ist unvollständig.")) from error
    office.add_batch(actor=actor, days=days, recipients=signatures)


def _new_day(item: dict[str, Any]) -> office.NewDay:
    return office.NewDay(
        day=date.fromisoformat(item["day"]),
        point=b64decode(item["point"]),
        signature=b64decode(item["signature"]),
        shares={kid: b64decode(share) for kid, share in item["shares"].items()},
    )


@require_POST
@permission_required("guestreg.request_visits")
@freshly_signed_in("guestreg_staff:office-keys")
def decide_root(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """The second person confirms another root, or anybody discards it."""
    found = get_object_or_404(RootProposal.objects.select_related("proposed_by"), pk=pk)
    run, done = {
        "confirm": (office.confirm_root, _("Die neue Wurzel gilt. Machen Sie jetzt einen Stapel.")),
        "discard": (office.discard_root, _("Der Vorschlag ist verworfen.")),
    }[verb]
    assert isinstance(request.user, User)
    actor = request.user
    _run(request, lambda: run(actor=actor, proposal=found), done)
    return redirect("guestreg_staff:office-keys")


@require_POST
@permission_required("guestreg.request_visits")
@freshly_signed_in("guestreg_staff:office-keys")
def decide_removal(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Somebody proposes to remove a key, a second person confirms it, anybody discards it."""
    found = get_object_or_404(OfficeRecipient.objects.opening(), pk=pk)
    run = {
        "propose": recipients.propose_removal,
        "confirm": recipients.confirm_removal,
        "discard": recipients.discard_removal,
    }[verb]
    assert isinstance(request.user, User)
    actor = request.user
    _run(request, lambda: run(actor=actor, recipient=found), _removal_done(verb))
    return redirect("guestreg_staff:office-keys")


def _removal_done(verb: str) -> str:
    if verb == "discard":
        return _("Der Vorschlag ist verworfen.")
    if verb == "propose" and settings.GUESTREG_SECOND_APPROVAL:
        return _("Vorgeschlagen. Eine zweite Person muss das Entfernen bestätigen.")
    return _("Der Schlüssel ist entfernt.")


@permission_required("guestreg.request_visits")
def demo_key(request: HttpRequest, name: str = "officer") -> HttpResponse:
    """The demonstration's key file. Its secret is public; a real office has none of them."""
    root = keys.office_root()
    if root is None or not root.is_example:
        raise Http404
    return demo_file(demo.ROOT if name == "root" else demo.OFFICER, f"beispiel-{name}.json")


def demo_file(key: keyfile.HeldKey, name: str) -> HttpResponse:
    content = keyfile.wrap(key, demo.PASSPHRASE)
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""


def _run(request: HttpRequest, verb: Callable[[], object], done: str) -> None:
    try:
        verb()
    except GuestregError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)


def _place(label: str) -> dict[str, object]:
    return {
        "header_title": label,
        "page_title": label,
        "header_icon": "key",
        "breadcrumbs_items": [
            {"url": reverse("guestreg_staff:requests"), "label": _("Gästedaten anfordern")},
            {"url": reverse("guestreg_staff:office-keys"), "label": _("Schlüssel")},
            {"url": "", "label": label},
        ],
    }
