"""Records of guest registration, by subject: law, licence, venue, keys, visits, hand-over."""

from guestreg.models.alarm import AlarmMail
from guestreg.models.handover import DataRequest, ReleasedVisit
from guestreg.models.incoming import IncomingRequest
from guestreg.models.keys import (
    DayKey,
    DayKeyShare,
    OfficeRecipient,
    OfficeRoot,
    RootProposal,
    VenueKey,
)
from guestreg.models.law import LegalBasis, Terms, VenueKind
from guestreg.models.licence import Licence
from guestreg.models.profile import ContactField, Profile
from guestreg.models.venue import Area, Code, Venue
from guestreg.models.visit import Deletion, SealedBy, Visit

__all__ = [
    "AlarmMail",
    "Area",
    "Code",
    "ContactField",
    "DataRequest",
    "DayKey",
    "DayKeyShare",
    "Deletion",
    "IncomingRequest",
    "LegalBasis",
    "Licence",
    "OfficeRecipient",
    "OfficeRoot",
    "Profile",
    "ReleasedVisit",
    "RootProposal",
    "SealedBy",
    "Terms",
    "Venue",
    "VenueKey",
    "VenueKind",
    "Visit",
]
