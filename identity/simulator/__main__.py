"""`python -m identity.simulator` runs the simulated state accounts."""

import argparse
import contextlib
from pathlib import Path

from identity.simulator.server import Simulator, serve

DEFAULT_FOLDER = Path(__file__).resolve().parents[2] / "var" / "simulator"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m identity.simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--address", help="own address as browsers see it")
    parser.add_argument("--portal", default="http://127.0.0.1:8000", help="address of the portal")
    parser.add_argument("--folder", type=Path, default=DEFAULT_FOLDER, help="keys and metadata")
    parser.add_argument(
        "--write-metadata", action="store_true", help="write keys and metadata files, then stop"
    )
    return parser.parse_args()


def main() -> None:
    options = arguments()
    address = options.address or f"http://127.0.0.1:{options.port}"
    simulator = Simulator(address, options.portal, options.folder)
    for account in simulator.accounts.values():
        print(f"{account.kind}: {account.metadata_file}", flush=True)  # noqa: T201 - a command
    if not options.write_metadata:
        with contextlib.suppress(KeyboardInterrupt):
            serve(simulator, options.port)


if __name__ == "__main__":
    main()
