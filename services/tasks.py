"""Background work of the directory."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _


@shared_task(title=_("Leistungen einlesen"))
def import_services(run: int) -> str:
    """Execute a requested import. A worker that is killed leaves it to be taken up again."""
    from services.exchange import importing
    from services.models import ImportRun

    record = ImportRun.objects.get(pk=run)
    importing.execute(record)
    return ", ".join(f"{name} {number}" for name, number in sorted(record.counts.items()))


@shared_task(title=_("An fällige Prüfungen erinnern"))
def remind_of_reviews() -> str:
    from django.utils import timezone

    from services import reviews

    return str(reviews.remind(timezone.localdate()))


@shared_task(title=_("Geplante Texte veröffentlichen"))
def publish_scheduled() -> None:
    """What was approved for a time that has come, and what expires; services and pages."""
    from django.core.management import call_command

    call_command("publish_scheduled", verbosity=0)


@shared_task(title=_("Suchwörter und Links zu Entwürfen vergessen"))
def forget_old() -> str:
    from django.utils import timezone

    from services import previews
    from services.search import querylog

    words, links = querylog.forget(timezone.localdate()), previews.forget(timezone.now())
    return f"words {words}, links {links}"


@shared_task(title=_("Alte Dateien des Austauschs löschen"))
def forget_files() -> dict[str, int]:
    from django.utils import timezone

    from services.exchange import retention

    return {"removed": retention.forget(timezone.now())}
