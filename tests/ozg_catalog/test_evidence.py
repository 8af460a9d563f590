"""Evidence as a file: told by its content, limited, kept for ever, for staff only."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client

from identity.models import User
from ozg_catalog import evidence
from ozg_catalog.errors import CatalogueError
from ozg_catalog.models import Assessment, EvidenceFile, LeikaEntry, MaturityModel, Municipality

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%an example\n"
NEW = "/verwaltung/digitalisierung/bewertungen/new/"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\nx", "image/png"),
        (b"\xff\xd8\xffx", "image/jpeg"),
    ],
)
def test_content_says_what_it_is(content: bytes, kind: str) -> None:
    assert evidence.keep(content, "bild.exe", actor=None).content_type == kind


@pytest.mark.parametrize("content", [b"", b"<html><script>", b"MZ\x90", b"<svg/>", b"PK\x03\x04"])
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(CatalogueError, match="PDF, PNG und JPEG"):
        evidence.keep(content, "nachweis.pdf", actor=None)


def test_too_large_is_refused() -> None:
    with pytest.raises(CatalogueError, match="5 MB"):
        evidence.keep(PDF + b"x" * evidence.MOST_BYTES, "nachweis.pdf", actor=None)


@pytest.mark.parametrize("name", ["../../etc/passwd", 'a"\r\nX: y.pdf', "", ".pdf", "ü" * 300])
def test_name_is_made_harmless(name: str) -> None:
    kept = evidence.keep(PDF, name, actor=None).name
    assert kept.endswith(".pdf")
    assert not set('/"\r\n\\') & set(kept)
    assert len(kept) <= 150


def test_the_same_file_is_kept_once() -> None:
    assert evidence.keep(PDF, "a.pdf", actor=None) == evidence.keep(PDF, "b.pdf", actor=None)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE ozg_catalog_evidencefile SET name = 'x'", "DELETE FROM ozg_catalog_evidencefile"],
)
def test_it_cannot_be_changed(statement: str) -> None:
    evidence.keep(PDF, "a.pdf", actor=None)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


class TestForm:
    @pytest.fixture
    def officer(self, login: Callable[[User], Client], digital_officer: User) -> Client:
        return login(digital_officer)

    def post(self, officer: Client, home: Municipality, entry: LeikaEntry, content: bytes) -> Any:
        data = {
            "municipality": home.pk,
            "entry": entry.identity,
            "observed_on": "2026-11-01",
            "finding": "level",
            "model": MaturityModel.objects.counting().pk,
            "level": 3,
            "criteria": "{}",
            "origin": "own",
            "upload": SimpleUploadedFile("beleg.pdf", content),
        }
        return officer.post(NEW, data)

    def test_assessment_with_a_file(
        self, officer: Client, home: Municipality, ours: LeikaEntry
    ) -> None:
        assert self.post(officer, home, ours, PDF).status_code == 302
        file = Assessment.objects.get().evidence_file
        assert file is not None
        response = officer.get(f"/verwaltung/digitalisierung/nachweise/{file.pk}/")
        assert response.content == PDF
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"

    def test_wrong_file_keeps_nothing(
        self, officer: Client, home: Municipality, ours: LeikaEntry
    ) -> None:
        page = self.post(officer, home, ours, b"<html>").content.decode()
        assert "PDF, PNG und JPEG" in page
        assert not Assessment.objects.exists()
        assert not EvidenceFile.objects.exists()

    def test_nobody_else_gets_it(self, login: Any, editor: User, citizen: Client) -> None:
        file = evidence.keep(PDF, "a.pdf", actor=None)
        for client in (login(editor), citizen):
            response = client.get(f"/verwaltung/digitalisierung/nachweise/{file.pk}/")
            assert response.status_code in (302, 403)
