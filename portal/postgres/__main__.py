"""`python -m portal.postgres start|stop|status|url|psql`, for those who look after the data."""

import os
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


def psql() -> None:
    """Open a prompt on the running server."""
    program = find_binaries().program("psql")
    os.execv(program, [program, postgres.database_url(), *sys.argv[2:]])  # noqa: S606 - psql takes our place


COMMANDS: dict[str, Callable[[], None]] = {
    command.__name__: command for command in (start, stop, status, url, psql)
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
