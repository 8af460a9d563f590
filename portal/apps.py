from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from portal.celery import load_tasks
        from portal.operations import signal_handlers as _celery_signals  # noqa: F401
        from portal.signal_handlers import after_last_migration, after_migrate

        load_tasks()
        post_migrate.connect(after_migrate, dispatch_uid="portal.roles")
        post_migrate.connect(after_last_migration, sender=self, dispatch_uid="portal.announce")
