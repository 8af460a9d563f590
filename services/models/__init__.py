"""Records of the service directory. Services are records, not pages; see docs/decisions/0040."""

from services.models.care import Feedback, FourEyesTask, PreviewLink, ReviewReminder
from services.models.channels import OnlineChannel, ServiceChannel
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
from services.models.streets import Area, OfficeArea, StreetSection

__all__ = [
    "Area",
    "Deadline",
    "Fee",
    "Feedback",
    "Form",
    "FourEyesTask",
    "ImportRun",
    "ImportedMessage",
    "LegalBasis",
    "LexiconWord",
    "LifeSituation",
    "LocalText",
    "Office",
    "OfficeArea",
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
    "StreetSection",
    "Synonym",
    "TextChange",
]
