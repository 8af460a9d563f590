"""`manage.py load_example_site`: fills an empty portal; a second call changes nothing."""

import time
from typing import Any

from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from guestreg import example as guestreg_example
from identity.models import User
from ozg_catalog import example as catalogue_example
from portal.example import council, pages, staff
from portal.roles import (
    DIGITAL_OFFICER,
    EDITOR,
    HEAD_OF_OFFICE,
    HEALTH_OFFICER,
    LICENCE_OFFICER,
    MAYORS_OFFICE,
    ROLE_NAMES,
)
from services import example as services_example

WAGTAIL_GROUPS = ("Editors", "Moderators")


class Command(BaseCommand):
    help = "Fills the portal with the example site. Existing content stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            with transaction.atomic():
                self._load()
        except staff.RefusedInProductionError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The example site is loaded ({time.monotonic() - started:.1f} s).")

    def _load(self) -> None:
        Group.objects.filter(name__in=WAGTAIL_GROUPS).delete()
        staff.load()
        role = {user.username: user for user in User.objects.filter(username__in=ROLE_NAMES)}
        catalogue_example.load(actor=role[DIGITAL_OFFICER], second=role[MAYORS_OFFICE])
        services_example.load(actor=role[EDITOR])
        guestreg_example.load(actor=role[LICENCE_OFFICER], officer=role[HEALTH_OFFICER])
        pages.load()
        council.load(
            officer=role[DIGITAL_OFFICER],
            head=role[HEAD_OF_OFFICE],
            mayors_office=role[MAYORS_OFFICE],
        )
