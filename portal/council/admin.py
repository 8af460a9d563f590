"""Staff section "Rat": inquiries, their questions, drafts and release."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import ModelLogEntry

from identity.models import User
from ozg_catalog.models import Milestone
from ozg_catalog.staff.verbs import VerbFormMixin
from portal.council import answers, attachments, inquiries, promising, tracking
from portal.council.answers import AnswerError
from portal.council.attachments import AttachmentError
from portal.council.inquiries import InquiryError
from portal.council.models import Answer, CoSignature, Inquiry
from portal.council.promising import PromiseError


class ExtensionForm(forms.Form):
    due_on = forms.DateField()
    reason = forms.CharField(max_length=600)


class AttachmentForm(forms.Form):
    title = forms.CharField(max_length=200)
    file = forms.FileField(max_length=200)


class PromiseForm(forms.Form):
    text = forms.CharField(max_length=300)
    milestone = forms.ModelChoiceField(Milestone.objects.all())
    promised_on = forms.DateField()


class InquiryIndexView(IndexView):
    def get_edit_url(self, instance: Inquiry) -> str:
        return reverse("council_admin:work", args=[instance.pk])


class ReceiveView(VerbFormMixin, CreateView):
    refusals = (InquiryError,)

    def save_instance(self) -> Inquiry:
        return inquiries.receive(actor=self.request.user, inquiry=self.form.save(commit=False))

    def get_success_url(self) -> str:
        return reverse("council_admin:work", args=[self.object.pk])


class ChangeView(VerbFormMixin, EditView):
    refusals = (InquiryError,)

    def save_instance(self) -> Inquiry:
        return inquiries.change(actor=self.request.user, inquiry=self.form.save(commit=False))

    def get_success_url(self) -> str:
        return reverse("council_admin:work", args=[self.object.pk])


class WriteView(VerbFormMixin, EditView):
    refusals = (AnswerError,)

    def save_instance(self) -> Answer:
        return answers.write(actor=self.request.user, answer=self.form.save(commit=False))

    def get_success_url(self) -> str:
        return reverse("council_admin:work", args=[self.object.question.inquiry_id])


class InquiryViewSet(ModelViewSet):
    model = Inquiry
    icon = "comment"
    menu_label = gettext_lazy("Anfragen")
    url_prefix = "rat/anfragen"
    url_namespace = "council_inquiries"
    index_view_class = InquiryIndexView
    add_view_class = ReceiveView
    edit_view_class = ChangeView
    copy_view_enabled = False
    list_display: ClassVar = ["__str__", "group", "put_on", "due_on", "get_state_display"]
    list_filter: ClassVar = ["state", "group"]
    search_fields: ClassVar = ["number", "title"]


class AnswerViewSet(ModelViewSet):
    """Reached from the inquiry; it has no menu entry."""

    model = Answer
    icon = "edit"
    url_prefix = "rat/antworten"
    url_namespace = "council_answers"
    edit_view_class = WriteView
    copy_view_enabled = False
    panels: ClassVar[list[Panel]] = [FieldPanel("body")]


@permission_required("portal.view_inquiry")
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one inquiry: questions, versions, next steps, history."""
    inquiry = get_object_or_404(Inquiry.objects.select_related("group"), pk=pk)
    context = {
        "inquiry": inquiry,
        "questions": inquiry.questions.prefetch_related("answers__figures", "answers__signatures"),
        "steps": _possible_steps(inquiry, request.user),
        "attachments": inquiry.attachments.defer("content"),
        "promises": inquiry.promises.select_related("milestone"),
        "milestones": Milestone.objects.select_related("project"),
        "today": timezone.localdate(),
        "history": ModelLogEntry.objects.for_instance(inquiry).select_related("user")[:20],
        "header_title": inquiry.title,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Start")},
            {"url": reverse("council_inquiries:index"), "label": _("Anfragen")},
            {"url": "", "label": inquiry.number},
        ],
    }
    return TemplateResponse(request, "portal/council/admin/work.html", context)


