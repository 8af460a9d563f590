"""Run judged queries through the real search, so that its quality can be measured."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from services.search import search

DEPTH = 20


class Command(BaseCommand):
    help = 'Writes a line {"q": …, "ozg_ids": [best first]} for each query of a judged file.'

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="JSON lines with a field q")
        parser.add_argument("--out", type=Path, required=True, help="where to write the results")

    def handle(self, *args: Any, file: Path, out: Path, **options: Any) -> None:
        try:
            queries = [json.loads(line)["q"] for line in file.read_text("utf-8").splitlines()]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{file} cannot be read as judged queries: {error}") from error
        with out.open("w", encoding="utf-8") as results:
            for query in queries:
                line = {"q": query, "ozg_ids": found_ids(query)}
                results.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.stdout.write(f"{len(queries)} queries, results in {out}")


def found_ids(query: str) -> list[str]:
    """OZG ids of the hits in order, each once."""
    hits = search(query, limit=DEPTH).hits
    return list(dict.fromkeys(ozg_id for hit in hits for ozg_id in hit.ozg_ids))
