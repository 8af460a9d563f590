"""`python -m portal.postgres …`, for those who look after the data.

`start`, `stop`, `status` and `url` speak of the server; `psql`, `pg_dump` and `pg_restore` call
PostgreSQL's own program of that name on the portal's database, with whatever arguments follow.
"""

import subprocess
import sys
from collections.abc import Callable

from portal import postgres
from portal.postgres.binaries import find_binaries


def start() -> None:
    print(f"The database server runs on {postgres.start().socket}.")


def stop() -> None:
    postgres.stop()
    print("The database server is stopped.")


def status() -> None:
    state = postgres.status()
    print(f"running, process {state.pid}, {state.data}" if state.running else "not running")
    sys.exit(0 if state.running else 3)


def url() -> None:
    print(postgres.database_url())


def client() -> None:
    """Run a program of PostgreSQL on our database; starts the server if need be."""
    name, *arguments = sys.argv[1:]
    with postgres.running() as layout:
        command = [find_binaries().program(name), f"--dbname={layout.url()}", *arguments]
        sys.exit(subprocess.call(command))


COMMANDS: dict[str, Callable[[], None]] = {
    "start": start,
    "stop": stop,
    "status": status,
    "url": url,
    "psql": client,
    "pg_dump": client,
    "pg_restore": client,
}


def main() -> int:
    command = COMMANDS.get(sys.argv[1] if len(sys.argv) > 1 else "")
    if command is None:
        print(f"usage: python -m portal.postgres {'|'.join(COMMANDS)}", file=sys.stderr)
        return 2
    try:
        command()
    except postgres.PostgresError as error:
        print(f"postgres: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