@permission_required("portal.view_inquiry")
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed which words of an answer, newest change first."""
    answer = get_object_or_404(Answer.objects.select_related("question__inquiry"), pk=pk)
    inquiry = answer.question.inquiry
    context = {
        "answer": answer,
        "changes": tracking.changes(answer),
        "header_title": _("Änderungen an Antwort %(number)s") % {"number": answer.question.number},
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Start")},
            {"url": reverse("council_admin:work", args=[inquiry.pk]), "label": inquiry.number},
            {"url": "", "label": _("Änderungen")},
        ],
    }
    return TemplateResponse(request, "portal/council/admin/changes.html", context)


def _start(request: HttpRequest, inquiry: Inquiry) -> str:
    inquiries.start_work(actor=_staff(request), inquiry=inquiry)
    return _("Für jede Frage liegt ein Entwurf bereit.")


def _submit(request: HttpRequest, inquiry: Inquiry) -> str:
    inquiries.submit_answers(actor=_staff(request), inquiry=inquiry)
    return _("Die fertigen Antworten liegen zur Mitzeichnung.")


def _cosign(request: HttpRequest, inquiry: Inquiry) -> str:
    inquiries.co_sign_answers(actor=_staff(request), inquiry=inquiry)
    return _("Sie haben mitgezeichnet.")


def _send_back(request: HttpRequest, inquiry: Inquiry) -> str:
    comment = request.POST.get("comment", "")
    inquiries.send_answers_back(actor=_staff(request), inquiry=inquiry, comment=comment)
    return _("Die Antworten sind zurückgegeben.")


def _extend(request: HttpRequest, inquiry: Inquiry) -> str:
    form = ExtensionForm(request.POST)
    if not form.is_valid():
        raise InquiryError(_("Bitte geben Sie Datum und Grund an."))
    inquiries.extend_deadline(actor=_staff(request), inquiry=inquiry, **form.cleaned_data)
    return _("Die Frist ist verlängert.")


def _release(request: HttpRequest, inquiry: Inquiry) -> str:
    inquiries.release_answers(actor=_staff(request), inquiry=inquiry)
    return _("Die Antworten sind freigegeben, ihre Zahlen eingefroren.")


def _publish(request: HttpRequest, inquiry: Inquiry) -> str:
    inquiries.publish(actor=_staff(request), inquiry=inquiry)
    return _("Die Anfrage ist jetzt öffentlich.")


def _depublish(request: HttpRequest, inquiry: Inquiry) -> str:
    reason = request.POST.get("reason", "")
    inquiries.depublish(actor=_staff(request), inquiry=inquiry, reason=reason)
    return _("Die Anfrage ist nicht mehr öffentlich.")


def _withdraw(request: HttpRequest, inquiry: Inquiry) -> str:
    inquiries.withdraw(
        actor=_staff(request), inquiry=inquiry, reason=request.POST.get("reason", "")
    )
    return _("Die Anfrage ist als zurückgezogen vermerkt.")


def _attach(request: HttpRequest, inquiry: Inquiry) -> str:
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        raise InquiryError(_("Bitte wählen Sie eine Datei und geben Sie ihr einen Titel."))
    file = form.cleaned_data["file"]
    attachments.add(
        actor=_staff(request),
        inquiry=inquiry,
        title=form.cleaned_data["title"],
        file_name=file.name,
        content=file.read(attachments.MAX_BYTES + 1),
    )
    return _("Die Anlage ist geprüft und gespeichert.")


def _detach(request: HttpRequest, inquiry: Inquiry) -> str:
    attachment = get_object_or_404(inquiry.attachments, pk=request.POST.get("attachment"))
    reason = request.POST.get("reason", "")
    attachments.remove(actor=_staff(request), attachment=attachment, reason=reason)
    return _("Die Anlage ist entfernt.")


def _promise(request: HttpRequest, inquiry: Inquiry) -> str:
    form = PromiseForm(request.POST)
    if not form.is_valid():
        raise InquiryError(_("Bitte geben Sie Zusage, Tag und Meilenstein an."))
    promising.promise(actor=_staff(request), inquiry=inquiry, **form.cleaned_data)
    return _("Die Zusage ist festgehalten.")


def _revise(request: HttpRequest, inquiry: Inquiry) -> str:
    question = get_object_or_404(inquiry.questions, pk=request.POST.get("question"))
    answers.draft(actor=_staff(request), question=question)
    return _("Eine neue Fassung liegt als Entwurf bereit.")


COSIGN = tuple(f"portal.cosign_{station}" for station in CoSignature.Station.values)

# Name of the button: one of these permissions, the verb.
STEPS: dict[str, tuple[tuple[str, ...], Callable[[HttpRequest, Inquiry], str]]] = {
    "start": (("portal.change_inquiry",), _start),
    "submit": (("portal.change_answer",), _submit),
    "cosign": (COSIGN, _cosign),
    "send_back": (COSIGN, _send_back),
    "release": (("portal.release_answer",), _release),
    "publish": (("portal.publish_inquiry",), _publish),
    "depublish": (("portal.publish_inquiry",), _depublish),
    "extend": (("portal.change_inquiry",), _extend),
    "withdraw": (("portal.change_inquiry",), _withdraw),
    "revise": (("portal.change_answer",), _revise),
    "attach": (("portal.change_inquiry",), _attach),
    "detach": (("portal.change_inquiry",), _detach),
    "promise": (("portal.change_inquiry",), _promise),
}


def _may(user: Any, name: str) -> bool:
    return any(user.has_perm(permission) for permission in STEPS[name][0])


@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    if not _may(request.user, name):
        raise PermissionDenied
    verb = STEPS[name][1]
    inquiry = get_object_or_404(Inquiry, pk=pk)
    try:
        messages.success(request, verb(request, inquiry))
    except (InquiryError, AnswerError, AttachmentError, PromiseError) as error:
        messages.error(request, str(error))
    return redirect("council_admin:work", pk=pk)


def _possible_steps(inquiry: Inquiry, user: Any) -> set[str]:
    """Which buttons make sense now and are allowed to this person."""
    sensible = {
        "start": inquiry.state == Inquiry.State.RECEIVED,
        "publish": not inquiry.is_public,
        "depublish": inquiry.is_public,
        "withdraw": inquiry.state not in Inquiry.FINISHED,
        "extend": inquiry.state not in Inquiry.FINISHED and inquiry.due_on is not None,
        "revise": inquiry.state != Inquiry.State.WITHDRAWN,
        "attach": True,
        "detach": True,
        "promise": inquiry.state != Inquiry.State.WITHDRAWN,
        **_chain_steps(inquiry, user),
    }
    return {name for name, is_so in sensible.items() if is_so and _may(user, name)}


def _chain_steps(inquiry: Inquiry, user: Any) -> dict[str, bool]:
    """What the chain waits for: this person's signature, or the release."""
    in_review = list(Answer.objects.of(inquiry).in_review())
    missing = [answer.missing_stations() for answer in in_review]
    mine = any(stations and user.has_perm(f"portal.cosign_{stations[0]}") for stations in missing)
    return {
        "submit": any(draft.body for draft in Answer.objects.of(inquiry).drafts()),
        "cosign": mine,
        "send_back": mine,
        "release": bool(in_review) and not any(missing),
    }


def _staff(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


app_name = "council_admin"
urlpatterns = [
    path("rat/<int:pk>/", work, name="work"),
    path("rat/antworten/<int:pk>/aenderungen/", changes, name="changes"),
    *[path(f"rat/<int:pk>/{name}/", step, {"name": name}, name=name) for name in STEPS],
]
