"""The application for a licence in five short steps. Each step is saved; one can go on later."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guestreg import licences
from guestreg.errors import LicenceError
from guestreg.forms import ContactForm, KindForm, PlaceForm, RoomsForm, TermsForm
from guestreg.models import Licence, Terms
from identity.access import BusinessRequest, business_required
from identity.models import BusinessAccount

FormClass = type[KindForm] | type[PlaceForm] | type[RoomsForm] | type[ContactForm]


@dataclass(frozen=True)
class Step:
    slug: str
    title: Promise
    form: FormClass | None = None


STEPS = (
    Step("art", gettext_lazy("Art und Pflicht"), KindForm),
    Step("ort", gettext_lazy("Ort"), PlaceForm),
    Step("bereiche", gettext_lazy("Bereiche und Öffnungszeiten"), RoomsForm),
    Step("kontakt", gettext_lazy("Ansprechstelle"), ContactForm),
    Step("bedingungen", gettext_lazy("Bedingungen")),
)


def _current(account: BusinessAccount) -> Licence | None:
    """The application that can be worked on: one sent back first, else the draft."""
    editable = [Licence.State.RETURNED, Licence.State.DRAFT]
    return Licence.objects.of(account).filter(state__in=editable).order_by("-state").first()


@business_required
def begin(request: BusinessRequest) -> HttpResponse:
    """Lead to the first step that is not done yet."""
    current = _current(request.business)
    if current is None:
        return redirect("guestreg:apply-step", STEPS[0].slug)
    missing = licences.missing_parts(current)
    todo = next((step for step in STEPS if str(step.title) in missing), None)
    return redirect("guestreg:apply-step", todo.slug) if todo else redirect("guestreg:apply-review")


@business_required
def step(request: BusinessRequest, slug: str) -> HttpResponse:
    number = next((n for n, step in enumerate(STEPS, 1) if step.slug == slug), None)
    if number is None:
        raise Http404
    current = _current(request.business) or licences.prefilled(request.business)
    if STEPS[number - 1].form is None:
        return _terms_step(request, current, number)
    return _form_step(request, current, number)


def _form_step(request: BusinessRequest, current: Licence, number: int) -> HttpResponse:
    form_class = STEPS[number - 1].form
    assert form_class is not None
    form = form_class(request.POST or None, instance=current)
    if not (request.method == "POST" and form.is_valid()):
        return _render_step(request, form, current, number)
    draft = _current(request.business) or licences.start(
        actor=request.user, account=request.business
    )
    licences.save_draft(actor=request.user, licence=draft, changes=form.cleaned_data)
    return redirect("guestreg:apply-step", STEPS[number].slug)


def _terms_step(request: BusinessRequest, current: Licence, number: int) -> HttpResponse:
    if current.pk is None:
        return redirect("guestreg:apply")
    terms = Terms.objects.latest()
    form = TermsForm(request.POST or None, initial={"version": terms.version})
    if not (request.method == "POST" and form.is_valid()):
        return _render_step(request, form, current, number, terms=terms)
    licences.accept_terms(actor=request.user, licence=current, terms=terms)
    return redirect("guestreg:apply-review")


def _render_step(
    request: HttpRequest, form: forms.BaseForm, licence: Licence, number: int, **extra: object
) -> HttpResponse:
    current = STEPS[number - 1]
    back = STEPS[number - 2].slug if number > 1 else None
    context = {"form": form, "licence": licence, "step": current, "number": number, "back": back}
    return render(request, "guestreg/apply_step.html", {**context, "steps": STEPS, **extra})


@business_required
def review(request: BusinessRequest) -> HttpResponse:
    """The summary, and sending."""
    current = _current(request.business)
    if current is None:
        return redirect("guestreg:manage")
    if request.method == "POST":
        try:
            licences.submit(actor=request.user, licence=current)
        except LicenceError as error:
            messages.error(request, str(error))
            return redirect("guestreg:apply-review")
        messages.success(
            request, _("Ihr Antrag ist eingereicht. Wir schreiben Ihnen, wenn er entschieden ist.")
        )
        return redirect("guestreg:licence", current.pk)
    context = {"licence": current, "missing": licences.missing_parts(current), "steps": STEPS}
    return render(request, "guestreg/apply_review.html", context)
