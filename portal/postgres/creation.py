"""Makes a new database cluster: complete under its final name, or not at all."""

import os
import secrets
import shutil
import subprocess
from pathlib import Path

from portal.postgres.account import Account
from portal.postgres.binaries import Binaries
from portal.postgres.diagnosis import explain
from portal.postgres.layout import DATABASE, ROLE, SUPERUSER, Layout

ACCESS_RULES = """\
# type  database     user  address       method
local   all          all                 scram-sha-256
local   replication  all                 scram-sha-256
host    all          all   127.0.0.1/32  scram-sha-256
host    all          all   ::1/128       scram-sha-256
"""
FIRST_MAJOR_WITH_BUILTIN_LOCALES = 17


def create_cluster(layout: Layout, binaries: Binaries, account: Account, *, safe: bool) -> None:
    """Make the data folder with the portal's role and database, and the password file.

    With ``safe=False`` nothing is forced to the disk; that is for data nobody will miss.
    """
    shutil.rmtree(layout.unfinished, ignore_errors=True)
    layout.unfinished.mkdir(mode=0o700)
    account.give(layout.unfinished)
    passwords = {name: secrets.token_urlsafe(32) for name in (SUPERUSER, ROLE)}
    try:
        _initdb(layout, binaries, account, safe=safe)
        _create_role_and_database(layout, binaries, account, passwords)
        _demand_passwords(layout, account)
    except BaseException:
        shutil.rmtree(layout.unfinished, ignore_errors=True)
        raise
    _write_passwords(layout, account, passwords)
    layout.unfinished.rename(layout.data)


def _initdb(layout: Layout, binaries: Binaries, account: Account, *, safe: bool) -> None:
    """Nobody can sign in to what this makes."""
    command = [
        binaries.program("initdb"),
        f"--pgdata={layout.unfinished}",
        f"--username={SUPERUSER}",
        "--auth=reject",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--lc-messages=C",
        "--text-search-config=german",
        *(() if safe else ("--no-sync",)),
    ]
    if binaries.major >= FIRST_MAJOR_WITH_BUILTIN_LOCALES:
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    _run(command, layout, account)


def _create_role_and_database(
    layout: Layout, binaries: Binaries, account: Account, passwords: dict[str, str]
) -> None:
    """By the single-user server: there is no moment at which the cluster is up without them."""
    single = ["--single", "-D", str(layout.unfinished), "-c", "exit_on_error=on", "postgres"]
    statements = (
        f"ALTER ROLE {SUPERUSER} PASSWORD '{passwords[SUPERUSER]}';\n"
        f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{passwords[ROLE]}';\n"
        f"CREATE DATABASE {DATABASE} OWNER {ROLE};\n"
    )
    _run([binaries.program("postgres"), *single], layout, account, statements)


def _demand_passwords(layout: Layout, account: Account) -> None:
    """Let everybody in who knows a password, and nobody else."""
    rules = layout.unfinished / "pg_hba.conf"
    write_private(rules, ACCESS_RULES)
    account.give(rules)


def _run(command: list[str], layout: Layout, account: Account, stdin: str = "") -> None:
    run = subprocess.run(
        [*account.prefix, *command],
        input=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=server_environment(),
        check=False,
        **account.options,
    )
    if run.returncode:
        raise explain(run.stdout, layout, f"The database in {layout.data} could not be made.")


def server_environment() -> dict[str, str]:
    """What a server program may know of its caller's environment."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _write_passwords(layout: Layout, account: Account, passwords: dict[str, str]) -> None:
    """In the format of libpq's passfile, readable by the owner alone."""
    lines = "".join(f"*:*:*:{role}:{password}\n" for role, password in passwords.items())
    write_private(layout.passwords, lines)
    give_to_owner_of(layout.home, layout.passwords)


def write_private(path: Path, content: str) -> None:
    """Write a file that nobody but its owner can ever open."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)


def give_to_owner_of(folder: Path, path: Path) -> None:
    """Let root's files in a user's folder be the user's, so that he can go on without root."""
    if os.geteuid() == 0:
        status = folder.stat()
        os.chown(path, status.st_uid, status.st_gid, follow_symlinks=False)
