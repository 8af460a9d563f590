"""The compiler of documents; also a program of its own, which needs nothing of the portal."""

from __future__ import annotations

import json
import sys
from datetime import datetime

import typst


def compiled(template: str, inputs: dict[str, str], fonts: list[str], at: str) -> bytes:
    """See ``typesetting.tagged_pdf``; the arguments are plain, so that they can be sent."""
    document = typst.compile(
        template,
        format="pdf",
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=["ua-1"],
        timestamp=datetime.fromisoformat(at).replace(microsecond=0),
    )
    assert isinstance(document, bytes)
    return document


if __name__ == "__main__":
    sys.stdout.buffer.write(compiled(*json.load(sys.stdin.buffer)))
