"""SnapStart: what a function does before Lambda takes a snapshot of its memory, and after each start from one.

All environments that start from a snapshot begin with the same memory. So nothing is in it that has to be their own:
no connection, no credentials, no key, no state of a random generator that a signature could stand on.
"""

import os
import random
from collections.abc import Callable

FROM_SNAPSHOT = "snap-start"
"""What AWS_LAMBDA_INITIALIZATION_TYPE is where a snapshot is taken."""


def prepare(warm_up: Callable[[], None]) -> None:
    """Have Lambda call `warm_up` before its snapshot, and renew what environments may not share after each start.

    Elsewhere it does nothing: a start that is waited for should do only what its request needs.
    """
    if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") != FROM_SNAPSHOT:
        return
    from snapshot_restore_py import (  # type: ignore[import-not-found]  # part of Lambda's own Python
        register_after_restore,
        register_before_snapshot,
    )

    register_before_snapshot(warm_up)
    # Ids, tokens and salts come from the operating system, which Lambda renews; the pauses between retries from here.
    register_after_restore(random.seed)
