"""`make check`: every gate that needs no test, all of them, with one line each.

A gate that fails shows what it said; the others run all the same, so that one call tells
everything that has to be mended.
"""

import json
import os
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = "requirements/production.txt"
PYTHON = [sys.executable]
MANAGE = [sys.executable, "manage.py"]
# Valid for this check and for nothing else: the host cannot exist, the secret is forgotten.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "PORTAL_BASE_URL": "https://portal.internal",
    "PORTAL_MAIL_FROM": "portal@portal.internal",
    "EMAIL_HOST": "mail.portal.internal",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "DATABASE_URL": "postgresql://portal@db.portal.internal/portal",
}


@dataclass(frozen=True)
class Gate:
    """A command that has to end well."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)

    def run(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command,
            cwd=ROOT,
            env={**os.environ, **self.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )


GATES = [
    Gate("lint", [*PYTHON, "-m", "ruff", "check", "."]),
    Gate("format", [*PYTHON, "-m", "ruff", "format", "--check", "."]),
    Gate("types", [*PYTHON, "-m", "mypy"]),
    Gate("import contracts", [str(Path(sys.executable).with_name("lint-imports"))]),
    Gate("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
    Gate("translations", [*MANAGE, "translations", "--check"]),
    Gate("size and markup", [*MANAGE, "size_gates"]),
    Gate("deployment", [*MANAGE, "check", "--deploy", "--fail-level=WARNING"], PRODUCTION),
]


def main() -> int:
    failed = [gate.name for gate in GATES if not passes(gate)]
    if not audit():
        failed.append("known vulnerabilities")
    print(f"\nfailed: {', '.join(failed)}" if failed else "\nall gates passed")
    return 1 if failed else 0


def passes(gate: Gate) -> bool:
    """Run it; say how it went, and what it said if it did not pass."""
    begin = time.monotonic()
    run = gate.run()
    tell(gate.name, "FAILED" if run.returncode else "ok", f"{time.monotonic() - begin:.1f} s")
    if run.returncode:
        print(indent(run.stdout), flush=True)
    return run.returncode == 0


def audit() -> bool:
    """Whether none of the locked packages has a known weakness, as far as the index tells.

    An index may not answer that question at all, as most mirrors do not: then nothing is known,
    and that is said.
    """
    name = "known vulnerabilities"
    options = ["--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json"]
    gate = Gate(name, [*PYTHON, "-m", "pip_audit", *options, "-r", LOCK])
    packages = answer(gate.run().stdout)
    audited = [package for package in packages if "skip_reason" not in package]
    if not audited:
        tell(name, "skipped", "the package index here does not answer that")
        return True
    bad = [package for package in audited if package["vulns"]]
    tell(name, "FAILED" if bad else "ok", f"{len(audited)} of {len(packages)} packages audited")
    for package in bad:
        ids = ", ".join(found["id"] for found in package["vulns"])
        print(indent(f"{package['name']} {package['version']}: {ids}"))
    return not bad


def answer(output: str) -> list[dict]:
    """The packages in pip-audit's report, of which other lines may come before and after."""
    line = next((line for line in output.splitlines() if line.startswith("{")), "{}")
    return json.loads(line).get("dependencies", [])


def tell(name: str, verdict: str, remark: str) -> None:
    print(f"{name:<24}{verdict:<10}{remark}", flush=True)


def indent(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.strip().splitlines())


if __name__ == "__main__":
    sys.exit(main())
