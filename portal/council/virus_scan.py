"""Ask a ClamAV daemon about a file, by its INSTREAM command (clamd(8)).

Without `CLAMAV_ADDRESS` nothing is asked. With it, a daemon that cannot be asked means that the
file does not come in.
"""

import socket
import struct
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from portal.council.pdf_check import RefusedFileError

CHUNK = 64 * 1024
SECONDS = 30
LONGEST_REPLY = 4096
NAME = "ClamAV"


class ScanError(RefusedFileError):
    """The daemon did not say whether the file is clean."""


def scan(content: bytes) -> str:
    """Name of the scanner that found the file clean; empty when none is configured."""
    if not settings.CLAMAV_ADDRESS:
        return ""
    try:
        reply = _ask(content)
    except OSError as error:
        raise ScanError(
            _("Die Datei konnte nicht auf Schadsoftware geprüft werden. Bitte später noch einmal.")
        ) from error
    if reply == "stream: OK":
        return NAME
    if reply.endswith(" FOUND"):
        raise RefusedFileError(
            _("In der Datei wurde Schadsoftware gefunden: %(what)s.")
            % {"what": reply.removeprefix("stream: ").removesuffix(" FOUND")}
        )
    raise ScanError(
        _("Die Datei konnte nicht auf Schadsoftware geprüft werden. Bitte später noch einmal.")
    )


def _ask(content: bytes) -> str:
    with _connected() as connection:
        connection.sendall(b"zINSTREAM\0")
        try:
            for chunk in _chunks(content):
                connection.sendall(struct.pack("!I", len(chunk)) + chunk)
            connection.sendall(struct.pack("!I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # above its limit the daemon answers and hangs up
        return _reply(connection)


def _connected() -> socket.socket:
    """To `host:port` or to the path of a unix socket."""
    address = settings.CLAMAV_ADDRESS
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(SECONDS)
        connection.connect(address)
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _chunks(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), CHUNK):
        yield content[start : start + CHUNK]


def _reply(connection: socket.socket) -> str:
    """Up to the NUL that ends it; one that is cut off is no answer."""
    received = b""
    while not received.endswith(b"\0"):
        part = connection.recv(LONGEST_REPLY)
        if not part or len(received) > LONGEST_REPLY:
            return ""
        received += part
    return received[:-1].decode("utf-8", "replace")
