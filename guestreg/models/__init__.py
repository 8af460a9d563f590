"""Records of guest registration, by subject: law, licence, venue, keys, visits, hand-over."""

from guestreg.models.handover import DataRequest, ReleasedVisit
from guestreg.models.keys import DayKey, VenueKey
from guestreg.models.law import ContactField, LegalBasis, Terms, VenueKind
from guestreg.models.licence import Licence
from guestreg.models.venue import Area, Code, Venue
from guestreg.models.visit import Deletion, SealedBy, Visit

__all__ = [
    "Area",
    "Code",
    "ContactField",
    "DataRequest",
    "DayKey",
    "Deletion",
    "LegalBasis",
    "Licence",
    "ReleasedVisit",
    "SealedBy",
    "Terms",
    "Venue",
    "VenueKey",
    "VenueKind",
    "Visit",
]
