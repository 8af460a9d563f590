"""Why something cannot be done, in words for the person who tried."""


class GuestregError(Exception):
    """A rule of guest registration refuses this. The message may be shown."""


class LicenceError(GuestregError):
    """The licence is not in a state that permits this, or a check fails."""


class LawError(GuestregError):
    """A legal basis or its purpose would promise guests something else than they were told."""


class VenueError(GuestregError):
    """The venue, area or code does not permit this."""


class RequestError(GuestregError):
    """A request for visits is not permitted like this, or was answered already."""


class CheckInError(GuestregError):
    """The guest cannot be registered here and now."""


class BusyError(CheckInError):
    """Too many at this moment; the same message may be accepted a little later."""


class StalePageError(CheckInError):
    """The guest's page is too old; the same visit on a page loaded anew may be accepted."""


class OfficeKeyError(GuestregError):
    """A key, signature or share of the health office is not what it must be."""
