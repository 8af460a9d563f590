"""The way to the forms that need no script: `{% load plain %}`."""

from typing import Any

from django import template
from django.urls import reverse

from services.models import Service
from services.staff.plain.records import KINDS

register = template.Library()


@register.simple_tag
def plain_address(record: Any) -> str:
    """Where this record is edited without a script; the list of services for any other."""
    if isinstance(record, Service) and record.pk:
        return reverse("services_plain", args=[record.pk])
    for kind, model in KINDS.items():
        if isinstance(record, model) and record.pk:
            return reverse("services_plain_record", args=[kind, record.pk])
    return reverse("services_plain_list")
