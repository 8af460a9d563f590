"""PDF for people: tagged, with embedded fonts, the same bytes for the same content (ADR 0031)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings

from ozg_catalog import typesetter

LONGEST_SECONDS = 300


class TypesettingError(Exception):
    """The compiler gave up. Its words are in the message."""


def font_folders() -> list[str]:
    """Where the portal's own fonts lie, as far as they are installed."""
    folder: Path = settings.PDF_FONTS_DIR
    return [str(folder)] if folder.is_dir() else []


def tagged_pdf(template: Path, inputs: Mapping[str, str], *, at: datetime) -> bytes:
    """A document that the compiler checks against PDF/UA-1.

    ``inputs`` are the texts (mostly JSON) that the template reads by name; ``at`` is the moment
    that the file names as its own. Raises ``typst.TypstError`` where a template breaks the norm.
    """
    return typesetter.compiled(str(template), dict(inputs), font_folders(), at.isoformat())


def tagged_pdf_apart(template: Path, inputs: Mapping[str, str], *, at: datetime) -> bytes:
    """The same bytes as ``tagged_pdf``, from a process of their own, for long documents.

    The compiler keeps what it laid out in its last ten documents: 300 MB for each with thousands
    of rows. Only the end of a process gives that back. Raises TypesettingError.
    """
    asked = json.dumps([str(template), dict(inputs), font_folders(), at.isoformat()])
    command = [sys.executable, "-I", typesetter.__file__]
    try:
        done = subprocess.run(
            command, input=asked.encode(), capture_output=True, timeout=LONGEST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TypesettingError(f"not set within {LONGEST_SECONDS} seconds") from error
    if done.returncode:
        raise TypesettingError(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout
