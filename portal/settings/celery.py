"""Background work: a broker that needs no server by default, Redis by CELERY_BROKER_URL."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from celery.schedules import crontab

from portal.settings import env

_BROKER_DIR = (
    Path(env.text("PORTAL_VAR_DIR", str(Path(__file__).resolve().parents[2] / "var"))) / "broker"
)

# The schedule lies here with every broker.
_BROKER_DIR.mkdir(parents=True, exist_ok=True)
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", "filesystem://")
if CELERY_BROKER_URL == "filesystem://":
    for name in ("queue", "control", "processed"):
        (_BROKER_DIR / name).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_BROKER_DIR / "queue"),
        "data_folder_out": str(_BROKER_DIR / "queue"),
        "control_folder": str(_BROKER_DIR / "control"),
    }
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Europe/Berlin"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(_BROKER_DIR / "beat")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "forget-barrier-contacts": {
        "task": "portal.barriers.tasks.forget_contacts",
        "schedule": crontab(hour=3, minute=30),
    },
    "forget-exchanged-files": {
        "task": "services.tasks.forget_files",
        "schedule": crontab(hour=3, minute=45),
    },
    "forget-searches": {
        "task": "services.tasks.forget_old",
        "schedule": crontab(hour=3, minute=40),
    },
    "forget-unconfirmed-subscriptions": {
        "task": "portal.subscriptions.tasks.forget_unconfirmed",
        "schedule": crontab(minute=25),
    },
    "heartbeat": {"task": "portal.operations.tasks.heartbeat", "schedule": timedelta(minutes=1)},
    "identity-metadata": {
        "task": "identity.tasks.refresh_metadata",
        "schedule": crontab(hour="*/6", minute=25),
    },
    "identity-purge": {
        "task": "identity.tasks.purge_arrived_messages",
        "schedule": crontab(minute=40),
    },
    "ozg-channels": {
        "task": "ozg_catalog.tasks.check_channels",
        "schedule": crontab(hour=5, minute=20),
    },
    "ozg-directory": {
        "task": "ozg_catalog.tasks.fetch_directory",
        "schedule": crontab(day_of_month=3, hour=4, minute=40),
    },
    "ozg-snapshot": {
        "task": "ozg_catalog.tasks.freeze_month",
        "schedule": crontab(day_of_month=1, hour=2, minute=0),
    },
    "prune-rates": {
        "task": "portal.operations.tasks.prune_rates",
        "schedule": timedelta(minutes=15),
    },
    "prune-runs": {
        "task": "portal.operations.tasks.prune_runs",
        "schedule": crontab(hour=4, minute=10),
    },
    "publish-scheduled": {
        "task": "services.tasks.publish_scheduled",
        "schedule": timedelta(minutes=10),
    },
    "purge-audit": {
        "task": "portal.operations.tasks.purge_audit",
        "schedule": crontab(hour=3, minute=50),
    },
    "publish-guest-venues": {
        "task": "guestreg.tasks.publish_venues",
        "schedule": crontab(hour=4, minute=25),
    },
    "purge-guest-visits": {
        "task": "guestreg.tasks.purge_expired",
        "schedule": crontab(hour=0, minute=20),
    },
    "guest-alarms": {
        "task": "guestreg.tasks.send_alarms",
        "schedule": timedelta(minutes=15),
    },
    "remind-venues": {
        "task": "guestreg.tasks.remind_venues",
        "schedule": crontab(minute=25),
    },
    "remind-of-reviews": {
        "task": "services.tasks.remind_of_reviews",
        "schedule": crontab(hour=6, minute=45),
    },
    "renew-guest-licences": {
        "task": "guestreg.tasks.renew_licences",
        "schedule": crontab(hour=1, minute=5),
    },
    "tell-council-subscribers": {
        "task": "portal.subscriptions.tasks.tell_subscribers",
        "schedule": timedelta(minutes=10),
    },
}
