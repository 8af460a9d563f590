from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicesConfig(AppConfig):
    name = "services"
    verbose_name = _("Verwaltungsleistungen")

    def ready(self) -> None:
        from identity import service_levels
        from ozg_catalog import outages as catalogue_outages
        from ozg_catalog.linkcheck import registry as addresses
        from services import signal_handlers
        from services.channel_source import DirectorySource, outages
        from services.exchange import registry
        from services.exchange.contrib.fim import Fim
        from services.exchange.contrib.offices import OfficeTable
        from services.exchange.contrib.pvog import Pvog
        from services.exchange.contrib.xzufi import Xzufi
        from services.links import holders
        from services.links.holders import LinkSource
        from services.models import Neighbour, Office, OnlineChannel, RequiredDocument, Service
        from services.search.catalogue_source import CatalogueSource
        from services.search.directory_source import FormSource, OfficeSource, ServiceSource
        from services.search.sources import register

        register(ServiceSource())
        register(OfficeSource())
        register(FormSource())
        register(CatalogueSource())
        addresses.register(DirectorySource())
        addresses.register(LinkSource())
        holders.register(Service, Office, OnlineChannel, RequiredDocument, Neighbour)
        catalogue_outages.register("directory", outages)
        registry.register(Xzufi())
        registry.register(OfficeTable())
        registry.register_source(Pvog())
        registry.register_source(Fim())
        service_levels.register(OnlineChannel.objects.level_of)
        signal_handlers.connect()
