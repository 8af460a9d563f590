"""The page for a venue's staff: counts, checking out, and what helps against false visits."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from guestreg import presence
from guestreg.errors import GuestregError
from guestreg.models import Area, Venue
from identity.access import BusinessRequest, business_required


@never_cache
@business_required
def page(request: BusinessRequest, public_id: str) -> HttpResponse:
    venue = _venue(request, public_id)
    found = presence.areas(venue)
    context = {
        "venue": venue,
        "areas": found,
        "total": sum(one.present for one in found),
        "over_capacity": presence.is_over_capacity(venue, found),
        "arrivals": presence.arrivals(venue),
        "door_code": presence.door_code(venue, timezone.localdate()),
    }
    return render(request, "guestreg/staff.html", context)


@require_POST
@business_required
def check_out(request: BusinessRequest, pk: int) -> HttpResponse:
    owned = Area.objects.filter(venue__licence__account=request.business)
    area = get_object_or_404(owned.select_related("venue"), pk=pk)
    count = presence.check_out(actor=request.user, area=area)
    messages.success(request, _("Abgemeldet: %(n)s Gäste.") % {"n": count})
    return redirect("guestreg:staff", area.venue.public_id)


@require_POST
@business_required
def absent(request: BusinessRequest, public_id: str) -> HttpResponse:
    venue = _venue(request, public_id)
    try:
        presence.mark_absent(actor=request.user, venue=venue, mark=request.POST.get("mark", "")[:8])
    except GuestregError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Vermerkt: war nicht da."))
    return redirect("guestreg:staff", public_id)


@require_POST
@business_required
def door_code(request: BusinessRequest, public_id: str) -> HttpResponse:
    venue = _venue(request, public_id)
    presence.set_door_code(actor=request.user, venue=venue, wanted=not venue.wants_door_code)
    return redirect("guestreg:staff", public_id)


def _venue(request: BusinessRequest, public_id: str) -> Venue:
    return get_object_or_404(Venue.objects.of(request.business), public_id=public_id)
