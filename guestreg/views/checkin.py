"""The page behind a QR code: no account, no session, no cookie, no third party.

Contact data is only in this request's memory until it is sealed. It is never put into a
session, a cache, a log or an error report.
"""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.gzip import gzip_page

from guestreg import checkin, keys, posters, receipts, scripts
from guestreg.errors import CheckInError
from guestreg.forms import CardForm, GuestForm
from guestreg.gateway import answer
from guestreg.models import Code
from guestreg.presence import door_code
from guestreg.rates import admit

LANGUAGES = ("de", "en")


class CameraPage(HttpResponse):
    """Read by the portal's middleware: on every other page the camera is closed."""

    needs_camera = True


def find(request: HttpRequest) -> HttpResponse:
    """Somebody types the code from the poster instead of scanning it."""
    typed = request.GET.get("code", "").strip().upper().replace(" ", "").replace("-", "")
    if typed.isalnum() and Code.objects.filter(code=typed).exists():
        return redirect("checkin", typed)
    with translation.override(_language(request)):
        context = {"typed": typed, "size": scripts.code_reader_size()}
        return CameraPage(render_to_string("guestreg/checkin/find.html", context, request))


@csrf_exempt  # No cookie that a foreign page could ride on; the signed token guards the form.
@never_cache
@gzip_page  # Also without a web server in front. Nobody else's secret is in the page.
@sensitive_post_parameters()
@sensitive_variables()
def place(request: HttpRequest, code: str) -> HttpResponse:
    found = Code.objects.with_place().filter(code=code.upper()).first()
    if found is None:
        raise Http404
    language = _language(request)
    if request.content_type == "application/json":
        status, body = answer(found.code, request.body, request.META, language=language)
        return JsonResponse(body, status=int(status[:3]))
    with translation.override(language):
        where = checkin.situation(found, timezone.now())
        if where.refusal:
            return render(request, "guestreg/checkin/closed.html", {"where": where})
        return _register(request, where) if request.method == "POST" else _form(request, where)


def card(request: HttpRequest) -> HttpResponse:
    """A guest without a phone prints a card that carries the contact data itself: nobody can look
    anything up by it, and it comes into being in the browser. Nothing is sent here."""
    with translation.override(_language(request)):
        return render(request, "guestreg/checkin/card.html", {"form": CardForm()})


def pin(request: HttpRequest) -> HttpResponse:
    """The office's fingerprint as a script of its own, the same for every guest.

    It comes from the deployment's configuration where that names one, and anybody can compare
    it with a poster: a check-in page cannot quietly bring another office's key.
    """
    text = f'export const office = "{keys.pinned_fingerprint()}";\n'
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "public, max-age=300"
    return response


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("lang", "de")
    return wanted if wanted in LANGUAGES else "de"


def _form(
    request: HttpRequest, where: checkin.Situation, form: GuestForm | None = None
) -> HttpResponse:
    assert where.basis is not None
    token = checkin.issue_token(where.code.code)
    form = form or _guest_form(where)
    notice = posters.notice(where.code, where.basis)
    context = {"where": where, "form": form, "token": token, "notice": notice}
    context["counter"] = "tresen" in request.GET
    context |= {"seal_to": checkin.recipients(where, timezone.now())}
    context["size"] = scripts.code_reader_size() if context["counter"] else 0
    page = CameraPage if context["counter"] else HttpResponse
    return page(render_to_string("guestreg/checkin/form.html", context, request))


def _guest_form(
    where: checkin.Situation, data: QueryDict | None = None, network: str = ""
) -> GuestForm:
    assert where.basis is not None
    door = door_code(where.venue, timezone.localdate()) if where.venue.wants_door_code else ""
    return GuestForm(data, basis=where.basis, door=door, network=network)


@sensitive_variables()
def _register(request: HttpRequest, where: checkin.Situation) -> HttpResponse:
    assert where.basis is not None
    try:
        network = admit(where.code.code, request.META)
    except CheckInError as error:
        return render(
            request, "guestreg/checkin/busy.html", {"where": where, "error": error}, status=429
        )
    form = _guest_form(where, request.POST, network)
    if not form.is_valid():
        return _form(request, where, form)
    try:
        receipt = checkin.receipt_of(form.cleaned_data["token"], where.code.code)
        done = checkin.check_in(where, form.details, receipt=receipt, now=timezone.now())
    except CheckInError as error:
        form.add_error(None, str(error))
        return _form(request, where, form)
    context = {"done": done, "where": where, "title": _("Sie sind registriert")}
    return render(request, "guestreg/checkin/done.html", context)


ACTIONS = {"leave": receipts.leave, "erase": receipts.erase}


@csrf_exempt  # The receipt itself is the secret; there is no session to ride on.
@never_cache
@sensitive_post_parameters()
def receipt(request: HttpRequest) -> HttpResponse:
    """A guest looks up their visit, checks out, or has it deleted. By POST: a receipt in an
    address would end up in histories and logs."""
    with translation.override(_language(request)):
        context: dict[str, object] = {"typed": request.POST.get("receipt", "")[:40]}
        if request.method == "POST":
            try:
                context |= _with_receipt(str(context["typed"]), request.POST.get("action", ""))
            except CheckInError as error:
                context["error"] = str(error)
        return render(request, "guestreg/checkin/receipt.html", context)


def _with_receipt(typed: str, action: str) -> dict[str, object]:
    if action in ACTIONS:
        ACTIONS[action](typed)
    if action == "erase":
        return {"erased": True}
    return {"found": receipts.look_up(typed)}
