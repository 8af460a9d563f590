"""Staff pages that are not plain record editing."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from wagtail.admin.auth import require_admin_access

from identity.models import User
from services import outages
from services.forms import OutageForm
from services.models import OnlineChannel


@require_admin_access
@permission_required("services.switch_channel", raise_exception=True)
def outage(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch an online channel off with a reason, or on again."""
    channel = get_object_or_404(OnlineChannel, pk=pk)
    form = OutageForm(request.POST or None)
    assert isinstance(request.user, User)
    if request.method == "POST" and (channel.is_out_of_order or form.is_valid()):
        try:
            _switch(channel, form, request.user)
        except outages.OutageError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Gespeichert. Die Seiten zeigen es sofort."))
            return redirect(request.path)
    context = {
        "header_title": channel.name,
        "channel": channel,
        "form": form,
        "uses": channel.uses.select_related("service"),
    }
    return render(request, "services/staff/outage.html", context)


def _switch(channel: OnlineChannel, form: OutageForm, actor: User) -> None:
    if channel.is_out_of_order:
        outages.resolve(channel, actor=actor)
    else:
        outages.report(channel, actor=actor, **form.cleaned_data)
