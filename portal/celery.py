"""The Celery app. Tasks live in each app's ``tasks.py``, schedules in ``settings/celery.py``."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")


def load_tasks() -> None:
    """Also for web processes, which start tasks and show their titles."""
    app.autodiscover_tasks(force=True)
    app.autodiscover_tasks(
        ["portal.operations", "portal.barriers", "portal.subscriptions"], force=True
    )
