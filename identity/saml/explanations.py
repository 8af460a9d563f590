"""What a person is told when a sign-in did not work: what happened, and the way out."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from identity.saml.refusal import Reason

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TOO_LATE = (
    _("Zwischen dem Start und dem Ende der Anmeldung ist zu viel Zeit vergangen."),
    _("Starten Sie die Anmeldung bitte noch einmal."),
)
USED = (
    _("Diese Anmeldung wurde schon verwendet oder in einem anderen Browser begonnen."),
    _(
        "Das passiert, wenn man mit der Zurück-Taste weitergeht. "
        "Starten Sie die Anmeldung bitte noch einmal."
    ),
)
UNSAFE = (
    _("Die Antwort des Kontos war nicht in Ordnung. Zu Ihrer Sicherheit haben wir sie abgelehnt."),
    _("Starten Sie die Anmeldung bitte noch einmal. Es wurden keine Daten gespeichert."),
)
EXPLANATIONS: "dict[Reason, tuple[StrOrPromise, StrOrPromise]]" = {
    Reason.NO_PROVIDER: (
        _("Die Anmeldung mit diesem Konto ist zurzeit nicht möglich."),
        _("Bitte versuchen Sie es später noch einmal."),
    ),
    Reason.NO_KEY: (
        _("Ihr Konto hat uns kein Kennzeichen gesendet, an dem wir Sie wiedererkennen."),
        _("Nutzen Sie bitte ein dauerhaftes Konto statt einer einmaligen Anmeldung."),
    ),
    Reason.LEVEL: (
        _("Für diese Dienstleistung reicht die gewählte Art der Anmeldung nicht aus."),
        _("Melden Sie sich bitte mit dem Online-Ausweis oder einem ELSTER-Zertifikat an."),
    ),
    Reason.NOT_INVITED: (
        _("Ihr Unternehmen hat hier schon ein Konto, und Sie gehören noch nicht dazu."),
        _("Bitten Sie die Person, die das Konto führt, um eine Einladung."),
    ),
    Reason.TEST_ACCOUNT: (
        _("Sie haben sich mit einem Testkonto angemeldet."),
        _("Melden Sie sich bitte mit Ihrem echten Konto an."),
    ),
    Reason.EXPIRED_REQUEST: TOO_LATE,
    Reason.TIME: TOO_LATE,
    Reason.AUTHENTICATION_TIME: TOO_LATE,
    Reason.REPLAYED: USED,
    Reason.OTHER_BROWSER: USED,
    Reason.UNSOLICITED: USED,
}


def explain(reason: Reason) -> "dict[str, StrOrPromise]":
    explanation, way_out = EXPLANATIONS.get(reason, UNSAFE)
    return {"explanation": explanation, "way_out": way_out}
