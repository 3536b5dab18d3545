"""`make api`, which is `make dev` without the web app, as a developer uses it."""

import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import pytest

from app.collections import COLLECTIONS
from app.services.demo_content import demo_documents
from scripts.local_cloud import LocalCloud
from scripts.local_mail import mail_to
from scripts.processes import ROOT, free_port
from scripts.seed import DEMO

PATIENCE_SECONDS = 90.0
NEWEST_FIRST = [line["data"] for line in reversed(demo_documents(COLLECTIONS)) if line["collection"] == "notes"]
ADA = {"email": "ada@example.com", "password": "correct horse battery"}


class DevCommand:
    """A running `python -m scripts.dev --api-only`, with what it printed so far in `printed`."""

    def __init__(self, state: Path, **environment: str) -> None:
        ours = {n: v for n, v in os.environ.items() if not n.startswith(("APP_", "AWS_", "FULMAR_"))}
        self.port = int(environment.get("PORT") or free_port())
        self.printed: list[str] = []
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        defaults = {"PORT": str(self.port), "CLOUD_PORT": str(free_port()), "FULMAR_STATE": str(state)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "scripts.dev", "--api-only"],
            cwd=ROOT,
            env={**ours, **defaults, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as output:
            for line in output:
                self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def _next(self) -> str | None:
        line = self._lines.get(timeout=PATIENCE_SECONDS)
        if line is not None:
            self.printed.append(line)
        return line

    @property
    def output(self) -> str:
        return "\n".join(self.printed)

    def wait_for(self, text: str) -> str:
        """Return the first line from here on that contains `text`."""
        while (line := self._next()) is not None:
            if text in line:
                return line
        raise AssertionError(f"it ended without printing {text!r}:\n{self.output}")

    def wait_until_ready(self) -> httpx.Client:
        assert self.wait_for("ready ") == f"ready http://127.0.0.1:{self.port}"
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=30, trust_env=False)

    def interrupt(self) -> None:
        self._process.send_signal(signal.SIGINT)

    def wait(self) -> int:
        """Return the exit code, once it has ended."""
        while self._next() is not None:
            pass
        return self._process.wait(PATIENCE_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Killed, if a test left it running: its leashes end what it started.
        self._process.kill()
        self._process.wait()
        self._reader.join()


def sign_in(client: httpx.Client, email: str, password: str) -> None:
    body = {"email": email, "password": password, "transport": "body"}
    answer = client.post("/auth/login", json=body).raise_for_status()
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"


def listed(client: httpx.Client, path: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get(path).raise_for_status().json()["items"]
    return items


def titles(client: httpx.Client) -> list[str]:
    return [note["title"] for note in client.get("/data/notes").raise_for_status().json()["items"]]


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_note_written_before_ctrl_c_is_there_after_the_next_start(tmp_path: Path) -> None:
    with DevCommand(tmp_path) as first:
        with first.wait_until_ready() as client:
            client.post("/auth/register", json=ADA).raise_for_status()
            sign_in(client, **ADA)
            client.post("/data/notes", json={"title": "before Ctrl-C"}).raise_for_status()
        first.interrupt()
        assert first.wait() == 0, first.output
        assert "Traceback" not in first.output

    with DevCommand(tmp_path) as second, second.wait_until_ready() as client:
        sign_in(client, **ADA)
        assert titles(client) == ["before Ctrl-C"]


def test_the_demo_user_is_made_once(tmp_path: Path) -> None:
    with DevCommand(tmp_path) as first:
        first.wait_until_ready().close()
        first.interrupt()
        assert first.wait() == 0, first.output

    with DevCommand(tmp_path) as second, second.wait_until_ready() as client:
        sign_in(client, DEMO.email, DEMO.password)
        assert titles(client) == [note["title"] for note in NEWEST_FIRST]
        assert [note["title"] for note in listed(client, "/data/notes?status=done")] == [NEWEST_FIRST[-1]["title"]]
        assert [message["room"] for message in listed(client, "/data/messages")] == ["harbour"] * 2
        assert [product["name"] for product in listed(client, "/public/products?category=gear&sort=price")] == [
            "Lantern",
            "Sextant",
        ]
        assert [order["status"] for order in listed(client, "/data/orders")] == ["placed"]


def test_with_mail_the_demo_user_is_confirmed_by_its_mail_and_not_mailed_again(tmp_path: Path) -> None:
    environment = {"APP_EMAIL_FROM": "Fulmar <hello@example.com>", "CLOUD_PORT": str(free_port())}
    endpoint = f"http://127.0.0.1:{environment['CLOUD_PORT']}"
    with DevCommand(tmp_path, **environment) as first:
        first.wait_until_ready().close()
        (mail,) = mail_to(DEMO.email, endpoint)
        first.interrupt()
        assert first.wait() == 0, first.output

    with DevCommand(tmp_path, **environment) as second, second.wait_until_ready() as client:
        sign_in(client, DEMO.email, DEMO.password)
        assert titles(client) == [note["title"] for note in NEWEST_FIRST]
        assert len(mail_to(DEMO.email, endpoint)) <= 1

    assert mail["Source"] == "Fulmar <hello@example.com>"


def test_the_environment_names_tables_and_dynamodb_endpoint(tmp_path: Path) -> None:
    with (
        LocalCloud() as elsewhere,
        DevCommand(tmp_path, APP_DYNAMODB_ENDPOINT_URL=elsewhere.endpoint, APP_USERS_TABLE="my-users") as command,
    ):
        command.wait_until_ready().close()

        dynamodb = elsewhere.client("dynamodb")
        assert "my-users" in dynamodb.list_tables()["TableNames"]
        assert dynamodb.scan(TableName="my-users")["Items"]
        dynamodb.close()


def test_a_taken_port_is_named_with_the_variable_that_changes_it(tmp_path: Path, taken_port: int) -> None:
    with DevCommand(tmp_path, PORT=str(taken_port)) as command:
        assert command.wait() == 1
    assert f"Port {taken_port} is taken" in command.output
    assert "PORT=" in command.output
    assert "Traceback" not in command.output


@pytest.mark.parametrize(
    ("variable", "value"), [("CLOUD_PORT", "many"), ("CLOUD_PORT", "70000"), ("APP_SITE_ORIGIN", "http://*")]
)
def test_a_value_that_cannot_be_meant_is_refused_by_name(tmp_path: Path, variable: str, value: str) -> None:
    with DevCommand(tmp_path, **{variable: value}) as command:
        assert command.wait() == 1
    assert variable in command.output
    assert "Traceback" not in command.output


def test_a_second_start_on_the_same_data_is_told_who_has_it(tmp_path: Path) -> None:
    with DevCommand(tmp_path) as first:
        first.wait_until_ready().close()
        with DevCommand(tmp_path) as second:
            assert second.wait() == 1
    assert "already uses" in second.output
    assert "Traceback" not in second.output


def test_when_the_cloud_dies_it_says_so_and_stops_the_rest(tmp_path: Path) -> None:
    with DevCommand(tmp_path) as command:
        command.wait_until_ready().close()

        os.killpg(json.loads((tmp_path / "lock").read_text())["cloud"], signal.SIGKILL)

        assert command.wait() == 1
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.1", command.port))
    assert "The local cloud was killed by SIGKILL" in command.output
    assert "Traceback" not in command.output


def test_a_second_ctrl_c_does_not_wait(tmp_path: Path) -> None:
    with DevCommand(tmp_path) as command:
        command.wait_until_ready().close()
        # A cloud that cannot stop in order.
        os.killpg(json.loads((tmp_path / "lock").read_text())["cloud"], signal.SIGSTOP)

        command.interrupt()
        command.wait_for("saving")
        command.interrupt()

        assert command.wait() == 130
    assert "stopped at once" in command.output
    assert "Traceback" not in command.output


def test_tables_unlike_the_template_are_named_and_left_alone(tmp_path: Path) -> None:
    item = {"pk": {"S": "kept"}}
    with LocalCloud(state=tmp_path) as cloud:
        dynamodb = cloud.client("dynamodb")
        dynamodb.create_table(
            TableName="fulmar-local-sessions",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        )
        dynamodb.put_item(TableName="fulmar-local-sessions", Item=item)
        dynamodb.close()

    with DevCommand(tmp_path) as command:
        command.wait_for("infra/template.yaml has changed")
        command.wait_for("fulmar-local-sessions: primary key has changed")
        assert f"rm -rf {tmp_path}" in command.wait_for("They stay as they are")
        command.interrupt()
        assert command.wait() == 0, command.output

    with LocalCloud(state=tmp_path) as cloud:
        dynamodb = cloud.client("dynamodb")
        assert dynamodb.scan(TableName="fulmar-local-sessions")["Items"] == [item]
        dynamodb.close()
