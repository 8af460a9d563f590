#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")
    from django.core.management import execute_from_command_line

    from portal import postgres

    try:
        with postgres.for_command(sys.argv):
            execute_from_command_line(sys.argv)
    except postgres.PostgresError as error:
        sys.exit(f"manage.py: {error}")


if __name__ == "__main__":
    main()
