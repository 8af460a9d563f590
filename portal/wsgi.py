"""WSGI entry point: sealed check-ins and the pages kept in memory stand before everything else."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")

django_application = get_wsgi_application()

from guestreg.gateway import CheckInGateway  # noqa: E402 - models are ready only now
from portal.page_cache.wsgi import kept  # noqa: E402 - settings are there only now

application = CheckInGateway(kept(django_application))
