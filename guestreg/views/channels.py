"""The door for other systems, and the officer's word that a list was handed over."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt  # for `receive` alone, see there
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required

from guestreg import incoming
from guestreg.channels.base import MessageError
from guestreg.channels.registry import CHANNELS
from guestreg.errors import GuestregError
from guestreg.models import DataRequest
from identity.models import User


# Another system posts here and proves itself by a secret in its header; no cookie and no session is
# read, so there is nothing that a foreign page could ride on.
@csrf_exempt  # the secret in the header decides, no cookie does
@require_POST
@never_cache
def receive(request: HttpRequest, key: str) -> HttpResponse:
    channel = CHANNELS.get(key)
    if channel is None or not channel.admits(request):
        raise Http404
    mark: object = None
    try:
        content, mark = channel.open(request.body)
        incoming.receive(actor=None, channel=key, wanted=channel.read(content))
    except MessageError as error:
        return JsonResponse(channel.refused(error, mark))
    return JsonResponse(channel.accepted(mark))


@require_POST
@permission_required("guestreg.request_visits")
def delivered(request: HttpRequest, public_id: str) -> HttpResponse:
    asked = get_object_or_404(DataRequest, public_id=public_id)
    assert isinstance(request.user, User)
    try:
        incoming.confirm_delivery(actor=request.user, request=asked)
    except GuestregError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Die Gästeliste ist übergeben."))
    return redirect("guestreg_staff:request", public_id)
