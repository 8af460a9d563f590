from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from wagtail.models import get_page_models
        from wagtail.signals import page_published, page_unpublished

        from ozg_catalog import inquiries
        from portal import admin_widgets
        from portal.celery import load_tasks
        from portal.council.mentions import inquiries_about
        from portal.council.programme import CouncilInquiries
        from portal.operations import signal_handlers as _celery_signals  # noqa: F401
        from portal.pages.base import PortalPage
        from portal.search_sources import InquirySource, PageSource
        from portal.signal_handlers import after_migrate, page_changed
        from services import mentions
        from services.links import holders
        from services.search.sources import register

        load_tasks()
        admin_widgets.install()
        holders.register(*(model for model in get_page_models() if issubclass(model, PortalPage)))
        register(PageSource())
        register(InquirySource())
        inquiries.register(CouncilInquiries())
        mentions.register("inquiries", _("Anfragen im Rat dazu"), inquiries_about)
        page_published.connect(page_changed, dispatch_uid="portal.search")
        page_unpublished.connect(page_changed, dispatch_uid="portal.search")
        # Django sends the signal once for each app; permissions are complete with the last one.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(after_migrate, sender=last, dispatch_uid="portal.after_migrate")
