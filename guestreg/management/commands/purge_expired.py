"""``manage.py purge_expired``: retention now."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from guestreg import retention


class Command(BaseCommand):
    help = "Delete what is older than its legal basis permits, and print what was removed."

    def handle(self, *args: Any, **options: Any) -> None:
        done = retention.purge(timezone.localdate())
        for line in retention.lines(done):
            self.stdout.write(line)
        self.stdout.write(
            f"{done.visits} visits removed, {len(done.keys_destroyed)} keys destroyed"
        )
