"""``manage.py publish_venues``: our venues in the search of the health offices' systems, now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from guestreg import publication
from guestreg.channels.base import PublicationError


class Command(BaseCommand):
    help = "Make the lists of our venues in the health offices' systems what they have to be."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = publication.publish(timezone.localdate())
        except PublicationError as error:
            raise CommandError(str(error)) from error
        for line in publication.lines(done):
            self.stdout.write(line)
