"""The data folder beside the project, for tests marked ``shared``; it is not everywhere."""

import os
from pathlib import Path

FOLDER = Path(os.environ.get("SHARED_DIR", Path(__file__).resolve().parents[2] / "shared"))
DATA = FOLDER / "data"
