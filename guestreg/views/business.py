"""What a business manages: licence, venues, areas, codes, posters."""

from base64 import b64decode
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.log_actions import registry as log_registry

from guestreg import licence_papers, licences, posters, venues
from guestreg.errors import GuestregError
from guestreg.example import keys as demo
from guestreg.forms import AreaForm, CodeLabelForm, VenueForm
from guestreg.keys import venue_key as venue_key_of
from guestreg.models import Area, Code, DataRequest, Licence, Venue
from guestreg.views.office_keys import demo_file
from identity.access import BusinessRequest, business_required
from identity.freshness import freshly_signed_in


@business_required
def manage(request: BusinessRequest) -> HttpResponse:
    account = request.business
    context = {
        "licences": Licence.objects.of(account).select_related("basis"),
        "venues": Venue.objects.of(account).select_related("licence"),
        "requests": DataRequest.objects.for_business(account).with_place()[:20],
    }
    return render(request, "guestreg/manage.html", context)


@business_required
def licence(request: BusinessRequest, pk: int) -> HttpResponse:
    held = _licence(request, pk)
    history = log_registry.get_logs_for_instance(held).order_by("timestamp")
    context = {"licence": held, "history": history, "venues": held.venues.all()}
    return render(request, "guestreg/licence.html", context)


@business_required
def end_licence(request: BusinessRequest, pk: int) -> HttpResponse:
    held = _licence(request, pk)
    if request.method == "POST":
        return _do(
            request,
            lambda: licences.end(actor=request.user, licence=held),
            _("Ihre Lizenz ist beendet."),
            redirect("guestreg:licence", pk),
        )
    return render(request, "guestreg/licence_end.html", {"licence": held})


@business_required
def create_venue(request: BusinessRequest, pk: int) -> HttpResponse:
    held = _licence(request, pk)
    form = VenueForm(request.POST or None, initial=venues.defaults_from(held))
    if request.method == "POST" and form.is_valid():
        try:
            made = venues.create(actor=request.user, licence=held, details=form.cleaned_data)
        except GuestregError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Der Ort ist angelegt. Machen Sie jetzt seinen Schlüssel."))
            return redirect("guestreg:venue-key", made.public_id)
    return render(request, "guestreg/venue_form.html", {"form": form, "licence": held})


@business_required
def venue(request: BusinessRequest, public_id: str) -> HttpResponse:
    place = _venue(request, public_id)
    return _venue_page(request, place, AreaForm())


def _venue_page(request: BusinessRequest, place: Venue, form: AreaForm) -> HttpResponse:
    areas = place.areas.prefetch_related("codes")
    context = {"venue": place, "areas": areas, "form": form, "code_form": CodeLabelForm()}
    context |= {"key": venue_key_of(place)}
    return render(request, "guestreg/venue.html", context)


@business_required
def change_venue(request: BusinessRequest, public_id: str) -> HttpResponse:
    place = _venue(request, public_id)
    form = VenueForm(request.POST or None, instance=place)
    if request.method == "POST" and form.is_valid():
        venues.change(actor=request.user, venue=place, details=form.cleaned_data)
        messages.success(request, _("Die Angaben sind gespeichert."))
        return redirect("guestreg:venue", public_id)
    return render(request, "guestreg/venue_form.html", {"form": form, "venue": place})


@business_required
@freshly_signed_in("guestreg:venue-key", "public_id")
def venue_key(request: BusinessRequest, public_id: str) -> HttpResponse:
    """The key ceremony happens in the browser; only the public half comes here."""
    place = _venue(request, public_id)
    if request.method == "POST":
        point, endorsement = (_point(request.POST.get(n, "")) for n in ("point", "endorsement"))
        return _do(
            request,
            lambda: venues.adopt_key(
                actor=request.user, venue=place, point=point, endorsement=endorsement
            ),
            _("Ihr Schlüssel gilt ab jetzt. Bewahren Sie Datei und Notfallblatt getrennt auf."),
            redirect("guestreg:venue-key", public_id),
        )
    held = venue_key_of(place)
    context = {
        "venue": place,
        "key": held,
        "rehearsal": venues.rehearsal(held) if held else None,
        "file_name": f"schluessel-{place.public_id}.json",
        "demo_passphrase": demo.PASSPHRASE if place.licence.is_example else "",
    }
    return render(request, "guestreg/venue_key.html", context)


@require_POST
@business_required
def rehearse(request: BusinessRequest, public_id: str) -> HttpResponse:
    place = _venue(request, public_id)
    token, opened = request.POST.get("token", ""), _point(request.POST.get("opened", ""))
    return _do(
        request,
        lambda: venues.rehearse(actor=request.user, venue=place, token=token, opened=opened),
        _("Geübt: Ihr Schlüssel öffnet Besuche."),
        redirect("guestreg:venue-key", public_id),
    )


