"""`manage.py size_gates`: prints every measure and fails when one is over its limit."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.size_gates import Gate, gates


class Command(BaseCommand):
    help = "Measures functions, files and templates against the size and markup gates."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        measured = gates()
        for gate in measured:
            self._print(gate)
        if failed := [gate.name for gate in measured if not gate.ok]:
            raise CommandError(f"Over the limit: {'; '.join(failed)}.")

    def _print(self, gate: Gate) -> None:
        verdict = "ok" if gate.ok else "OVER"
        self.stdout.write(f"{gate.name:<34}{gate.measured:>8g} ≤ {gate.limit:<6g}{verdict}")
        for culprit in gate.culprits:
            self.stdout.write(f"    {culprit}")
