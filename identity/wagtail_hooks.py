"""What the accounts write into the audit log."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

ACTIONS = {
    "identity.business.create": (_("Unternehmen angelegt"), _("Zum ersten Mal angemeldet")),
    "identity.business.join": (_("Person dazugekommen"), _("Eine Person ist dazugekommen")),
    "identity.business.change": (_("Unternehmensdaten geändert"), _("Neue Daten vom Konto")),
    "identity.citizen.create": (_("Bürgerkonto angelegt"), _("Zum ersten Mal angemeldet")),
    "identity.provider.load": (_("Identitätsanbieter geladen"), _("Metadaten geladen")),
    "identity.factor.add": (_("Zweiter Faktor eingerichtet"), _("Zweiter Faktor eingerichtet")),
    "identity.factor.remove": (_("Zweiter Faktor entfernt"), _("Zweiter Faktor entfernt")),
    "identity.staff.create": (_("Zugang angelegt"), _("Zugang für die Verwaltung angelegt")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)
