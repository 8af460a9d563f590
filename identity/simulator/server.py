"""The simulated accounts over HTTP."""

from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

from identity.simulator import pages
from identity.simulator.accounts import KINDS, StateAccount
from identity.simulator.questions import BadQuestion

MAX_BODY = 500_000
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Reply:
    body: bytes
    content_type: str = HTML
    status: int = HTTPStatus.OK
    form_action: str = "'self'"
    headers: dict[str, str] = field(default_factory=dict)


class Simulator:
    """All simulated accounts; answers a request by method, path and form."""

    def __init__(self, address: str, portal: str, folder: Path) -> None:
        self.portal = portal.rstrip("/")
        folder.mkdir(parents=True, exist_ok=True)
        self.accounts = {
            kind: StateAccount(kind, address, folder, self.service_metadata) for kind in KINDS
        }

    def service_metadata(self, kind: str) -> bytes:
        """The portal's metadata, asked for each time: keys may change while this runs."""
        url = f"{self.portal}/saml/{kind}/metadata"
        with urlopen(url, timeout=10) as reply:  # noqa: S310 - from the command line, not a request
            return bytes(reply.read())

    def get(self, path: str) -> Reply:
        if path in pages.STATIC:
            return Reply(pages.static(path), pages.STATIC[path])
        account, action = self._route(path)
        if account and action == "metadata":
            return Reply(account.metadata(), "application/samlmetadata+xml")
        if path == "/codes":
            return Reply(pages.codes().encode())
        if path == "/":
            return Reply(pages.home(list(self.accounts.values())).encode())
        return Reply(b"Nicht gefunden", status=HTTPStatus.NOT_FOUND)

    def post(self, path: str, form: dict[str, str]) -> Reply:
        account, action = self._route(path)
        if account is None or action not in {"sso", "anmelden"}:
            return Reply(b"Nicht gefunden", status=HTTPStatus.NOT_FOUND)
        try:
            posted = form.get("SAMLRequest", "")
            if action == "sso":
                _service, question = account.ask(posted)
                return Reply(pages.choose(account, posted, question).encode())
            address, message = account.answer(posted, form.get("choice", ""), late="late" in form)
        except BadQuestion as error:
            return Reply(pages.refused(account, str(error)).encode(), status=HTTPStatus.BAD_REQUEST)
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
        return Reply(pages.send(account, address, message).encode(), form_action=origin)

    def _route(self, path: str) -> tuple[StateAccount | None, str]:
        kind, _, action = path.removeprefix("/").partition("/")
        return self.accounts.get(kind), action


class Handler(BaseHTTPRequestHandler):
    """Thin: reads the form, asks the simulator, writes its reply."""

    simulator: Simulator

    def do_GET(self) -> None:
        self._write(self.simulator.get(urlsplit(self.path).path))

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        if length > MAX_BODY:
            self._write(Reply(b"Zu gross", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE))
            return
        form = parse_qs(self.rfile.read(length).decode(), keep_blank_values=True)
        first = {name: values[0] for name, values in form.items()}
        self._write(self.simulator.post(urlsplit(self.path).path, first))

    def _write(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header(
            "Content-Security-Policy",
            f"default-src 'self'; frame-ancestors 'none'; form-action {reply.form_action}",
        )
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: a log of sign-ins helps nobody here."""


def serve(simulator: Simulator, port: int) -> None:
    handler = type("SimulatorHandler", (Handler,), {"simulator": simulator})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.serve_forever()
