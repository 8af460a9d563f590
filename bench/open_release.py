"""The office opens and exports 5,000 released visits in its browser.

The same scripts as on the page: open each visit, check it, write the workbook. The limit is what
no program can leave out: one key agreement and one decryption per visit, in the same browser.
"""

import json
from base64 import b64encode
from importlib import import_module
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Route, sync_playwright

from bench.ratio import Ratio

VISITS = 5_000
STATIC = Path(__file__).parents[1] / "guestreg" / "static"
PAGE = "http://localhost/"

OPEN = """async ([sheet, words]) => {
  const [keyfile, opening, exports] = await Promise.all(
    ["keyfile", "opening", "exports"].map((name) => import(`/guestreg/${name}.js`)));
  const data = await (await fetch("/package")).json();
  const key = await keyfile.fromSheet(sheet);
  const start = performance.now();
  let shown = 0;
  const rows = await opening.openAll(data, key, (count) => { shown = count; });
  const file = exports.FORMATS.xlsx.write(rows, words, data.request);
  const seconds = (performance.now() - start) / 1000;
  return [seconds, shown, rows.filter((row) => !row.doubts.length).length, file.size];
}"""
LIMIT = """async (visits) => {
  const curve = {name: "ECDH", namedCurve: "P-256"};
  const pair = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const key = await crypto.subtle.generateKey({name: "AES-GCM", length: 128}, false,
                                              ["encrypt", "decrypt"]);
  const how = {name: "AES-GCM", iv: new Uint8Array(12)};
  const sealed = await crypto.subtle.encrypt(how, key, new Uint8Array(512));
  const start = performance.now();
  for (let n = 0; n < visits; n += 1) {
    await crypto.subtle.deriveBits({name: "ECDH", public: pair.publicKey}, pair.privateKey, 256);
    await crypto.subtle.decrypt(how, key, sealed);
  }
  return (performance.now() - start) / 1000;
}"""


def run() -> list[Ratio]:
    from guestreg import keyfile
    from guestreg.example import keys as demo
    from guestreg.exports.words import words

    package = json.dumps(_package())
    with sync_playwright() as playwright:
        browser = import_module("tests.browser").find_chromium().launch(playwright)
        page = browser.new_page()
        page.route("**/*", lambda route: _answer(route, package))
        page.goto(PAGE)
        limit = page.evaluate(LIMIT, VISITS)
        seconds, shown, opened, size = page.evaluate(OPEN, [keyfile.sheet(demo.PAPER), words()])
        browser.close()
    if (shown, opened) != (VISITS, VISITS):
        raise RuntimeError(f"{opened} of {VISITS} visits were opened.")
    name = f"open and export {VISITS:,} visits in the browser / bare decryption"
    return [Ratio(name, seconds, limit, "s", lower_is_better=True, note=f"{size} bytes")]


def _package() -> dict[str, Any]:
    """Invented guests, sealed to one day key with a share for the recovery sheet."""
    from guestreg.example import keys as demo
    from guestreg.keyfile import HeldKey
    from guestreg.release import seal_share
    from guestreg.sealing import SUITE, Envelope, encode, pad

    day, made = "2026-11-23", HeldKey(ec.generate_private_key(ec.SECP256R1()))
    share = seal_share(
        made.secret,
        day_kid=made.kid,
        recipient_kid=demo.PAPER.kid,
        to=demo.PAPER.private.public_key(),
    )
    where = Envelope(made.kid, "", 0, day)
    visits = []
    for number in range(VISITS):
        guest = {"given_name": "Erna", "family_name": "Beispiel", "phone": f"030 23125 {number}"}
        inner = SUITE.encrypt(pad(encode(guest)), made.private.public_key(), info=where.office_info)
        visits.append(_visit(made.kid, day, inner))
    keys = {made.kid: {"point": _text(made.point), "shares": {demo.PAPER.kid: _text(share)}}}
    return {"request": {"id": "bench"}, "keys": keys, "visits": visits}


def _visit(kid: str, day: str, inner: bytes) -> dict[str, Any]:
    times = {"from": f"{day}T18:00:00+00:00", "to": f"{day}T20:00:00+00:00"}
    flags = {"checked_out": True, "sealed_by": "browser", "area": "Gastraum"}
    return {"day": day, "kid": kid, "sealed": _text(inner), **times, **flags}


def _text(data: bytes) -> str:
    return b64encode(data).decode()


def _answer(route: Route, package: str) -> None:
    """The scripts as they are in the repository, the package, and an empty page."""
    path = route.request.url.removeprefix(PAGE)
    if path.endswith(".js"):
        route.fulfill(path=STATIC / path, content_type="text/javascript")
    elif path == "package":
        route.fulfill(body=package, content_type="application/json")
    else:
        route.fulfill(body="<!doctype html><title>bench</title>", content_type="text/html")
