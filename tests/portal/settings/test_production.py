"""What stops the start in real operation, each with a sentence that names the variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
GOOD = {
    "DJANGO_SETTINGS_MODULE": "portal.settings.production",
    "DATABASE_URL": "postgresql://portal@db.altenburg.de/portal",
    "SECRET_KEY": "no-secret-but-long-and-varied-enough-for-a-test-0123456789",
    "PORTAL_BASE_URL": "https://portal.altenburg.de",
    "PORTAL_MAIL_FROM": "portal@altenburg.de",
    "EMAIL_HOST": "mail.altenburg.de",
}
READ = "import portal.settings.production"
START = "import django; django.setup(); from django.conf import settings; "


def start(
    tmp_path: Path, changes: dict[str, str | None], code: str = READ
) -> subprocess.CompletedProcess[str]:
    """Start with the good environment and some of it changed; None takes a variable away."""
    environ = {**GOOD, "PORTAL_VAR_DIR": str(tmp_path), "PATH": os.environ["PATH"]}
    changed = {**environ, **changes}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={name: value for name, value in changed.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
    )


def test_good_environment_starts(tmp_path: Path) -> None:
    assert start(tmp_path, {}).stderr == ""


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", None, "SECRET_KEY is not set"),
        ("LINKCHECK_ALLOW_LOOPBACK", "true", "LINKCHECK_ALLOW_LOOPBACK is for tests"),
        ("SECRET_KEY", "short", "SECRET_KEY is too short. Use at least 50 characters."),
        (
            "SECRET_KEY",
            "development-only-secret-that-production-refuses",
            "SECRET_KEY is",
        ),
        ("DEBUG", "true", "DEBUG is on"),
        ("DEBUG", "perhaps", "DEBUG is 'perhaps'. Use true or false."),
        ("PORTAL_BASE_URL", "http://portal.altenburg.de", "PORTAL_BASE_URL"),
        ("PORTAL_BASE_URL", "https://www.example.org", "an example host"),
        ("PORTAL_BASE_URL", "https://127.0.0.1", "an example host"),
        ("PORTAL_BASE_URL", "https://portal.test", "an example host"),
        ("PORTAL_BASE_URL", "https://portal.altenburg.de/path", "without a path"),
        ("EMAIL_HOST", None, "EMAIL_HOST is not set"),
        ("EMAIL_PORT", "many", "EMAIL_PORT is 'many'. Use a whole number from 1."),
        ("PORTAL_METRICS_TOKEN", "short", "PORTAL_METRICS_TOKEN is too short"),
        ("PORTAL_API_RATE", "0", "PORTAL_API_RATE is '0'. Use a whole number from 1."),
        ("SECRET_KEY_FILE", "/none", "SECRET_KEY and SECRET_KEY_FILE are both set"),
    ],
)
def test_wrong_value_stops_the_start(
    tmp_path: Path, name: str, value: str | None, sentence: str
) -> None:
    stopped = start(tmp_path, {name: value})
    assert stopped.returncode != 0
    assert sentence in stopped.stderr.splitlines()[-1]


def test_a_secret_is_never_quoted(tmp_path: Path) -> None:
    assert "geheim" not in start(tmp_path, {"SECRET_KEY": "geheim"}).stderr


def test_secret_comes_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("f" * 60 + "\n")
    changes = {"SECRET_KEY": None, "SECRET_KEY_FILE": str(tmp_path / "key")}
    started = start(tmp_path, changes, f"{START}print(len(settings.SECRET_KEY))")
    assert started.stdout.strip() == "60"


def test_missing_secret_file_is_named(tmp_path: Path) -> None:
    changes = {"SECRET_KEY": None, "SECRET_KEY_FILE": "/none/key"}
    assert "SECRET_KEY_FILE: /none/key cannot be read" in start(tmp_path, changes).stderr


def test_simulated_account_is_refused_whatever_the_environment_says(tmp_path: Path) -> None:
    code = START + (
        "from identity.saml.identity_providers import is_real;"
        "print(settings.PORTAL_PRODUCTION, is_real('urn:simulated:x', 'https://idp.altenburg.de'))"
    )
    started = start(tmp_path, {"PORTAL_PRODUCTION": "false"}, code)
    assert started.stdout.split() == ["True", "False"]


def test_deployment_check_is_clean(tmp_path: Path) -> None:
    code = START + (
        "from django.core.management import call_command;"
        "call_command('check', deploy=True, fail_level='WARNING')"
    )
    checked = start(tmp_path, {}, code)
    assert (checked.returncode, checked.stderr) == (0, "")
