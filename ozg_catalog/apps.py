from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OzgCatalogConfig(AppConfig):
    name = "ozg_catalog"
    verbose_name = _("OZG-Katalog")
