"""The check-in page on a slow phone: until its form can be filled in and sealed, nothing cached.

The processor is slowed down four times, the network is what measuring tools call fast 3G. The
limit is a bare page of the same bytes in three files, in the same browser and network.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bench.ratio import Ratio
from bench.server import granian

SLOWER = 4
FAST_3G = {"latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
TIMES = 3
# The form can be seen and sent, and the script has said that it seals on this device.
USABLE = """() => {
  const button = document.querySelector("#check-in [type=submit]");
  const seals = document.querySelector("#sealed-here:not([hidden])");
  return Boolean(seals && button && !button.disabled && button.getClientRects().length)
    && performance.now();
}"""
READY = "() => window.ready && performance.now()"
BARE = """<!doctype html><title>bare</title><link rel="stylesheet" href="bare.css">
<form><button>ok</button></form><script type="module" src="bare.js"></script><!--{}-->"""


@dataclass
class Visit:
    """One visit of a phone that was never here: seconds until usable, and bytes by request."""

    seconds: float = 0
    received: dict[str, float] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return int(sum(self.received.values()))


def run() -> list[Ratio]:
    with TemporaryDirectory() as folder, _portal(folder) as url, sync_playwright() as playwright:
        browser = import_module("tests.browser").find_chromium().launch(playwright)
        seen, limit = compare(browser, url)
        browser.close()
    name = "check-in page usable on a slow phone"
    note = f"{seen.size} bytes in {len(seen.received)} answers"
    return [
        Ratio(f"{name} / bare page", seen.seconds, limit.seconds, "s", 2.0, True, note),
        Ratio(f"{name} / one second", seen.seconds, 1.0, "s", 1.0, True, note),
        Ratio("check-in page, all that is transferred", seen.size, 25_000, "bytes", 1.0, True),
    ]


def compare(browser: Browser, url: str) -> tuple[Visit, Visit]:
    """The page and the bare one of its size, in turn, each at its best."""
    first = visit(browser, url, USABLE)
    with _bare_page(first.size) as bare:
        visit(browser, bare, READY)
        pairs = [
            (visit(browser, url, USABLE), visit(browser, bare, READY)) for _time in range(TIMES)
        ]
    seen, limit = (min(visits, key=lambda one: one.seconds) for visits in zip(*pairs, strict=True))
    return seen, limit


def visit(browser: Browser, url: str, condition: str) -> Visit:
    made = Visit()
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto("about:blank")
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {"offline": False, **FAST_3G})
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    session.on("Network.loadingFinished", partial(_note, made.received))
    page.goto(url, wait_until="commit")
    made.seconds = page.wait_for_function(condition).json_value() / 1000
    page.wait_for_load_state("networkidle")
    _settle(page, made.received)
    context.close()
    return made


def _settle(page: Page, received: dict[str, float]) -> None:
    """The icon may be asked for after the network was idle."""
    before = -1
    while before != len(received):
        before = len(received)
        page.wait_for_timeout(1_000)


def _note(received: dict[str, float], event: dict[str, Any]) -> None:
    received[event["requestId"]] = event["encodedDataLength"]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: Any) -> None:
        """Nothing: the measurement prints its own line."""


@contextmanager
def _bare_page(size: int) -> Iterator[str]:
    """Document, style and script of that size together, from a server that does nothing else."""
    filling = "x" * (size // 3)
    files = {
        "index.html": BARE.format(filling),
        "bare.css": f"/*{filling}*/",
        "bare.js": f"window.ready = true; /*{filling}*/",
    }
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_text(content)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextmanager
def _portal(folder: str) -> Iterator[str]:
    """The portal as the demonstration serves it: compressed files under hashed names."""
    from guestreg import example
    from guestreg.models import Code

    example.load()
    address = Code.objects.earliest("pk").get_absolute_url()
    as_served: dict[str, Any] = {
        "DJANGO_SETTINGS_MODULE": "portal.settings.development",
        "PORTAL_VAR_DIR": folder,
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(collect, env={**os.environ, **as_served}, check=True)
    with granian("portal.wsgi:application", **as_served) as server:
        yield f"http://127.0.0.1:{server.port}{address}"
