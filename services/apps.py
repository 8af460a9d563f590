from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    name = "services"
    verbose_name = _("Verwaltungsleistungen")

    def ready(self) -> None:
        from ozg_catalog.linkcheck import registry
        from services import signal_handlers
        from services.channel_source import DirectorySource
        from services.search.catalogue_source import CatalogueSource
        from services.search.directory_source import OfficeSource, ServiceSource
        from services.search.sources import register

        register(ServiceSource())
        register(OfficeSource())
        register(CatalogueSource())
        registry.register(DirectorySource())
        signal_handlers.connect()
