"""What can go wrong with the database server that the portal brings along.

Every message is one plain sentence about the cause and one about the way out, fit to be shown
to the person who typed the command.
"""


class PostgresError(Exception):
    """The portal's own database server cannot do what was asked."""


class BinariesMissing(PostgresError):
    """There is no PostgreSQL on this machine that could be started."""


class WrongVersion(PostgresError):
    """The data were written by another major version."""


class FolderNotOurs(PostgresError):
    """A folder that must be private belongs to somebody else."""


class NoUnprivilegedAccount(PostgresError):
    """Root started it, and no other account can reach the files."""


class SocketTaken(PostgresError):
    """Another program listens where the server should."""


class DiskFull(PostgresError):
    """There is no room left for the data."""


class StartFailed(PostgresError):
    """The server did not come up, for a reason that only its log knows."""


class StopFailed(PostgresError):
    """The server did not end in time."""
