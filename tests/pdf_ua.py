"""What a PDF/UA-1 validator, another program than the compiler of our PDFs, says of a file."""

from pathlib import Path
from tempfile import TemporaryDirectory

import page


def breaches(content: bytes) -> list[str]:
    """The rules of PDF/UA-1 that the file breaks, of those that a machine can check."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "document.pdf")
        file.write_bytes(content)
        report = page.validate_pdf(str(file), profile=page.ValidationProfile.PDF_UA_1)
    assert report.rules.total > 100
    return [str(failure) for failure in report.failures]
