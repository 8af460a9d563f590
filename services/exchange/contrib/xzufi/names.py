"""Names and codes of XZuFi in one place: no schema could be had, so a correction is one change.

Where public sources confirm only the field and not its spelling in XML, both spellings are read.
Meanings of codes marked "not verified" come from test data and usage; see docs/services.md.
"""

from services.models import OnlineChannel, ServiceOffice
from services.models.exchange import SourceRecord
from services.models.vocabulary import Audience, Language, TextModule, Unit

NAMESPACES = {
    "2.2.0": "http://xoev.de/schemata/xzufi/2_2_0",
    "2.3.1": "http://xoev.de/schemata/xzufi/2_3_1",
}
XSI = "http://www.w3.org/2001/XMLSchema-instance"
# What XZuFi has no element for travels here, so that our own export loses nothing.
OWN = "urn:x-stadtportal:ergaenzung:1"

KLASSEN = {
    "Leistung": SourceRecord.Kind.SERVICE,
    "Organisationseinheit": SourceRecord.Kind.OFFICE,
    "Onlinedienst": SourceRecord.Kind.CHANNEL,
    "Formular": SourceRecord.Kind.FORM,
}
RESPONSIBILITY_KLASSEN = frozenset(
    {
        "Zustaendigkeit",
        "ZustaendigkeitOrganisationseinheit",
        "ZustaendigkeitOnlinedienst",
        "ZustaendigkeitFormular",
    }
)

# Leistungstextmodul: module codes that are running text of ours.
MODULES = {
    "06": TextModule.SUMMARY,
    "08": TextModule.DOCUMENTS,
    "09": TextModule.PREREQUISITES,
    "11": TextModule.PROCEDURE,
    "15": TextModule.FURTHER,
    "16": TextModule.HINTS,
    "23": TextModule.CONTACT,
    "25": TextModule.REMEDY,
}
TITLE, COLLOQUIAL_TITLE, SHORT, LAW, FORMS, AUTHOR, OFFICE, TEASER = (
    "02",
    "03",
    "05",
    "07",
    "14",
    "18",
    "22",
    "24",
)
KNOWN_MODULES = {*MODULES, TITLE, COLLOQUIAL_TITLE, SHORT, LAW, FORMS, AUTHOR, OFFICE, TEASER}

LANGUAGES = {language.value: language for language in Language}

UNITS = {
    "MINUTE": Unit.MINUTES,
    "STUNDE": Unit.HOURS,
    "TAG": Unit.DAYS,
    "ARBEITSTAG": Unit.WORKDAYS,
    "WERKTAG": Unit.WEEKDAYS,
    "WOCHE": Unit.WEEKS,
    "MONAT": Unit.MONTHS,
    "JAHR": Unit.YEARS,
}
CODES_OF_UNITS = {unit: code for code, unit in UNITS.items()}

# Meaning not verified.
ADDRESSEES = {"001": Audience.CITIZENS, "002": Audience.BUSINESSES}
TRUST_LEVELS = {
    "10": OnlineChannel.TrustLevel.NONE,
    "20": OnlineChannel.TrustLevel.LOW,
    "30": OnlineChannel.TrustLevel.SUBSTANTIAL,
    "40": OnlineChannel.TrustLevel.HIGH,
}
UNSAID_TRUST = frozenset({"", "00", "15"})
CODES_OF_TRUST = {level: code for code, level in TRUST_LEVELS.items()}
ROLES = {
    "01": ServiceOffice.Role.RESPONSIBLE,
    "02": ServiceOffice.Role.RESPONSIBLE,
    "03": ServiceOffice.Role.CONTACT,
}
CODES_OF_ROLES = {ServiceOffice.Role.RESPONSIBLE: "01", ServiceOffice.Role.CONTACT: "03"}
# Ways to reach an office (urn:de:xoev:codeliste:erreichbarkeit), as far as we show them.
CONTACTS = {"01": "email", "02": "phone", "09": "website"}
CODES_OF_CONTACTS = {name: code for code, name in CONTACTS.items()}
WEEKDAYS = ("MO", "DI", "MI", "DO", "FR", "SA", "SO")
EVERY_CHANNEL = "000"
