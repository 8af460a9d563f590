"""Keeps our venues in the search of those systems by which a health office may ask.

Who is asked there must be able to answer: only venues that collect today under a legal basis which
lets an office ask, or that still hold visits collected under one. Everybody else is taken out.
"""

from collections.abc import Mapping
from datetime import date

from guestreg.channels.base import PublishedVenue
from guestreg.channels.registry import CHANNELS
from guestreg.models import LegalBasis, Venue, Visit


def publish(today: date) -> Mapping[str, int]:
    """Number of venues that each channel lists now; channels without a list are not in it.

    Raises PublicationError; the next run does what this one left.
    """
    venues = [_published(venue) for venue in _to_be_found(today)]
    return {key: len(venues) for key, channel in CHANNELS.items() if channel.publish(venues)}


def lines(published: Mapping[str, int]) -> list[str]:
    """The run in words, for the command and the schedule's record."""
    told = [f"{channel}: {count} venues" for channel, count in published.items()]
    return told or ["no channel with a list is set up"]


def _to_be_found(today: date) -> list[Venue]:
    bases = LegalBasis.objects.in_force(today).filter(profile__on_request=True, is_example=False)
    kinds = {kind for basis in bases for kind in basis.venue_kinds}
    holding = Visit.objects.on_request().not_expired(today).values("venue_id")
    return list(Venue.objects.real().collecting_or_holding(kinds, holding).with_company())


def _published(venue: Venue) -> PublishedVenue:
    licence = venue.licence
    return PublishedVenue(
        number=venue.public_id, name=venue.name, company=licence.account.name,
        contact=licence.contact_name, street=f"{venue.street} {venue.house_number}",
        postcode=venue.postcode, city=venue.city, email=licence.contact_email,
        phone=licence.contact_phone,
        areas=tuple((str(area.pk), area.name) for area in venue.areas.all()),
    )  # fmt: skip
