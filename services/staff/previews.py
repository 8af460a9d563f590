"""Links to a draft: make one, see which there are, take one back."""

from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.auth import require_admin_access
from wagtail.models import Page

from identity.models import User
from services import previews
from services.forms import PreviewForm
from services.models import PreviewLink, Service


def _record(request: HttpRequest, content_type: int, pk: int) -> Any:
    """A service or a page that this person may edit. Raises Http404, PermissionDenied."""
    kind = get_object_or_404(ContentType, pk=content_type)
    model = kind.model_class()
    if model is None or not issubclass(model, Service | Page):
        raise Http404
    record = get_object_or_404(model, pk=pk)
    if isinstance(record, Page):
        may = record.permissions_for_user(request.user).can_edit()
    else:
        may = request.user.has_perm("services.change_service")
    if not may:
        raise PermissionDenied
    return record


@require_admin_access
def index(request: HttpRequest, content_type: int, pk: int) -> HttpResponse:
    record = _record(request, content_type, pk)
    form = PreviewForm(request.POST or None)
    revision = record.get_latest_revision()
    if request.method == "POST" and revision and form.is_valid():
        assert isinstance(request.user, User)
        previews.grant(revision, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Der Link ist angelegt. Sie können ihn jetzt weitergeben."))
        return redirect(request.path)
    links = PreviewLink.objects.of(record)
    now = timezone.now()
    context = {
        "header_title": str(record),
        "edit": AdminURLFinder(request.user).get_edit_url(record),
        "revision": revision,
        "form": form,
        "links": [(link, previews.address(link), link.is_open(now)) for link in links],
    }
    return render(request, "services/staff/previews.html", context)


@require_admin_access
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(PreviewLink.objects.select_related("revision"), pk=pk)
    content_type, record = link.revision.content_type_id, link.revision.object_id
    _record(request, content_type, int(record))
    assert isinstance(request.user, User)
    try:
        previews.revoke(link, actor=request.user)
    except previews.PreviewError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Der Link ist zurückgenommen. Er öffnet nichts mehr."))
    return redirect("services_previews", content_type, record)
