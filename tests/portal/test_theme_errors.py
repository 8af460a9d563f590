"""Error pages need no database: they are what people see while it is down."""

import json
import subprocess
import sys

import pytest
from django.test import Client

DATABASE_DOWN = """
import json
import django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
client.cookies["sessionid"] = "the-cookie-of-somebody-signed-in"
answers = {}
for path in ("/", "/en/", "/en/rat/anfragen/"):
    response = client.get(path)
    answers[path] = [response.status_code, response.content.decode()]
print(json.dumps(answers))
"""


@pytest.fixture(scope="module")
def answers_without_database() -> dict[str, tuple[int, str]]:
    """A process of its own whose database address leads nowhere."""
    run = subprocess.run(
        [sys.executable, "-c", DATABASE_DOWN],
        env={
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            "DATABASE_URL": "postgresql://nobody@/nothing?host=/nonexistent",
            "PATH": "",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    answers: dict[str, tuple[int, str]] = json.loads(run.stdout.splitlines()[-1])
    return answers


@pytest.mark.parametrize(
    ("path", "language", "heading"),
    [
        ("/", "de", "Hier ist etwas schiefgegangen"),
        ("/en/", "en", "Something went wrong"),
        ("/en/rat/anfragen/", "en", "Something went wrong"),
    ],
)
def test_database_down(
    answers_without_database: dict[str, tuple[int, str]], path: str, language: str, heading: str
) -> None:
    status, html = answers_without_database[path]
    assert status == 500
    assert f'<html lang="{language}"' in html
    assert heading in html


@pytest.mark.parametrize(
    ("handler", "status"),
    [
        ("bad_request", 400),
        ("permission_denied", 403),
        ("not_found", 404),
        ("server_error", 500),
        ("form_expired", 403),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_error_page_without_a_query(rf, handler: str, status: int, prefix: str) -> None:
    """No django_db mark: any query would fail here."""
    from portal import errors

    response = getattr(errors, handler)(rf.get(f"{prefix}/irgendwo/"))
    html = response.content.decode()
    assert response.status_code == status
    assert html.count("<h1") == 1
    assert f'href="{prefix}/leistungen/"' in html
    assert 'name="robots" content="noindex"' in html


@pytest.mark.django_db
def test_unknown_address_is_a_404(citizen: Client) -> None:
    response = citizen.get("/gibt-es-nicht/")
    assert response.status_code == 404
    assert "Diese Seite gibt es nicht" in response.content.decode()


@pytest.mark.django_db
def test_stale_form_gets_its_own_page() -> None:
    response = Client(enforce_csrf_checks=True).post("/konto/logout/", {})
    assert response.status_code == 403
    assert "zu lange offen" in response.content.decode()
