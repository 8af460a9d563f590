"""The steps that guest registration writes into the audit log, in words, and who reads them."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

# Choices of the auditor, and the actions that each stands for.
SUBJECTS = {
    "licence": _("Lizenzen"),
    "basis": _("Rechtsgrundlagen"),
    "profile": _("Zwecke"),
    "request": _("Anforderungen"),
    "incoming": _("Fachverfahren"),
    "venue": _("Orte"),
    "office": _("Schlüssel des Amts"),
}


def trail(subject: str = "", words: str = "") -> QuerySet[ModelLogEntry]:
    """What was done with guest registration, the latest first; never what a guest entered.

    ``subject`` is one of ``SUBJECTS``; ``words`` stand in the name of the record.
    """
    begins = [f"guestreg.{subject}."] if subject in SUBJECTS else ["guestreg."]
    begins += ["guestreg.area.", "guestreg.code."] if subject == "venue" else []
    match = Q()
    for begin in begins:
        match |= Q(action__startswith=begin)
    found = ModelLogEntry.objects.filter(match).select_related("user")
    return found.filter(label__icontains=words) if words else found


ACTIONS = {
    "guestreg.basis.enter": (_("Rechtsgrundlage eingeben"), _("Rechtsgrundlage eingegeben")),
    "guestreg.basis.change": (_("Rechtsgrundlage ändern"), _("Rechtsgrundlage geändert")),
    "guestreg.profile.enter": (_("Zweck eingeben"), _("Zweck der Registrierung eingegeben")),
    "guestreg.profile.change": (_("Zweck ändern"), _("Zweck der Registrierung geändert")),
    "guestreg.licence.start": (_("Antrag beginnen"), _("Antrag begonnen")),
    "guestreg.licence.accept_terms": (_("Bedingungen annehmen"), _("Bedingungen angenommen")),
    "guestreg.licence.submit": (_("Antrag einreichen"), _("Antrag eingereicht")),
    "guestreg.licence.ask_back": (_("Rückfrage stellen"), _("Rückfrage gestellt")),
    "guestreg.licence.grant": (_("Lizenz erteilen"), _("Lizenz erteilt")),
    "guestreg.licence.refuse": (_("Antrag ablehnen"), _("Antrag abgelehnt")),
    "guestreg.licence.suspend": (_("Lizenz aussetzen"), _("Lizenz ausgesetzt")),
    "guestreg.licence.resume": (_("Lizenz fortsetzen"), _("Lizenz gilt wieder")),
    "guestreg.licence.revoke": (_("Lizenz widerrufen"), _("Lizenz widerrufen")),
    "guestreg.licence.renew": (_("Lizenz verlängern"), _("Lizenz um einen Monat verlängert")),
    "guestreg.licence.end": (_("Lizenz beenden"), _("Lizenz beendet")),
    "guestreg.venue.create": (_("Ort anlegen"), _("Ort angelegt")),
    "guestreg.venue.change": (_("Ort ändern"), _("Ort geändert")),
    "guestreg.venue.pause": (_("Registrierung anhalten"), _("Registrierung angehalten")),
    "guestreg.venue.resume": (_("Registrierung fortsetzen"), _("Registrierung fortgesetzt")),
    "guestreg.venue.adopt_key": (_("Schlüssel hinterlegen"), _("Eigener Schlüssel hinterlegt")),
    "guestreg.office.adopt_root": (_("Wurzel hinterlegen"), _("Wurzelschlüssel hinterlegt")),
    "guestreg.office.propose_root": (_("Wurzel vorschlagen"), _("Neue Wurzel vorgeschlagen")),
    "guestreg.office.discard_root": (_("Wurzel verwerfen"), _("Vorgeschlagene Wurzel verworfen")),
    "guestreg.office.adopt_recipient": (
        _("Schlüssel hinterlegen"),
        _("Schlüssel einer Person oder Notfallblatt hinterlegt"),
    ),
    "guestreg.office.propose_removal": (
        _("Entfernen vorschlagen"),
        _("Entfernen eines Schlüssels vorgeschlagen"),
    ),
    "guestreg.office.discard_removal": (
        _("Entfernen verwerfen"),
        _("Entfernen eines Schlüssels verworfen"),
    ),
    "guestreg.office.retire_recipient": (_("Schlüssel entfernen"), _("Schlüssel entfernt")),
    "guestreg.office.add_batch": (
        _("Tagesschlüssel hinterlegen"),
        _("Stapel von Tagesschlüsseln hinterlegt"),
    ),
    "guestreg.venue.rehearse": (_("Schlüssel üben"), _("Schlüssel an Probebesuch geprüft")),
    "guestreg.venue.check_out": (_("Alle abmelden"), _("Bereich abgemeldet")),
    "guestreg.venue.mark_absent": (_("War nicht da"), _("Besuch als nicht da vermerkt")),
    "guestreg.venue.door_code": (_("Code des Tages"), _("Code des Tages umgeschaltet")),
    "guestreg.area.add": (_("Bereich anlegen"), _("Bereich angelegt")),
    "guestreg.code.open": (_("Code anlegen"), _("Code angelegt")),
    "guestreg.code.close": (_("Code schließen"), _("Code geschlossen")),
    "guestreg.request.make": (_("Daten anfordern"), _("Daten angefordert")),
    "guestreg.request.approve": (
        _("Anforderung freigeben"),
        _("Anforderung von zweiter Person freigegeben"),
    ),
    "guestreg.request.send": (_("Anforderung senden"), _("Anforderung an den Betrieb gesendet")),
    "guestreg.request.remind": (_("Erinnern"), _("Betrieb an die Frist erinnert")),
    "guestreg.request.withdraw": (_("Anforderung zurückziehen"), _("Anforderung zurückgezogen")),
    "guestreg.request.refuse": (_("Widersprechen"), _("Betrieb hat widersprochen")),
    "guestreg.request.release": (_("Besuche freigeben"), _("Betrieb hat Besuche freigegeben")),
    "guestreg.incoming.receive": (_("Anfrage annehmen"), _("Anfrage über einen Kanal eingegangen")),
    "guestreg.incoming.take_over": (_("Anfrage übernehmen"), _("Eingegangene Anfrage übernommen")),
    "guestreg.incoming.deliver": (
        _("Gästeliste übergeben"),
        _("Gästeliste aus dem Browser an das Fachverfahren übergeben"),
    ),
    "guestreg.request.download": (_("Besuche herunterladen"), _("Besuche heruntergeladen")),
}
