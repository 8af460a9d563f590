from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuestregConfig(AppConfig):
    name = "guestreg"
    verbose_name = _("Gästeregistrierung")
