"""The business sees what the health office asks for, and releases it or objects."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guestreg import handover
from guestreg.errors import GuestregError
from guestreg.forms import ObjectionForm
from guestreg.models import DataRequest
from identity.access import BusinessRequest, business_required


@business_required
def request_page(request: BusinessRequest, public_id: str) -> HttpResponse:
    return _page(request, _asked(request, public_id), ObjectionForm())


def _page(request: BusinessRequest, asked: DataRequest, form: ObjectionForm) -> HttpResponse:
    context = {
        "asked": asked,
        "areas": asked.areas.all(),
        "count": len(handover.matching(asked)) if asked.is_waiting else asked.visit_count,
        "is_long": handover.is_long(asked),
        "is_overdue": asked.is_overdue(timezone.now()),
        "form": form,
    }
    return render(request, "guestreg/request.html", context)


@require_POST
@business_required
def release(request: BusinessRequest, public_id: str) -> HttpResponse:
    asked = _asked(request, public_id)
    try:
        done = handover.release(actor=request.user, request=asked)
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
