"""Several processes share one server without getting in each other's way."""

import signal
import subprocess
import sys
from pathlib import Path

from portal.postgres.cluster import Cluster

START = """
import sys
from pathlib import Path
from portal.postgres.cluster import Cluster
print(Cluster(Path(sys.argv[1]), {"shared_buffers": "16MB"}, safe=False).start().pid)
"""
USE = """
import sys
from pathlib import Path
from portal.postgres.cluster import Cluster
with Cluster(Path(sys.argv[1]), {"shared_buffers": "16MB"}, safe=False).running():
    print("using", flush=True)
    sys.stdin.read()
"""


def run(script: str, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_starts_at_once_make_one_server(cluster: Cluster) -> None:
    starts = [run(START, cluster.home) for _ in range(2)]
    pids = {start.communicate(timeout=60)[0].strip() for start in starts}
    assert pids == {str(cluster.status().pid)}


def test_a_server_stays_while_another_process_uses_it(cluster: Cluster) -> None:
    other = run(USE, cluster.home)
    assert other.stdout is not None
    assert other.stdout.readline() == "using\n"
    with cluster.running():
        pass
    assert cluster.status().running
    other.communicate(timeout=60)
    assert not cluster.status().running


def test_a_user_that_was_killed_does_not_keep_the_server_on(cluster: Cluster) -> None:
    other = run(USE, cluster.home)
    assert other.stdout is not None
    other.stdout.readline()
    other.send_signal(signal.SIGKILL)
    other.communicate(timeout=60)
    assert cluster.status().running
    with cluster.running():
        pass
    assert not cluster.status().running
