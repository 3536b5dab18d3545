"""Record in the layout lock what the declared collections add to it, or with --check tell whether all is recorded."""

import sys

from app import clock
from app.collection.layout_lock import LOCK_FILE, Lock, extended
from app.collections import COLLECTIONS


def main() -> int:
    """Write or check; the exit code is 1 where the lock is behind, or a declaration contradicts it."""
    recorded = extended(Lock.read(LOCK_FILE), COLLECTIONS, clock.now())
    for sentence in (*recorded.contradictions, *recorded.additions):
        print(sentence)
    if recorded.contradictions:
        return 1
    if "--check" not in sys.argv[1:]:
        recorded.lock.write(LOCK_FILE)
    elif recorded.additions:
        print("The layout lock does not know this yet. Run `make layout` and commit what it writes.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
