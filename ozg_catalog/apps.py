from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class OzgCatalogConfig(AppConfig):
    name = "ozg_catalog"
    verbose_name = _("OZG-Katalog")

    def ready(self) -> None:
        from ozg_catalog.linkcheck.registry import AssessmentSource, register
        from ozg_catalog.signal_handlers import after_migrate

        register(AssessmentSource())
        post_migrate.connect(after_migrate, sender=self, dispatch_uid="ozg_catalog.reference_data")
