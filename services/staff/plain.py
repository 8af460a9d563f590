"""The texts of a service in plain fields: works without JavaScript, by the same rules."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.auth import require_admin_access

from identity.models import User
from services import drafting
from services.foureyes import SamePersonError
from services.local_texts import differences
from services.models import Service, ServiceText
from services.models.vocabulary import Language
from services.plain_markup import to_html, to_plain
from services.staff.tasks import approvals

FOUND_AT_MOST = 50
LINES = ("title", "teaser", "keywords", "source")


class PlainTextForm(forms.Form):
    """One text of a service. A section that the signs cannot say is only to be read."""

    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput())
    written_on = forms.DateField(
        label=gettext_lazy("Stand des Textes"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any, *, text: ServiceText, based_on: int | None) -> None:
        first = {name: getattr(text, name) for name in ("written_on", *LINES)}
        super().__init__(data, initial={**first, "based_on": based_on})
        self.text = text
        for name in LINES:
            self.fields[name] = self._line(name)
        for name in ServiceText.MODULES:
            self.fields[name] = self._section(name)

    def _line(self, name: str) -> forms.CharField:
        field = ServiceText._meta.get_field(name)
        return forms.CharField(
            label=field.verbose_name, max_length=field.max_length, required=not field.blank
        )

    def _section(self, name: str) -> forms.CharField:
        html = getattr(self.text, name)
        plain = to_plain(html)
        self.initial[name] = html if plain is None else plain
        field = forms.CharField(
            label=ServiceText._meta.get_field(name).verbose_name,
            required=False,
            disabled=plain is None,
            widget=forms.Textarea(attrs={"rows": 6}),
        )
        if plain is None:
            field.help_text = _("Dieser Abschnitt lässt sich nur im großen Editor ändern.")
        return field

    @property
    def values(self) -> dict[str, Any]:
        """Fields of the text that were changed; sections as HTML."""
        return {
            name: to_html(value) if name in ServiceText.MODULES else value
            for name, value in self.cleaned_data.items()
            if name != "based_on" and name in self.changed_data
        }


@require_admin_access
@permission_required("services.change_service", raise_exception=True)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Find a service, and what waits for this person's approval."""
    assert isinstance(request.user, User)
    asked = request.GET.get("q", "").replace("\x00", "")[:100]
    found = Service.objects.filter(name__icontains=asked).order_by("name")[:FOUND_AT_MOST]
    waiting = [record for record in approvals(request.user) if isinstance(record, Service)]
    context = {
        "header_title": _("Leistungen ohne JavaScript bearbeiten"),
        "q": asked,
        "found": found,
        "waiting": waiting,
        "most": FOUND_AT_MOST,
    }
    return render(request, "services/staff/plain_list.html", context)


@require_admin_access
@permission_required("services.change_service", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    service = get_object_or_404(Service, pk=pk)
    assert isinstance(request.user, User)
    draft, language = drafting.draft_of(service), _language(request)
    text = draft.text_in(language) or ServiceText(language=language)
    wanted = request.POST.get("action", "") if request.method == "POST" else ""
    writes = wanted in {"save", "submit"}
    form = PlainTextForm(
        request.POST if writes else None, text=text, based_on=service.latest_revision_id
    )
    if wanted and (not writes or form.is_valid()):
        try:
            messages.success(request, _act(request, service, wanted, form, request.user))
        except (drafting.DraftingError, SamePersonError) as error:
            messages.error(request, str(error))
        else:
            return redirect(f"{request.path}?sprache={language}")
    return render(request, "services/staff/plain_edit.html", _context(request, draft, form))


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("sprache", "")
    return asked if asked in Language.values else Language.GERMAN


def _act(
    request: HttpRequest, service: Service, wanted: str, form: PlainTextForm, actor: User
) -> str:
    """Does one step and says what happened. Raises DraftingError."""
    match wanted:
        case "save" | "submit":
            if form.values:
                drafting.write(
                    service,
                    form.values,
                    language=form.text.language,
                    based_on=form.cleaned_data["based_on"],
                    actor=actor,
                )
            if wanted == "save":
                return _("Als Entwurf gespeichert.")
            drafting.hand_in(service, actor=actor)
            return _("Eingereicht. Eine zweite Person liest und gibt frei.")
        case "take_back":
            drafting.take_back(service, actor=actor)
            return _("Zurückgenommen.")
        case "approve" | "reject":
            comment = request.POST.get("comment", "")[:1000]
            drafting.decide(service, approve=wanted == "approve", comment=comment, actor=actor)
            return _("Freigegeben.") if wanted == "approve" else _("Zurückgegeben.")
    raise drafting.DraftingError(_("Diesen Schritt gibt es nicht."))


def _context(request: HttpRequest, draft: Service, form: PlainTextForm) -> dict[str, Any]:
    assert isinstance(request.user, User)
    stored = Service.objects.get(pk=draft.pk)
    state = stored.current_workflow_state
    return {
        "header_title": draft.name,
        "service": stored,
        "form": form,
        "language": form.text.language,
        "languages": [(v, name, v == form.text.language) for v, name in Language.choices],
        "is_foreign": draft.is_imported and bool(form.text.pk) and not form.text.is_local,
        "full": reverse("wagtailsnippets_services_service:edit", args=[draft.pk]),
        "locked": drafting.is_locked(stored, request.user),
        "state": state,
        "mine": state is not None and state.requested_by_id == request.user.pk,
        "decisions": drafting.may_decide(stored, request.user),
        "changes": _changes(stored, draft) if stored.has_unpublished_changes else [],
    }


def _changes(stored: Service, draft: Service) -> list[tuple[str, list[Any]]]:
    """What the draft says otherwise than the public page, for who approves it."""
    found = []
    for text in draft.texts.all():
        public = stored.text_in(text.language) if stored.live else None
        for name in ("title", "teaser", "keywords", *ServiceText.MODULES):
            old, new = getattr(public, name, ""), getattr(text, name)
            if old != new:
                label = ServiceText._meta.get_field(name).verbose_name
                heading = f"{label} ({text.get_language_display()})"
                found.append((heading, differences(old, new)))
    return found
