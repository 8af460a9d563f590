"""The measurements bring their own database server when nobody configured one."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
import bench.__main__ as bench
from portal import postgres
bench.RESULTS = Path(sys.argv[1])
bench._measure = lambda names: print("running:", postgres.status().running) or []
bench.main([])
print("afterwards:", postgres.status().running)
"""


def test_server_runs_for_the_time_of_the_measurements(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment["PORTAL_VAR_DIR"] = str(tmp_path / "var")
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "results.json")]
    printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "running: True" in printed.stdout
    assert "afterwards: False" in printed.stdout
