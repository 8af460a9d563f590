"""Why a sign-in message is not taken."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """One word per reason: counted, logged and tested; never with a value out of the message."""

    TOO_LARGE = "too-large", _("Nachricht zu groß")
    NOT_XML = "not-xml", _("kein gültiges XML")
    DOCTYPE = "doctype", _("XML mit Dokumenttyp oder Entitäten")
    STRUCTURE = "structure", _("unerwarteter Aufbau")
    NUMBER_OF_ASSERTIONS = "assertions", _("nicht genau eine Bestätigung")
    DUPLICATE_ID = "duplicate-id", _("doppelte Kennung im XML")
    TRANSFORM = "transform", _("unerlaubte Umformung")
    ALGORITHM = "algorithm", _("unerlaubtes Verfahren")
    REFERENCE = "reference", _("Signatur verweist auf anderes")
    NO_PROVIDER = "no-provider", _("kein Identitätsanbieter eingerichtet")
    UNSOLICITED = "unsolicited", _("nicht von uns angefragt")
    EXPIRED_REQUEST = "expired-request", _("Anfrage zu alt")
    ISSUER = "issuer", _("falscher Aussteller")
    DESTINATION = "destination", _("falsches Ziel")
    NOT_ENCRYPTED = "not-encrypted", _("nicht verschlüsselt")
    DECRYPTION = "decryption", _("nicht entschlüsselbar")
    NOT_SIGNED = "not-signed", _("nicht signiert")
    SIGNATURE = "signature", _("Signatur ungültig")
    SCHEMA = "schema", _("verletzt das Schema")
    AUDIENCE = "audience", _("für einen anderen Dienst")
    RECIPIENT = "recipient", _("falscher Empfänger")
    IN_RESPONSE_TO = "in-response-to", _("gehört zu einer anderen Anfrage")
    TIME = "time", _("außerhalb der Gültigkeit")
    LIFETIME = "lifetime", _("zu lange gültig")
    AUTHENTICATION_TIME = "authentication-time", _("Anmeldung liegt zu lange zurück")
    SUBJECT = "subject", _("keine oder falsche Angabe zur Person")
    ATTRIBUTES = "attributes", _("Angaben doppelt oder unlesbar")
    NO_KEY = "no-key", _("Konto nennt kein Kennzeichen")
    LEVEL = "level", _("Vertrauensniveau zu niedrig")
    TEST_ACCOUNT = "test-account", _("Testkonto")
    NOT_INVITED = "not-invited", _("nicht eingeladen")
    REPLAYED = "replayed", _("schon einmal verwendet")
    OTHER_BROWSER = "other-browser", _("in einem anderen Browser begonnen")
    STATUS = "status", _("vom Konto abgelehnt")
    MISSING_ATTRIBUTE = "missing-attribute", _("Konto hat eine nötige Angabe nicht")
    CANCELLED = "cancelled", _("abgebrochen")


class Refused(Exception):
    """The message is not taken. The detail is for the log and names no personal data."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
