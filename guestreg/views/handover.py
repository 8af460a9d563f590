"""The business sees what the health office asks for, and releases it or objects."""

import json
from base64 import b64decode, b64encode

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guestreg import handover
from guestreg.errors import GuestregError, RequestError
from guestreg.forms import ObjectionForm
from guestreg.models import DataRequest, Visit
from guestreg.sealing import Envelope
from identity.access import BusinessRequest, business_required
from identity.freshness import freshly_signed_in


@business_required
def request_page(request: BusinessRequest, public_id: str) -> HttpResponse:
    return _page(request, _asked(request, public_id), ObjectionForm())


def _page(request: BusinessRequest, asked: DataRequest, form: ObjectionForm) -> HttpResponse:
    context = {
        "asked": asked,
        "areas": asked.areas.all(),
        "count": len(handover.matching(asked)) if asked.is_waiting else asked.visit_count,
        "keys_needed": handover.keys_needed(asked) if asked.is_waiting else set(),
        "is_long": handover.is_long(asked),
        "is_overdue": asked.is_overdue(timezone.now()),
        "form": form,
    }
    return render(request, "guestreg/request.html", context)


@never_cache
@business_required
def sealed(request: BusinessRequest, public_id: str) -> HttpResponse:
    """The sealed visits asked for, so that the venue's browser can take off its layer."""
    asked = _asked(request, public_id)
    if not asked.is_waiting:
        raise Http404
    return JsonResponse({"visits": [_closed(visit) for visit in handover.matching(asked)]})


def _closed(visit: Visit) -> dict[str, str]:
    """A visit as the venue's browser needs it to take off the outer layer."""
    envelope = Envelope(visit.office_kid, visit.venue_kid, visit.area_id, visit.day.isoformat())
    return {
        "id": bytes(visit.receipt_hash).hex(),
        "kid": visit.venue_kid,
        "info": envelope.venue_info.decode(),
        "sealed": b64encode(visit.sealed).decode(),
    }


def _opened(request: BusinessRequest) -> dict[bytes, bytes]:
    """What the venue's browser opened, as an uploaded JSON file; nothing when it sent none."""
    file = request.FILES.get("opened")
    if file is None:
        return {}
    try:
        data = json.load(file)
        return {bytes.fromhex(name): b64decode(text) for name, text in data.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise RequestError(_("Die Datei aus Ihrem Browser ist unvollständig.")) from error


@require_POST
@business_required
@freshly_signed_in("guestreg:request", "public_id")
def release(request: BusinessRequest, public_id: str) -> HttpResponse:
    asked = _asked(request, public_id)
    try:
        opened = _opened(request)
        done = handover.release(actor=request.user, request=asked, opened=opened)
    except GuestregError as error:
        messages.error(request, str(error))
    else:
        count = done.visit_count
        messages.success(request, _("Freigegeben: %(count)s Besuche.") % {"count": count})
    return redirect("guestreg:request", public_id)


@require_POST
@business_required
def refuse(request: BusinessRequest, public_id: str) -> HttpResponse:
    asked = _asked(request, public_id)
    form = ObjectionForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, form)
    try:
        handover.refuse(actor=request.user, request=asked, reason=form.cleaned_data["reason"])
    except GuestregError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Ihr Widerspruch ist beim Gesundheitsamt."))
    return redirect("guestreg:request", public_id)


def _asked(request: BusinessRequest, public_id: str) -> DataRequest:
    found = DataRequest.objects.for_business(request.business).with_place()
    return get_object_or_404(found, public_id=public_id)
