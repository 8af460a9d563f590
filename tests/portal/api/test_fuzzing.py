"""Schemathesis asks everything that the OpenAPI document allows, and much that it does not.

Each answer has to fit the document: status, content type, schema, and a refusal of what is wrong.
"""

from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis.specs.openapi.checks import unsupported_method

from portal.api.v1 import api
from services.models import Service, ServiceText

schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = WSGIHandler()
OPERATIONS = [found.ok() for found in schema.get_all_operations()]


@pytest.fixture
def app(db: None, settings):
    """In the test's own connection, which the end of a request must not close."""
    settings.PORTAL_API_RATE = 1_000_000
    service = Service.objects.create(slug="personalausweis", live=True, leika_keys=["99" * 7])
    ServiceText.objects.create(service=service, language="de", title="Personalausweis", teaser="x")
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_every_answer_fits_the_document(operation: Any, app: None) -> None:
    @given(case=operation.as_strategy())
    @hypothesis_settings(
        max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    def ask(case: Any) -> None:
        case.call_and_validate(excluded_checks=[unsupported_method])

    ask()
