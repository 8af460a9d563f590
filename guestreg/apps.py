from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuestregConfig(AppConfig):
    name = "guestreg"
    verbose_name = _("Gästeregistrierung")

    def ready(self) -> None:
        from guestreg.models import Licence
        from guestreg.statistics import for_the_council
        from ozg_catalog import contributions
        from ozg_catalog.licence_costs import register_count

        register_count(lambda: Licence.objects.counted().count())
        contributions.register("guestreg", for_the_council)
