"""A script that is not the one the page was made for does not run (Subresource Integrity)."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route
from pytest_django.live_server_helper import LiveServer

from guestreg import scripts
from guestreg.models import Code
from portal.static_storage import HashedStaticFiles

TEMPLATES = Path(__file__).parents[2] / "guestreg" / "templates"
NAMED = re.compile(r'(?:src|href)="/static/([^"]+[.]js)" integrity="([^"]+)"')
RAN = "document.documentElement.dataset.changed"


def checksum(path: str) -> str:
    found = finders.find(path)
    assert isinstance(found, str)
    return f"sha256-{b64encode(sha256(Path(found).read_bytes()).digest()).decode()}"


@pytest.mark.django_db
def test_page_of_a_code_names_the_checksums_of_all_that_seals(citizen: Client, code: Code) -> None:
    page = citizen.get(code.get_absolute_url()).content.decode()
    named = dict(NAMED.findall(page))
    sealing = ("hpke", "signing", "waiting", "checkin")
    assert named == {f"guestreg/{name}.js": checksum(f"guestreg/{name}.js") for name in sealing}


def test_imports_of_imports_and_of_other_folders_are_among_them() -> None:
    def of(path: str) -> set[str]:
        return {module.address for module in scripts.with_imports(path)}

    assert "/static/guestreg/hpke.js" in of("guestreg/released.js")
    assert "/static/vendor/qr/index.js" in of("guestreg/card.js")


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_loads_a_script_without_checksum(template: Path) -> None:
    assert not re.search(r"<script[^>]* src=", template.read_text())


def test_in_operation_the_checksums_are_those_of_the_stored_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There the imports in a script name stored files, so its bytes are not the source's."""
    names = ("guestreg/pending.js", "guestreg/waiting.js")
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(Path(str(finders.find(name))).read_bytes())
    store = HashedStaticFiles(location=str(tmp_path), base_url="/static/")
    list(store.post_process({name: (store, name) for name in names}))
    store.hashed_files |= {name: store.stored_name(name) for name in names}
    monkeypatch.setattr(scripts, "staticfiles_storage", store)
    for module in scripts._stored_with_imports.__wrapped__(names[0]):
        served = tmp_path / module.address.removeprefix("/static/")
        digest = b64encode(sha256(served.read_bytes()).digest()).decode()
        assert module.integrity == f"sha256-{digest}"
        assert served.name not in ("pending.js", "waiting.js")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["hpke", "checkin"])
def test_a_changed_script_does_not_run(
    page: Page, live_server: LiveServer, place: Code, name: str
) -> None:
    """Whether it is the page's own or one that this imports. The form then works without."""

    def change(route: Route) -> None:
        text = route.fetch().text() + f"\n{RAN} = 1;"
        route.fulfill(body=text, content_type="text/javascript")

    page.route(f"**/guestreg/{name}.js", change)
    with page.expect_event("console", lambda message: "integrity" in message.text):
        page.goto(f"{live_server.url}{place.get_absolute_url()}")
    assert page.evaluate(RAN) is None
    assert page.locator("#sealed-here").is_hidden()
    assert page.locator("#sealed-there").is_visible()
