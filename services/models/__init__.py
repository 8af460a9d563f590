"""Records of the service directory. Services are records, not pages; see docs/decisions/0040."""

from services.models.channels import OnlineChannel, ServiceChannel
from services.models.facts import (
    Deadline,
    Fee,
    Form,
    LegalBasis,
    RequiredDocument,
    ServiceDocument,
)
from services.models.offices import Office, OpeningException, OpeningRule, ServiceOffice
from services.models.search import LexiconWord, SearchDocument, Synonym
from services.models.service import Service, ServiceText
from services.models.situations import LifeSituation

__all__ = [
    "Deadline",
    "Fee",
    "Form",
    "LegalBasis",
    "LexiconWord",
    "LifeSituation",
    "Office",
    "OnlineChannel",
    "OpeningException",
    "OpeningRule",
    "RequiredDocument",
    "SearchDocument",
    "Service",
    "ServiceChannel",
    "ServiceDocument",
    "ServiceOffice",
    "ServiceText",
    "Synonym",
]
