"""Work that a second process does until it, or its database, is killed."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).parents[2]

CHECK_IN = """
import os, threading, time, django
django.setup()
from django.utils import timezone
from guestreg import checkin, gateway, places, rates
from guestreg.models import Code
rates.PER_CODE.most = rates.PER_NETWORK.most = rates.PER_TOWN.most = 10**9
code = Code.objects.with_place().earliest("pk")
where = checkin.situation(code, timezone.now())
to = checkin.recipients(where, timezone.now())
def message():
    import base64, json
    token = checkin.issue_token(code.code)
    body = {n: to[n] for n in ("day", "office", "venue")}
    body |= {"token": token, "sealed": [base64.b64encode(os.urandom(674)).decode()], "waited": 0}
    return token.split(":")[0].split(".")[1], json.dumps(body).encode()
def guest():
    while True:
        receipt, body = message()
        places.forget()
        if not gateway.answer(code.code, body, {}, language="de")[0].startswith("201"):
            time.sleep(0.01)
            continue
        os.write(1, f"{receipt}\\n".encode())
for _number in range(4):
    threading.Thread(target=guest).start()
"""

WORKER = """
import sys, time_machine, django
django.setup()
from datetime import datetime
from portal.celery import app, load_tasks
load_tasks()
app.conf.task_always_eager = False
from guestreg.tasks import purge_expired
with time_machine.travel(datetime.fromisoformat(sys.argv[1])):
    if sys.argv[2] == "send":
        purge_expired.delay()
    app.worker_main(["worker", "--pool=solo", "--loglevel=INFO", "--without-mingle",
                     "--without-gossip", "--without-heartbeat"])
"""


def own_database() -> str:
    """The address of this test's database."""
    settings = connection.settings_dict
    options = connection.get_connection_params()
    host, user = options.get("host", ""), options.get("user", "")
    address = f"postgresql://{user}@/{settings['NAME']}?host={host}"
    return f"{address}&port={port}" if (port := options.get("port")) else address


def begin(script: str, *arguments: str, log: Any = None, **more: str) -> subprocess.Popen[bytes]:
    """The script in a process of its own, on this test's database unless told another."""
    environ = {**os.environ, "DATABASE_URL": own_database(), "PYTHONPATH": str(ROOT), **more}
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=log or subprocess.PIPE, stderr=log
    )
