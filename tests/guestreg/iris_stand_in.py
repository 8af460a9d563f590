"""A health office's IRIS proxy on this machine, as strict as its documentation: JSON-RPC 2.0 over
HTTP, the shape of the guest list, the receiver's word filter, one answer for each token."""

import json
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jsonschema

FORBIDDEN_START = re.compile(r"[=<>!\"§$%&/()?´`{}\\\]^\[#+*'\-_.:;@°„]")
WORDS = re.compile(
    r"<SCRIPT|JAVASCRIPT:|DATA:|SELECT.*FROM|INSERT.*INTO|UPDATE.*SET|DELETE.*FROM"
    r"|(CREATE|DROP|ALTER).*(TABLE|INDEX|VIEW)",
    re.IGNORECASE | re.DOTALL,
)
PHONES = {"phone", "mobilePhone"}
TEXT = {"type": "string"}
ADDRESS = {"type": "object", "properties": {"street": TEXT, "city": TEXT, "zip": TEXT}}
CONTACT = {
    "type": "object",
    "properties": {
        "officialName": TEXT,
        "representative": TEXT,
        "address": ADDRESS,
        "email": TEXT,
        "phone": TEXT,
    },
}
ENTRY = {"type": "object", "required": ["id", "name"], "properties": {"id": TEXT, "name": TEXT}}
LOCATION = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": TEXT,
        "name": TEXT,
        "contact": CONTACT,
        "contexts": {"type": "array", "items": ENTRY},
    },
}


class StandIn:
    """``received`` holds the lists it took; ``tokens`` those it asked for and has no answer to."""

    path = "/"

    def __init__(self, schema: dict[str, Any], client: str) -> None:
        self.schema, self.client = closed(schema), client
        self.tokens: set[str] = set()
        self.received: list[dict[str, Any]] = []

    def answer(self, body: bytes) -> dict[str, Any]:
        message = json.loads(body)
        problem = self.problem(message)
        if problem:
            error = {"code": -32602, "message": problem}
            return {"jsonrpc": "2.0", "id": message.get("id"), "error": error}
        params = message["params"]
        self.tokens.remove(params["dataAuthorizationToken"])
        self.received.append(params["guestList"])
        return {"jsonrpc": "2.0", "id": message["id"], "result": {"_": "OK"}}

    def problem(self, message: dict[str, Any]) -> str:
        if set(message) != {"jsonrpc", "method", "id", "params"} or message["jsonrpc"] != "2.0":
            return "not JSON-RPC 2.0"
        if message["method"] != "submitGuestList":
            return "unknown method"
        try:
            checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
            jsonschema.validate(message["params"], self.schema, format_checker=checker)
        except jsonschema.ValidationError as error:
            return error.message
        if message["params"].get("_client", {}).get("name") != self.client:
            return "unknown app"
        if message["params"]["dataAuthorizationToken"] not in self.tokens:
            return "unknown token, or answered already"
        return next(alarms(message["params"]["guestList"]), "")


class SearchService:
    """IRIS' search behind our EPS, by the methods of section 4.1; ``listed`` is what it holds."""

    path = "/jsonrpc"

    def __init__(self, name: str = "ls-1") -> None:
        self.name = name
        self.listed: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []

    def answer(self, body: bytes) -> dict[str, Any]:
        message = json.loads(body)
        service, _dot, method = message["method"].rpartition(".")
        frame = {"jsonrpc": "2.0", "id": message["id"]}
        known = {
            "getProviderLocations": self.get,
            "postLocationsToSearchIndex": self.post,
            "deleteLocationFromSearchIndex": self.delete,
        }
        if service != self.name or method not in known:
            return frame | {"error": {"code": -32601, "message": "method not found"}}
        self.asked.append(method)
        return frame | {"result": {"_": known[method](**message["params"])}}

    def get(self) -> list[dict[str, str]]:
        return [{"id": key, "name": entry["name"]} for key, entry in self.listed.items()]

    def post(self, locations: list[dict[str, Any]]) -> str:
        if len(locations) > 5000:
            return "too many locations"
        for location in locations:
            jsonschema.validate(location, closed(LOCATION))
        wrong = [location["id"] for location in locations if list(alarms(location))]
        if wrong:
            return f"Invalid Locations detected: {', '.join(wrong)}"
        self.listed |= {location["id"]: location for location in locations}
        return "OK"

    def delete(self, locationId: str) -> str:
        return "OK" if self.listed.pop(locationId, None) else "NOT FOUND"


def closed(schema: Any) -> Any:
    """The schema with nothing allowed beside what it names."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(part) for name, part in schema.items()}
    return made | ({"additionalProperties": False} if schema.get("type") == "object" else {})


def alarms(value: Any, name: str = "") -> Iterator[str]:
    """Texts at which the receiver raises an alarm."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from alarms(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from alarms(part, name)
    elif isinstance(value, str):
        text = value.removeprefix("+") if name in PHONES else value
        if FORBIDDEN_START.match(text) or WORDS.search(text):
            yield f"dangerous text in {name}: {value!r}"


@contextmanager
def serve(
    stand_in: StandIn | SearchService, certificate: ssl.SSLContext | None = None
) -> Iterator[str]:
    """Its address while it runs, without the path that it listens on."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path != stand_in.path:
                self.send_error(404)
                return
            data = json.dumps(stand_in.answer(body)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if certificate:
        server.socket = certificate.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
