from typing import Any

from django.core.management.base import BaseCommand

from services.search import index


class Command(BaseCommand):
    help = "Writes the search index anew from all sources."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{index.rebuild()} documents in the index")
