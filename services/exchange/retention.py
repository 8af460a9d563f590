"""Files that an exchange leaves in ``var/``: handed in, rejected or fetched."""

import datetime
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

# A page that a source still has is written anew in each round, so it never grows old here.
FOLDERS = ("imports", "exchange")


def forget(now: datetime.datetime) -> int:
    """Remove files that nobody wrote for ``PORTAL_IMPORT_DAYS``; returns how many.

    A run that still waits for a person then says that its file is gone.
    """
    before = (now - datetime.timedelta(days=settings.PORTAL_IMPORT_DAYS)).timestamp()
    old = [file for file in _files() if file.lstat().st_mtime < before]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def _files() -> Iterator[Path]:
    """Plain files of these folders and of those in them; no link is followed."""
    for name in FOLDERS:
        top = Path(settings.VAR_DIR) / name
        for file in [*top.glob("*"), *top.glob("*/*")]:
            if file.is_file() and not file.is_symlink() and not file.parent.is_symlink():
                yield file
