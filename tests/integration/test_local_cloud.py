"""MiniStack as a child process: what it keeps, what it refuses, what it says."""

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import local_cloud
from scripts.local_cloud import LocalCloud, LocalCloudError
from scripts.processes import ROOT

PATIENCE_SECONDS = 60.0

STARTER = """
import os, signal, sys
from pathlib import Path
from scripts.local_cloud import LocalCloud

cloud = LocalCloud(state=Path(sys.argv[1]))
cloud.start()
cloud.client("ssm").put_parameter(Name="/kept", Value="yes", Type="String")
print(cloud.port, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def put(cloud: LocalCloud, value: str) -> None:
    client = cloud.client("ssm")
    client.put_parameter(Name="/kept", Value=value, Type="String", Overwrite=True)
    client.close()


def kept(cloud: LocalCloud) -> str | None:
    client = cloud.client("ssm")
    found = client.get_parameters(Names=["/kept"])["Parameters"]
    client.close()
    return found[0]["Value"] if found else None


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def listens(port: int, host: str = "127.0.0.1") -> bool:
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError:
        return False
    return True


def is_over(cloud: LocalCloud) -> bool:
    cloud.check()
    return False


def cloud_group(state: Path) -> int:
    group: int = json.loads((state / "lock").read_text())["cloud"]
    return group


def test_it_answers_on_loopback_only_and_is_gone_afterwards() -> None:
    with LocalCloud() as cloud:
        put(cloud, "yes")

        assert kept(cloud) == "yes"
        assert not listens(cloud.port, "127.0.0.2")
    assert not listens(cloud.port)


def test_what_was_stored_survives_a_restart(tmp_path: Path) -> None:
    with LocalCloud(state=tmp_path) as cloud:
        put(cloud, "yes")

    with LocalCloud(state=tmp_path) as cloud:
        assert kept(cloud) == "yes"


def test_without_a_state_folder_nothing_is_kept() -> None:
    with LocalCloud() as cloud:
        put(cloud, "yes")

    with LocalCloud() as cloud:
        assert kept(cloud) is None


def test_a_killed_cloud_is_reported_and_has_saved_before(tmp_path: Path) -> None:
    cloud = LocalCloud(state=tmp_path)
    cloud.start()
    put(cloud, "saved-by-itself")
    saved = tmp_path / "state" / "ssm.json"
    wait_until(lambda: saved.exists() and "saved-by-itself" in saved.read_text())

    os.killpg(cloud_group(tmp_path), signal.SIGKILL)

    with pytest.raises(LocalCloudError, match=r"(?s)killed by SIGKILL.*last lines.*Ready"):
        wait_until(lambda: is_over(cloud))
    cloud.stop()
    with LocalCloud(state=tmp_path) as cloud:
        assert kept(cloud) == "saved-by-itself"


def test_a_cloud_whose_starter_was_killed_saves_ends_and_gives_way(tmp_path: Path) -> None:
    starter = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(STARTER), str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert starter.returncode == -signal.SIGKILL, starter.stderr

    with LocalCloud(state=tmp_path) as cloud:
        assert kept(cloud) == "yes"
        assert not listens(int(starter.stdout))


def test_a_lock_left_by_a_dead_process_is_taken_over(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    (tmp_path / "lock").write_text(json.dumps({"owner": ended.pid, "cloud": ended.pid}))

    with LocalCloud(state=tmp_path) as cloud:
        assert kept(cloud) is None


@pytest.mark.parametrize("rubbish", ["", "{", "[]", '{"owner": "1", "cloud": -1}'])
def test_an_unreadable_lock_is_taken_over(tmp_path: Path, rubbish: str) -> None:
    (tmp_path / "lock").write_text(rubbish)
    cloud = LocalCloud(state=tmp_path)

    cloud.lock()

    assert json.loads((tmp_path / "lock").read_text()) == {"owner": os.getpid()}
    cloud.stop()


def test_a_second_cloud_on_the_same_state_is_refused_and_told_who_has_it(tmp_path: Path) -> None:
    with LocalCloud(state=tmp_path) as first:
        put(first, "yes")

        with pytest.raises(LocalCloudError, match=rf"process {os.getpid()}\b"):
            LocalCloud(state=tmp_path).start()

        assert kept(first) == "yes"


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        with pytest.raises(LocalCloudError, match=f"Port {port} is taken"):
            LocalCloud(port=port, state=tmp_path).start()

    with LocalCloud(port=port, state=tmp_path) as cloud:  # and nothing was left behind by the refusal
        assert kept(cloud) is None


def test_a_cloud_that_ends_while_starting_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("import sys\nprint('something is missing')\nsys.exit(3)\n")
    monkeypatch.setattr(local_cloud, "_PROCESS", broken)

    with pytest.raises(LocalCloudError, match=r"(?s)exit code 3.*something is missing"):
        LocalCloud().start()


def test_a_missing_installation_names_the_command_that_makes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_cloud, "_PYTHON", tmp_path / "nowhere" / "python")

    with pytest.raises(LocalCloudError, match="make setup"):
        LocalCloud().start()


def test_processes_for_it_get_nothing_of_the_developers_own_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "a-real-one")
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "https://dynamodb.example.com")
    cloud = LocalCloud()

    environment = cloud.process_environment()

    assert environment["AWS_ENDPOINT_URL"] == cloud.endpoint
    assert {"AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_DYNAMODB"}.isdisjoint(environment)
    assert cloud.client("dynamodb").meta.endpoint_url == cloud.endpoint
