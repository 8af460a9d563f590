"""Why the demonstration does not run."""


class DemoError(Exception):
    """The demonstration cannot start or go on; one sentence says why and what to do."""
