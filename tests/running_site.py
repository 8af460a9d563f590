"""The whole product as its users meet it: real server, real database, simulated state account.

Started once for each test process, on a database of its own that is cloned from the
migrated test database, so that starting costs seconds and nothing leaks into other tests.
"""

import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60

AT = """
import sys, time_machine, django
django.setup()
from datetime import datetime
from functools import cached_property
from django.core.management import call_command
with time_machine.travel(datetime.fromisoformat(sys.argv[1]), tick=True):
    call_command(*sys.argv[2:])
"""


PREPARE = """
import json, django
django.setup()
from django.conf import settings
from identity.models import User
from tests.matrix import people
from tests.sessions import signed_in
placeholders, cookies = people.prepare(), {}
for user in User.objects.all():
    cookies[user.username] = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
print(json.dumps([placeholders, cookies]))
"""

DESCRIBE = """
import json, django
django.setup()
from portal.demo import description, place
print(json.dumps(description.describe(place.Place())))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database_address(name: str) -> str:
    """The URL of database ``name`` on the server that the tests run on."""
    settings = connection.settings_dict
    host = settings["HOST"] or settings["OPTIONS"].get("host", "")
    login = quote(settings["USER"] or "")
    if settings["PASSWORD"]:
        login += f":{quote(settings['PASSWORD'], safe='')}"
    port = f"&port={settings['PORT']}" if settings["PORT"] else ""
    return f"postgresql://{login}@/{quote(name)}?host={quote(str(host), safe='')}{port}"


def clone_database(name: str) -> None:
    """Make database ``name`` a copy of the migrated test database."""
    source = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


def drop_database(name: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@dataclass
class RunningSite:
    """Address of the portal and of the state account, and a way to run its commands."""

    url: str
    account_url: str
    environment: dict[str, str]
    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def manage(self, *arguments: str, at: datetime | None = None) -> str:
        """Run a management command against this site, with its clock set to ``at``."""
        command = ["manage.py", *arguments]
        if at:
            command = ["-c", AT, at.isoformat(), *arguments]
        return self.run(*command)

    def run(self, *command: str) -> str:
        """What a Python command prints; it must succeed."""
        result = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def mails_to(self, address: str) -> list[EmailMessage]:
        """What the site has sent to somebody, oldest first."""
        files = sorted((self.folder / "mail").glob("*.log"), key=lambda file: file.stat().st_mtime)
        texts = [part for file in files for part in file.read_text().split(f"{'-' * 79}\n")]
        mails = [message_from_string(text, policy=default) for text in texts if text.strip()]
        return [mail for mail in mails if mail["To"] == address]

    @property
    def log(self) -> Path:
        return self.folder / "site.log"

    def open(self) -> None:
        """Prepare as the demonstration does, then start both servers and wait for them."""
        simulator = ["-m", "identity.simulator", f"--port={self.account_url.rpartition(':')[2]}"]
        simulator += [f"--portal={self.url}", f"--folder={self.folder / 'simulator'}"]
        simulator += [f"--address={self.account_url}"]
        self.run("manage.py", "saml_keys", "ensure")
        self.run(*simulator, "--write-metadata")
        for account in ("unternehmenskonto", "bundid"):
            metadata = self.folder / "simulator" / f"{account}.xml"
            self.manage("saml_idp", account, f"--metadata={metadata}")
        self.manage("load_example_site")
        port = self.url.rpartition(":")[2]
        web = ["-m", "granian", "--interface=wsgi", "--host=127.0.0.1", f"--port={port}"]
        self.start(*web, "--workers=1", "--blocking-threads=4", "portal.wsgi:application")
        self.start(*simulator)
        self.wait_for(f"{self.url}/healthz")
        self.wait_for(self.account_url)

    @cached_property
    def description(self) -> dict[str, Any]:
        """What `make demo` would write into demo.json about this site."""
        return json.loads(self.run("-c", DESCRIBE))

    @cached_property
    def prepared(self) -> tuple[dict[str, str], dict[str, str]]:
        """Objects of the site for the matrix of addresses, and a session of everybody."""
        placeholders, cookies = json.loads(self.run("-c", PREPARE).splitlines()[-1])
        return placeholders, cookies

    def account(self, role: str) -> dict[str, str]:
        """User name and password of the example account with this role, or with this name."""
        accounts = self.description["accounts"]
        return next(a for a in accounts if role in (a["role"], a.get("username")))

    def start(self, *command: str) -> None:
        with self.log.open("ab") as log:
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, *command],
                    cwd=ROOT,
                    env=self.environment,
                    stdout=log,
                    stderr=log,
                )
            )

    def wait_for(self, url: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                httpx.get(url, timeout=5)
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError(f"{url} did not answer:\n{self.log.read_text()[-4000:]}")

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=20)


def build_site(database: str, folder: Path) -> RunningSite:
    """A site that is configured but not yet started."""
    port, account_port = free_port(), free_port()
    url = f"http://127.0.0.1:{port}"
    # Another host name: to a browser the state account is another site, as in life.
    account_url = f"http://localhost:{account_port}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.site_settings",
        "DATABASE_URL": database_address(database),
        "PORTAL_BASE_URL": url,
        "PORTAL_VAR_DIR": str(folder),
        "SAML_KEY_DIR": str(folder / "saml"),
    }
    return RunningSite(url, account_url, environment, folder)
