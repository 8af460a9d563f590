"""One HTTP request to a host of the public internet, and to nowhere else.

The address comes from people who fill in forms, so it may point anywhere. Only http and
https on their own ports; every address that the name resolves to has to be a public one; the
connection goes to exactly the address that was checked, so that a second answer of the name
server cannot lead elsewhere; no redirect is followed here (the caller asks again, and is
checked again); time and size are limited; no proxy, no cookies, no credentials.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from django.conf import settings

SECONDS = 15
MOST_BYTES = 512 * 1024
PRODUCT = "Stadtportal-Linkpruefung"
PORTS = {"http": 80, "https": 443}
# RFC 2606 and RFC 6761: such names lead nowhere and are nobody's fault.
RESERVED = ("example", "invalid", "test", "example.com", "example.net", "example.org")

NAT64 = ipaddress.ip_network("64:ff9b::/96")
NOT_PUBLIC = (ipaddress.ip_network("64:ff9b:1::/48"),)
# A public number at which one large cloud answers its own machines.
METADATA = (ipaddress.ip_address("168.63.129.16"),)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class RefusedError(Exception):
    """The address is none that may be visited."""


class ReservedError(RefusedError):
    """The address is an example."""


class UnreachableError(Exception):
    """Nobody answered, or not in a way that can be understood."""


@dataclass(frozen=True)
class Answer:
    url: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def location(self) -> str:
        return self.headers.get("location", "")


def get(
    url: str,
    *,
    accept: str = "*/*",
    most_bytes: int = MOST_BYTES,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Ask once, with the caller's headers too. Raises RefusedError or UnreachableError."""
    parts = _allowed(url)
    address = _resolved(parts.hostname or "", _port(parts))
    connection = _connection(parts, address)
    timer = threading.Timer(SECONDS, _cut, [connection])
    timer.start()
    try:
        return _asked(connection, parts, {"Accept": accept, **(headers or {})}, most_bytes)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise UnreachableError(_words(error)) from error
    finally:
        timer.cancel()
        connection.close()


def host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


def _allowed(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise RefusedError("keine gültige Adresse") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise RefusedError("nur http und https")
    if parts.username or parts.password:
        raise RefusedError("mit Zugangsdaten in der Adresse")
    if any(ord(letter) <= ord(" ") for letter in url):
        raise RefusedError("keine gültige Adresse")
    host = parts.hostname.rstrip(".").lower()
    if any(host == name or host.endswith(f".{name}") for name in RESERVED):
        raise ReservedError("Beispieladresse, wird nicht besucht")
    if port not in (None, PORTS[parts.scheme]) and not _loopback_allowed():
        raise RefusedError("nur die üblichen Ports")
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or PORTS[parts.scheme]


def _resolved(host: str, port: int) -> str:
    """The one address to connect to; refused when any of them is not public."""
    try:
        name = host.encode("idna").decode()
        found = _looked_up(name, port)
    except (OSError, UnicodeError) as error:
        raise UnreachableError("Name nicht auflösbar") from error
    addresses = [str(row[4][0]).partition("%")[0] for row in found]
    if not addresses or not all(_is_public(ipaddress.ip_address(a)) for a in addresses):
        raise RefusedError("führt nicht ins öffentliche Internet")
    return addresses[0]


def _looked_up(name: str, port: int) -> list[Any]:
    """The system's resolver knows no limit of ours: asked aside, and left to itself when slow.

    Raises OSError, TimeoutError among them.
    """
    answers: queue.SimpleQueue[list[Any] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(name, port, type=socket.SOCK_STREAM))
        except OSError as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=SECONDS)
    except queue.Empty as error:
        raise TimeoutError from error
    if isinstance(answer, OSError):
        raise answer
    return answer


def _is_public(address: Address) -> bool:
    if address.is_loopback:
        return _loopback_allowed()
    if address in METADATA or any(address in network for network in NOT_PUBLIC):
        return False
    if isinstance(address, ipaddress.IPv6Address):
        return _is_public_six(address)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _is_public_six(address: ipaddress.IPv6Address) -> bool:
    """Through IPv6 one may reach IPv4: what is wrapped in it has to be public too."""
    if address in NAT64:
        return _is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if address.ipv4_mapped:
        return _is_public(address.ipv4_mapped)
    if address.sixtofour and not _is_public(address.sixtofour):
        return False
    special = address.is_multicast or address.is_reserved or address.is_site_local
    return address.is_global and not special


def _loopback_allowed() -> bool:
    """For tests against a server of their own. Production refuses to start with it."""
    return bool(settings.LINKCHECK_ALLOW_LOOPBACK)


class _PinnedHTTP(http.client.HTTPConnection):
    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self.address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


class _PinnedHTTPS(http.client.HTTPSConnection):
    def __init__(self, host: str, port: int, address: str) -> None:
        self.tls = ssl.create_default_context()
        super().__init__(host, port, timeout=SECONDS, context=self.tls)
        self.address = address

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = self.tls.wrap_socket(plain, server_hostname=self.host)


def _connection(parts: SplitResult, address: str) -> http.client.HTTPConnection:
    host = (parts.hostname or "").encode("idna").decode()
    kind = _PinnedHTTPS if parts.scheme == "https" else _PinnedHTTP
    return kind(host, _port(parts), address)


def _cut(connection: http.client.HTTPConnection) -> None:
    """A server that sends a byte each second would keep every single read within its limit."""
    if connection.sock:
        with contextlib.suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _asked(
    connection: http.client.HTTPConnection,
    parts: SplitResult,
    own: Mapping[str, str],
    most_bytes: int,
) -> Answer:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"User-Agent": user_agent(), **own, "Connection": "close"}
    connection.request("GET", _ascii(path), headers=headers)
    response = connection.getresponse()
    body = _read(response, most_bytes)
    found = {name.lower(): value for name, value in response.getheaders()}
    return Answer(parts._replace(fragment="").geturl(), response.status, found, body)


def _read(response: http.client.HTTPResponse, most_bytes: int) -> bytes:
    """At most so much; what is beyond is not read, and no fault."""
    chunks, left, end = [], most_bytes, time.monotonic() + SECONDS
    while left > 0 and time.monotonic() < end:
        chunk = response.read(min(left, 65536))
        if not chunk:
            break
        chunks.append(chunk)
        left -= len(chunk)
    return b"".join(chunks)


def _ascii(path: str) -> str:
    return quote(path, safe="/?&=%:;,+@!$'()*~-._[]")


def user_agent() -> str:
    """Who asks, why, and where one can read about it."""
    return f"{PRODUCT}/1.0 (+{settings.PORTAL_BASE_URL}/digitalisierung/methode/)"


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "keine Antwort in der Zeit"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "Zertifikat nicht gültig"
    if isinstance(error, ConnectionRefusedError):
        return "Verbindung abgelehnt"
    return "keine verständliche Antwort"
