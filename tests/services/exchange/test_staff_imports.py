"""The import page: editors hand files in, others do not get near it."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from services.exchange import importing
from services.models import ImportRun, Service

pytestmark = pytest.mark.django_db
PAGE = "/verwaltung/leistungen/importe/"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR_DIR = tmp_path
    settings.CELERY_TASK_ALWAYS_EAGER = True
    monkeypatch.setattr(importing, "reindex", lambda report: None)


def upload(client: Client, content: bytes, name: str = "nachricht.xml", **fields: str):
    file = SimpleUploadedFile(name, content, content_type="text/xml")
    return client.post(PAGE, {"file": file, **fields}, follow=True)


@pytest.mark.parametrize("role", ["licence_officer", "health_officer", "digital_officer"])
def test_other_roles_are_refused(staff, login, role: str) -> None:
    assert login(staff(role)).get(PAGE).status_code in {302, 403}


def test_nobody_without_an_account(citizen: Client) -> None:
    assert citizen.get(PAGE).status_code == 302


def test_a_wrong_name_is_refused_with_the_way_out(editor, login) -> None:
    response = upload(login(editor), b"<x/>", name="nachricht.exe")
    assert "auf .xml, .xml.gz, .csv oder .xlsx enden" in response.content.decode()
    assert not ImportRun.objects.exists()


@pytest.mark.shared
def test_a_second_person_takes_over_what_was_checked(
    editor, second, login, xzufi: Path, django_capture_on_commit_callbacks
) -> None:
    content = (xzufi / "valid" / "altenburg-2.2.0.xml").read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        upload(login(editor), content, name="../../etc/passwd.xml")
    tried = ImportRun.objects.get()
    assert (tried.dry_run, Service.objects.count()) == (True, 0)
    with django_capture_on_commit_callbacks(execute=True):
        login(second).post(reverse("services_import_decide", args=[tried.pk]))
    run = ImportRun.objects.first()
    assert (run.state, Service.objects.count()) == (ImportRun.State.DONE, 40)
    page = login(editor).get(reverse("services_import", args=[run.pk])).content.decode()
    assert "Leistungen: neu" in page


@pytest.mark.shared
def test_nobody_takes_over_the_file_they_handed_in(
    editor, login, xzufi: Path, django_capture_on_commit_callbacks
) -> None:
    content = (xzufi / "valid" / "altenburg-2.2.0.xml").read_bytes()
    client = login(editor)
    with django_capture_on_commit_callbacks(execute=True):
        upload(client, content)
        tried = ImportRun.objects.get()
    address = reverse("services_import", args=[tried.pk])
    assert "So übernehmen" not in client.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("services_import_decide", args=[tried.pk]))
    assert Service.objects.count() == 0


@pytest.mark.shared
def test_a_refused_file_says_why(
    editor, login, xzufi: Path, django_capture_on_commit_callbacks
) -> None:
    content = (xzufi / "hostile" / "billion-laughs.xml").read_bytes()
    client = login(editor)
    with django_capture_on_commit_callbacks(execute=True):
        upload(client, content)
    run = ImportRun.objects.get()
    assert run.state == ImportRun.State.FAILED
    page = client.get(reverse("services_import", args=[run.pk])).content.decode()
    assert "DOCTYPE" in page
    report = client.get(reverse("services_import_report", args=[run.pk])).content.decode()
    assert "refused" in report


@pytest.mark.shared
def test_deletions_wait_for_a_click(
    editor, login, xzufi: Path, django_capture_on_commit_callbacks
) -> None:
    importing.run([xzufi / "valid" / "altenburg-2.2.0.xml"], actor=None)
    folder = xzufi / "hostile" / "index-delete-over-20-percent"
    run = importing.run([folder], actor=None)
    client = login(editor)
    assert (
        "Löschen bestätigen"
        in client.get(reverse("services_import", args=[run.pk])).content.decode()
    )
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("services_import_decide", args=[run.pk]))
    assert Service.objects.count() == 28
