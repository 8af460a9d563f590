"""PDF for people: tagged, with embedded fonts, the same bytes for the same content (ADR 0031)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import typst
from django.conf import settings


def font_folders() -> list[str]:
    """Where the portal's own fonts lie, as far as they are installed."""
    folder: Path = settings.PDF_FONTS_DIR
    return [str(folder)] if folder.is_dir() else []


def tagged_pdf(template: Path, inputs: Mapping[str, str], *, at: datetime) -> bytes:
    """A document that the compiler checks against PDF/UA-1.

    ``inputs`` are the texts (mostly JSON) that the template reads by name; ``at`` is the moment
    that the file names as its own. Raises ``typst.TypstError`` where a template breaks the norm.
    """
    document = typst.compile(
        str(template),
        format="pdf",
        font_paths=font_folders(),
        ignore_system_fonts=True,
        sys_inputs=dict(inputs),
        pdf_standards=["ua-1"],
        timestamp=at.replace(microsecond=0),
    )
    assert isinstance(document, bytes)
    return document
