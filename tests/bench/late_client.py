"""Begins when told to, works as long as its line says, and prints when it began."""

import json
import sys
import time

from bench.clients import wait_for_start

if __name__ == "__main__":
    seconds = float(sys.stdin.readline())
    time.sleep(max(0.0, wait_for_start() - time.time()))
    begun = time.time()
    # Long enough that clients told one after the other would begin that much later.
    time.sleep(seconds + 3)
    sys.stdout.write(json.dumps(begun))
