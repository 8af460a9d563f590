"""Requests that came through a channel wait here until an officer takes them over."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from guestreg.channels.base import MessageError, Wanted
from guestreg.channels.registry import CHANNELS
from guestreg.errors import RequestError
from guestreg.models import DataRequest, IncomingRequest, Venue
from identity.models import User

MOST_WAITING = 500


def receive(*, actor: None, channel: str, wanted: Wanted) -> IncomingRequest:
    """Keep a question; the same one again changes nothing. Reads and sends no visits.

    Raises MessageError where the place is unknown, the token is used for something else, or too
    many questions wait.
    """
    known = IncomingRequest.objects.filter(token=wanted.token).first()
    if known:
        return _same(known, wanted)
    venue = Venue.objects.registered().filter(public_id=wanted.venue).first()
    if venue is None or IncomingRequest.objects.waiting().count() >= MOST_WAITING:
        raise MessageError("The location is unknown, or too many requests wait.")
    try:
        with transaction.atomic():
            made = IncomingRequest.objects.create(
                channel=channel, token=wanted.token, venue=venue, window_start=wanted.start,
                window_end=wanted.end, details=wanted.details, client=wanted.client,
                endpoint=wanted.endpoint,
            )  # fmt: skip
            log(made, "guestreg.incoming.receive", user=actor, data={"channel": channel})
    except IntegrityError:  # the same question twice at the same moment
        return _same(IncomingRequest.objects.get(token=wanted.token), wanted)
    return made


def _same(known: IncomingRequest, wanted: Wanted) -> IncomingRequest:
    told = (known.venue.public_id, known.window_start, known.window_end, known.endpoint)
    if told != (wanted.venue, wanted.start, wanted.end, wanted.endpoint):
        raise MessageError("This token belongs to another request.")
    return known


def take_over(*, actor: User, incoming: IncomingRequest, request: DataRequest) -> None:
    """An officer made this their own request; the channel gets its answer."""
    locked = IncomingRequest.objects.select_for_update().get(pk=incoming.pk)
    if locked.request_id or locked.venue_id != request.venue_id:
        raise RequestError(_("Diese Anfrage wurde schon übernommen oder nennt einen anderen Ort."))
    # The form knows minutes only, so the minute in which the question begins is part of it.
    begin = locked.window_start.replace(second=0, microsecond=0)
    if request.window_start < begin or request.window_end > locked.window_end:
        raise RequestError(_("Der Zeitraum geht über die eingegangene Anfrage hinaus."))
    locked.request = request
    locked.save(update_fields=["request"])
    log(request, "guestreg.incoming.take_over", user=actor, data={"channel": locked.channel})


def delivery(request: DataRequest) -> dict[str, str] | None:
    """Where the officer's browser hands the opened list over; None without a channel."""
    incoming = IncomingRequest.objects.filter(request=request).first()
    if incoming is None or not request.is_released:
        return None
    return CHANNELS[incoming.channel].delivery(incoming.token, incoming.endpoint)


def confirm_delivery(*, actor: User, request: DataRequest) -> None:
    """The officer's browser says that the other system took the list. Guests are not in it."""
    with transaction.atomic():
        incoming = IncomingRequest.objects.select_for_update().filter(request=request).first()
        if incoming is None or not request.is_released:
            raise RequestError(_("Zu dieser Anforderung gehört keine Übergabe."))
        incoming.delivered_at = timezone.now()
        incoming.save(update_fields=["delivered_at"])
        log(request, "guestreg.incoming.deliver", user=actor, data={"channel": incoming.channel})
