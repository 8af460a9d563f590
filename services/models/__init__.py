"""Records of the service directory. Services are records, not pages; see docs/decisions/0040."""

from services.models.care import Feedback, FourEyesTask, ReviewReminder
from services.models.channels import OnlineChannel, ServiceChannel
from services.models.editing import PreviewLink
from services.models.exchange import (
    ImportedMessage,
    ImportRun,
    LocalText,
    Responsibility,
    SourceRecord,
    TextChange,
)
from services.models.facts import (
    Deadline,
    Fee,
    Form,
    LegalBasis,
    RequiredDocument,
    ServiceDocument,
)
from services.models.offices import Office, OpeningException, OpeningRule, ServiceOffice
from services.models.search import LexiconWord, PinnedResult, QueryCount, SearchDocument, Synonym
from services.models.service import Service, ServiceText
from services.models.situations import LifeSituation
from services.models.streets import (
    Jurisdiction,
    Neighbour,
    Street,
    StreetDirectory,
    StreetSection,
)

__all__ = [
    "Deadline",
    "Fee",
    "Feedback",
    "Form",
    "FourEyesTask",
    "ImportRun",
    "ImportedMessage",
    "Jurisdiction",
    "LegalBasis",
    "LexiconWord",
    "LifeSituation",
    "LocalText",
    "Neighbour",
    "Office",
    "OnlineChannel",
    "OpeningException",
    "OpeningRule",
    "PinnedResult",
    "PreviewLink",
    "QueryCount",
    "RequiredDocument",
    "Responsibility",
    "ReviewReminder",
    "SearchDocument",
    "Service",
    "ServiceChannel",
    "ServiceDocument",
    "ServiceOffice",
    "ServiceText",
    "SourceRecord",
    "Street",
    "StreetDirectory",
    "StreetSection",
    "Synonym",
    "TextChange",
]
