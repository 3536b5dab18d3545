"""How a function starts: the collector, and with SnapStart what is in the memory that Lambda keeps."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]

# What Lambda's own Python has, as far as it is used.
HOOKS = """
before, after = [], []
def register_before_snapshot(function, *arguments): before.append((function, arguments))
def register_after_restore(function, *arguments): after.append((function, arguments))
"""

WATCHED = """
import sys
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        print("CONNECTED", event, arguments, flush=True)
sys.addaudithook(watch)
"""

SNAPSHOT = """
import gc, random
import snapshot_restore_py as hooks
import app.lambda_handler
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
for function, arguments in reversed(hooks.before):
    function(*arguments)
print("keys", sum(isinstance(thing, EllipticCurvePrivateKey) for thing in gc.get_objects()))
state = random.getstate()
for function, arguments in hooks.after:
    function(*arguments)
print("renewed", random.getstate() != state)
"""


def run(program: str, folder: Path, **environment: str) -> str:
    """Run what Lambda would run, and return what it printed."""
    (folder / "snapshot_restore_py.py").write_text(HOOKS)
    done = subprocess.run(
        [sys.executable, "-c", WATCHED + program],
        env={
            "PYTHONPATH": os.pathsep.join((str(PROJECT / "src"), str(folder))),
            "AWS_LAMBDA_FUNCTION_NAME": "api",
            "AWS_REGION": "eu-central-1",
            "APP_STAGE": "prod",
            "APP_USERS_TABLE": "users",
            "APP_SESSIONS_TABLE": "sessions",
            "APP_DATA_TABLE": "data",
            "APP_SECRET_ID": "secret",
            "APP_SITE_ORIGIN_PARAMETER": "/stack/site-origin",
            **environment,
        },
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_no_connection_and_no_key_is_in_the_snapshot_and_the_pauses_are_shared_by_nobody(tmp_path: Path) -> None:
    printed = run(SNAPSHOT, tmp_path, AWS_LAMBDA_INITIALIZATION_TYPE="snap-start").splitlines()

    warmed_up, *rest = printed
    assert '"operation":"health"' in warmed_up
    assert '"status":200' in warmed_up
    assert rest == ["keys 0", "renewed True"]


def test_without_snapshots_a_start_does_only_what_its_request_needs(tmp_path: Path) -> None:
    program = (
        "import app.lambda_handler\nprint('botocore.loaders' in sys.modules, 'snapshot_restore_py' in sys.modules)"
    )

    assert run(program, tmp_path, AWS_LAMBDA_INITIALIZATION_TYPE="on-demand").split()[1] == "False"


def test_a_connection_before_the_snapshot_would_be_noticed(tmp_path: Path) -> None:
    program = "import socket\nwith socket.socket() as s: s.connect_ex(('127.0.0.1', 9))"

    assert "CONNECTED" in run(program, tmp_path)


def test_the_collector_waits_for_the_imports_and_then_leaves_alone_what_they_made(tmp_path: Path) -> None:
    watch = "import gc, app\nprint(gc.isenabled())\n"
    program = f"{watch}import app.lambda_handler\nprint(gc.isenabled(), gc.get_freeze_count() > 10_000)"

    assert run(program, tmp_path).split() == ["False", "True", "True"]


def test_elsewhere_the_collector_is_as_it_always_is(tmp_path: Path) -> None:
    program = "import os\ndel os.environ['AWS_LAMBDA_FUNCTION_NAME']\nimport gc, app\nprint(gc.isenabled())"

    assert run(program, tmp_path) == "True\n"
