"""The accounts in the administration: a page for administrators, names of audit entries."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from identity import staff

ACTIONS = {
    "identity.business.create": (_("Unternehmen angelegt"), _("Zum ersten Mal angemeldet")),
    "identity.business.join": (_("Person dazugekommen"), _("Eine Person ist dazugekommen")),
    "identity.business.change": (_("Unternehmensdaten geändert"), _("Neue Daten vom Konto")),
    "identity.business.invite": (_("Person eingeladen"), _("Eine Person wurde eingeladen")),
    "identity.business.role": (_("Rolle geändert"), _("Die Rolle einer Person wurde geändert")),
    "identity.business.remove": (_("Person entfernt"), _("Eine Person wurde entfernt")),
    "identity.business.leave": (_("Person ausgetreten"), _("Eine Person hat das Konto verlassen")),
    "identity.citizen.create": (_("Bürgerkonto angelegt"), _("Zum ersten Mal angemeldet")),
    "identity.provider.load": (_("Identitätsanbieter geladen"), _("Metadaten geladen")),
    "identity.provider.confirm": (_("Identitätsanbieter bestätigt"), _("Neue Fassung bestätigt")),
    "identity.metadata.source": (_("Quelle von Metadaten gesetzt"), _("Adresse gesetzt")),
    "identity.metadata.reject": (_("Metadaten abgelehnt"), _("Neue Fassung abgelehnt")),
    "identity.factor.add": (_("Zweiter Faktor eingerichtet"), _("Zweiter Faktor eingerichtet")),
    "identity.factor.remove": (_("Zweiter Faktor entfernt"), _("Zweiter Faktor entfernt")),
    "identity.staff.create": (_("Zugang angelegt"), _("Zugang für die Verwaltung angelegt")),
}


class StateAccountsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(staff.VIEW)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("konten/", staff.state_accounts, name="state_accounts"),
        path("konten/<slug:account>/<slug:step>/", staff.decide, name="state_account_step"),
    ]


@hooks.register("register_admin_menu_item")
def state_accounts_item() -> MenuItem:
    return StateAccountsItem(
        _("Konten des Staates"), reverse("state_accounts"), icon_name="key", order=905
    )


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)
