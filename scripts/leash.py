"""Run a command that does not outlive whoever started it: `python leash.py COMMAND…`

The starter makes this process the leader of a process group and keeps the other end of its standard input
open. That end closes with the starter's life, also when it is killed, on every system and without polling;
the whole group is then asked to end (SIGTERM) and, ten seconds later, made to.
Standard library only: it runs on any interpreter.
"""

import os
import signal
import subprocess
import sys
import threading
import time

GRACE_SECONDS = 10


def end_with_starter() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.killpg(0, signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.killpg(0, signal.SIGKILL)


def main() -> int:
    # Signals to the group are for the command; this process goes when the command has gone. A handler and not
    # SIG_IGN, which the command would inherit.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    # close_fds=False hands on what the starter passed, such as the lock on the state.
    command = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, close_fds=False)
    threading.Thread(target=end_with_starter, daemon=True).start()
    status = command.wait()
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main())
