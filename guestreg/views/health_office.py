"""The health office asks for visits, and takes what was released."""

from csp.decorators import csp_update
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required
from wagtail.log_actions import registry as log_registry

from guestreg import handover, incoming, keys, office
from guestreg.errors import GuestregError
from guestreg.example import keys as demo
from guestreg.exports.registry import EXPORTERS
from guestreg.exports.words import words
from guestreg.models import DataRequest, IncomingRequest, Venue
from guestreg.staff_forms import RequestForm, VenueSearchForm
from identity.freshness import freshly_signed_in
from identity.models import User

PAGE = 50
MOST_VENUES = 30


@permission_required("guestreg.view_datarequest")
def requests(request: HttpRequest) -> HttpResponse:
    found = DataRequest.objects.with_place()
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "now": timezone.now(),
        "incoming": IncomingRequest.objects.waiting(),
        "keys_end_soon": office.ends_soon(timezone.localdate()),
        "page_title": _("Gästedaten anfordern"),
        "header_title": _("Gästedaten anfordern"),
        "header_icon": "group",
    }
    return render(request, "guestreg/admin/requests.html", context)


@permission_required("guestreg.request_visits")
def choose_venue(request: HttpRequest) -> HttpResponse:
    """Find the venue by name or street."""
    form = VenueSearchForm(request.GET or None)
    venues = Venue.objects.none()
    if form.is_valid():
        words = form.cleaned_data["q"]
        match = Q(name__icontains=words) | Q(street__icontains=words)
        venues = Venue.objects.registered().filter(match)[:MOST_VENUES]
    context = {"form": form, "venues": venues, **_place_in_admin(_("Ort wählen"))}
    return render(request, "guestreg/admin/choose_venue.html", context)


@permission_required("guestreg.request_visits")
def make(request: HttpRequest, venue_id: str) -> HttpResponse:
    venue = get_object_or_404(Venue.objects.registered(), public_id=venue_id)
    found = _incoming(request, venue)
    form = RequestForm(request.POST or None, venue=venue, initial=_initial(found))
    if request.method == "POST" and form.is_valid():
        assert isinstance(request.user, User)
        try:
            made = handover.request(
                actor=request.user, venue=venue, incoming=found, **form.cleaned_data
            )
        except GuestregError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Die Anforderung ist angelegt."))
            return redirect("guestreg_staff:request", made.public_id)
    context = {"form": form, "venue": venue, "incoming": found, **_place_in_admin(venue.name)}
    return render(request, "guestreg/admin/make_request.html", context)


def _incoming(request: HttpRequest, venue: Venue) -> IncomingRequest | None:
    """The question from a channel that is being taken over, as the address names it."""
    number = request.GET.get("eingang", "")
    found = IncomingRequest.objects.waiting().filter(venue=venue)
    return get_object_or_404(found, pk=number) if number.isdecimal() else None


def _initial(found: IncomingRequest | None) -> dict[str, object]:
    return {"window_start": found.window_start, "window_end": found.window_end} if found else {}


@permission_required("guestreg.view_datarequest")
def detail(request: HttpRequest, public_id: str) -> HttpResponseBase:
    asked = _asked(public_id)
    delivery = incoming.delivery(asked)
    context = {
        "asked": asked,
        "delivery": delivery,
        "areas": asked.areas.all(),
        "count": asked.visit_count,
        "is_long": handover.is_long(asked),
        "may_approve": asked.state == DataRequest.State.PREPARED
        and asked.requested_by != request.user,
        "may_withdraw": asked.state in (DataRequest.State.PREPARED, DataRequest.State.SENT),
        "exporters": EXPORTERS.values(),
        "words": words(),
        "demo_passphrase": _demo_passphrase(),
        "history": log_registry.get_logs_for_instance(asked).order_by("timestamp"),
        **_place_in_admin(str(asked)),
    }

    def page(request: HttpRequest) -> HttpResponseBase:
        return render(request, "guestreg/admin/request.html", context)

    if delivery is None:
        return page(request)
    # The one other place that this page may talk to.
    return csp_update({"connect-src": [delivery["origin"]]})(page)(request)


@require_POST
@permission_required("guestreg.request_visits")
@freshly_signed_in("guestreg_staff:request", "public_id")
def act(request: HttpRequest, public_id: str, verb: str) -> HttpResponse:
    """Approve somebody else's request, or withdraw one."""
    run = {"approve": handover.approve, "withdraw": handover.withdraw}[verb]
    assert isinstance(request.user, User)
    try:
        run(actor=request.user, request=_asked(public_id))
    except GuestregError as error:
        messages.error(request, str(error))
    return redirect("guestreg_staff:request", public_id)


@require_POST
@never_cache
@permission_required("guestreg.request_visits")
@freshly_signed_in("guestreg_staff:request", "public_id")
def take(request: HttpRequest, public_id: str) -> HttpResponse:
    """The sealed package for the officer's browser. A POST, because each one is written down."""
    asked = _asked(public_id)
    assert isinstance(request.user, User)
    try:
        package = handover.take(actor=request.user, request=asked)
    except GuestregError as error:
        return JsonResponse({"error": str(error)}, status=409)
    return JsonResponse(package)


def _asked(public_id: str) -> DataRequest:
    return get_object_or_404(DataRequest.objects.with_place(), public_id=public_id)


def _demo_passphrase() -> str:
    """Only where the office is the demonstration's, whose keys are no secret."""
    root = keys.office_root()
    return demo.PASSPHRASE if root and root.is_example else ""


def _place_in_admin(label: str) -> dict[str, object]:
    """Where a page stands in the administration."""
    return {
        "header_title": label,
        "header_icon": "group",
        "breadcrumbs_items": [
            {"url": reverse("guestreg_staff:requests"), "label": _("Gästedaten anfordern")},
            {"url": "", "label": label},
        ],
    }
