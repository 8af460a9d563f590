"""Style sheet, fonts and code reader lie where pages and the PDF maker look for them."""

import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from portal import assets


def test_the_style_sheet_comes_with_licence_and_version() -> None:
    assert {"kern.min.css", "LICENSE.md", "VERSION"} <= {
        path.name for path in assets.STATIC.iterdir()
    }


def test_every_font_that_the_sheet_names_is_there() -> None:
    names = re.findall(r'url\("(.+?)"\)', (assets.STATIC / "fonts.css").read_text())
    assert len(names) == len(assets.FACES)
    assert all((assets.STATIC / name).is_file() for name in names)


def test_text_is_shown_before_its_font_has_come() -> None:
    sheet = (assets.STATIC / "fonts.css").read_text()
    assert sheet.count("font-display: swap") == len(assets.FACES)


@pytest.mark.parametrize("face", assets.FACES)
def test_fonts_are_unchanged_copies_as_their_licence_wants(face: assets.Face) -> None:
    name = f"{face.name}.woff2"
    original = assets.PACKAGE / "dist" / "fonts" / "fira-sans" / name
    assert (assets.STATIC / "fonts" / name).read_bytes() == original.read_bytes()


@pytest.mark.parametrize("folder", [assets.STATIC / "fonts", assets.PDF_FONTS])
def test_the_fonts_carry_their_licence(folder: Path) -> None:
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text()


@pytest.mark.parametrize("face", assets.FACES)
def test_the_pdf_maker_gets_the_same_glyphs(face: assets.Face) -> None:
    with TTFont(assets.PDF_FONTS / f"{face.name}.ttf") as font:
        assert {ord(letter) for letter in "äöüßÄÖÜ€§"} <= set(font.getBestCmap())


@pytest.mark.parametrize("name", ["decode.js", "index.js", "LICENSE-MIT"])
def test_the_code_reader_is_an_unchanged_copy(name: str) -> None:
    copy = assets.CODE_READER_STATIC / name
    assert copy.read_bytes() == (assets.CODE_READER / name).read_bytes()


def test_nothing_is_done_twice() -> None:
    assert assets.is_current()


def test_a_changed_lock_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = tmp_path / "package-lock.json"
    other.write_text("{}")
    monkeypatch.setattr(assets, "INPUTS", (other,))
    assert not assets.is_current()


def test_the_lock_names_no_download_address() -> None:
    assert '"resolved"' not in (assets.ROOT / "package-lock.json").read_text()


@pytest.mark.parametrize("name", ["production.txt", "dev.txt"])
def test_the_python_locks_name_none_either(name: str) -> None:
    assert "://" not in (assets.ROOT / "requirements" / name).read_text()
