"""Addresses elsewhere: which do not answer, where they stand, and replacing them everywhere."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import require_admin_access

from identity.models import User
from ozg_catalog.models import ChannelAddress
from services.links import replacing, undoing
from services.links.change import Change

PER_PAGE = 50
State = ChannelAddress.State


@require_admin_access
@permission_required("services.change_service", raise_exception=True)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What needs attention first; every address by ``zustand=alle`` or a part of it by ``q``."""
    found = _wanted(request.GET.get("zustand", State.BROKEN), request.GET.get("q", "").strip())
    context = {
        "header_title": _("Adressen in Texten und Angaben"),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("p")),
        "states": [(s.value, s.label) for s in State if s is not State.MISSING],
        "state": request.GET.get("zustand", State.BROKEN),
        "q": request.GET.get("q", ""),
        "last": undoing.last(),
    }
    return render(request, "services/staff/links.html", context)


def _wanted(state: str, part: str) -> QuerySet[ChannelAddress]:
    found = ChannelAddress.objects.filter(is_used=True)
    if part:
        return found.filter(url__icontains=part)
    return found.filter(state=state) if state in State.values else found


@require_admin_access
@permission_required("services.change_service", raise_exception=True)
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the address stands; with ``neu`` what would change, and then one button."""
    link = get_object_or_404(ChannelAddress, pk=pk)
    assert isinstance(request.user, User)
    if request.method == "POST":
        return _replace(request, link, request.user)
    change = _change(link, request.GET)
    context = {
        "header_title": _("Adresse ersetzen"),
        "link": link,
        "change": change,
        "uses": _uses(change, request.user),
        "proposed": _proposed(link, change),
        "beginning": change.old if change.beginning else _host(link.url),
        "problem": change.problem if change.new else "",
    }
    return render(request, "services/staff/link.html", context)


def _change(link: ChannelAddress, values: QueryDict) -> Change:
    """Of this address, or of all with the beginning that was asked for."""
    new, beginning = values.get("neu", "").strip(), values.get("anfang", "").strip()
    return Change(beginning or link.url, new, bool(beginning))


def _proposed(link: ChannelAddress, change: Change) -> str:
    if change.new and not change.beginning:
        return change.new
    return link.final_url if link.state == State.REDIRECTED else ""


def _uses(change: Change, actor: User) -> list[replacing.Use]:
    """With a new address, only what would change; else also where a draft has mended it."""
    if change.new and change.problem:
        return []
    found = replacing.uses(change, actor=actor)
    return [use for use in found if use.fields or not change.beginning]


def _host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def _replace(request: HttpRequest, link: ChannelAddress, actor: User) -> HttpResponse:
    try:
        done = replacing.replace(_change(link, request.POST), actor=actor)
    except replacing.LinkError as error:
        messages.error(request, str(error))
        return redirect("services_link", link.pk)
    waiting = sum(use.effect is replacing.Effect.HANDED_IN for use in done)
    text = _("Ersetzt in %(number)s Einträgen. Davon warten auf eine zweite Person: %(waiting)s.")
    messages.success(request, text % {"number": len(done), "waiting": waiting})
    return redirect("services_links")


@require_admin_access
@permission_required("services.change_service", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest) -> HttpResponse:
    """What taking the last replacement back would change, and then one button."""
    assert isinstance(request.user, User)
    if request.method == "POST":
        return _undo(request, request.user)
    replacement = undoing.last()
    context = {
        "header_title": _("Ersetzung zurücknehmen"),
        "replacement": replacement,
        "restored": undoing.plan(replacement, actor=request.user) if replacement else [],
    }
    return render(request, "services/staff/link_undo.html", context)


def _undo(request: HttpRequest, actor: User) -> HttpResponse:
    try:
        done = undoing.undo(request.POST.get("ersetzung", ""), actor=actor)
    except replacing.LinkError as error:
        messages.error(request, str(error))
        return redirect("services_links_undo")
    stayed = sum(one.stays for one in done)
    text = _(
        "Zurückgenommen in %(number)s Einträgen. Seitdem bearbeitet und geblieben: %(stayed)s."
    )
    messages.success(request, text % {"number": len(done) - stayed, "stayed": stayed})
    return redirect("services_links")