@business_required
def demo_key(request: BusinessRequest) -> HttpResponse:
    """The demonstration venue's key file. Its secret is public."""
    if not Licence.objects.of(request.business).filter(is_example=True).exists():
        raise Http404
    return demo_file(demo.VENUE, "beispiel-ort.json")


def _point(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""


@require_POST
@business_required
def pause_venue(request: BusinessRequest, public_id: str) -> HttpResponse:
    place = _venue(request, public_id)
    venues.set_paused(actor=request.user, venue=place, paused=not place.paused)
    return redirect("guestreg:venue", public_id)


@require_POST
@business_required
def add_area(request: BusinessRequest, public_id: str) -> HttpResponse:
    place = _venue(request, public_id)
    form = AreaForm(request.POST)
    if not form.is_valid():
        return _venue_page(request, place, form)
    return _do(
        request,
        lambda: venues.add_area(actor=request.user, venue=place, **form.cleaned_data),
        _("Der Bereich ist angelegt und hat einen Code."),
        redirect("guestreg:venue", public_id),
    )


@require_POST
@business_required
def open_code(request: BusinessRequest, pk: int) -> HttpResponse:
    area = get_object_or_404(Area, pk=pk, venue__licence__account=request.business)
    label = request.POST.get("label", "").strip()[:60]
    return _do(
        request,
        lambda: venues.open_code(actor=request.user, area=area, label=label),
        _("Der Code ist angelegt."),
        redirect("guestreg:venue", area.venue.public_id),
    )


@require_POST
@business_required
def close_code(request: BusinessRequest, code: str) -> HttpResponse:
    held = _code(request, code)
    venues.close_code(actor=request.user, code=held)
    messages.success(request, _("Der Code ist geschlossen. Hängen Sie den Aushang bitte ab."))
    return redirect("guestreg:venue", held.area.venue.public_id)


@business_required
def poster(request: BusinessRequest, code: str) -> HttpResponse:
    held = _code(request, code)
    size = request.GET.get("groesse", "a4")
    language = request.GET.get("sprache", "de")
    if size not in posters.SIZES or language not in posters.LANGUAGES:
        raise Http404
    content = posters.pdf(held, size=size, language=language)
    return _file(content, "application/pdf", f"aushang-{held.code}-{size}-{language}.pdf")


@business_required
def code_png(request: BusinessRequest, code: str) -> HttpResponse:
    held = _code(request, code)
    return _file(posters.png(held), "image/png", f"aushang-{held.code}.png")


@business_required
def all_posters(request: BusinessRequest, public_id: str) -> HttpResponse:
    place = _venue(request, public_id)
    return _file(posters.archive(place), "application/zip", "aushaenge.zip")


@business_required
def code_list(request: BusinessRequest, public_id: str) -> HttpResponse:
    place = _venue(request, public_id)
    return _file(posters.code_list(place), "text/csv; charset=utf-8", "codes.csv")


@business_required
def licence_receipt(request: BusinessRequest, pk: int) -> HttpResponse:
    held = _licence(request, pk)
    if held.submitted_at is None:
        raise Http404
    return _file(licence_papers.receipt(held), "application/pdf", f"eingang-{held.number}.pdf")


@business_required
def export(request: BusinessRequest, pk: int) -> HttpResponse:
    """Everything the city keeps for this licence, for the business's own files."""
    held = _licence(request, pk)
    content = licence_papers.export(held)
    return _file(content, "application/json", f"lizenz-{held.number}.json")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@business_required
def code_svg(request: BusinessRequest, code: str) -> HttpResponse:
    held = _code(request, code)
    return HttpResponse(posters.qr_svg(held), content_type="image/svg+xml")


def _licence(request: BusinessRequest, pk: int) -> Licence:
    return get_object_or_404(Licence.objects.of(request.business), pk=pk)


def _venue(request: BusinessRequest, public_id: str) -> Venue:
    found = Venue.objects.of(request.business).select_related("licence")
    return get_object_or_404(found, public_id=public_id)


def _code(request: BusinessRequest, code: str) -> Code:
    found = Code.objects.with_place().filter(area__venue__licence__account=request.business)
    return get_object_or_404(found, code=code)


def _do(
    request: BusinessRequest, verb: Callable[[], object], done: str, response: HttpResponse
) -> HttpResponse:
    """Run a verb and say how it went."""
    try:
        verb()
    except GuestregError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return response
