"""The local cloud: MiniStack as a child process, which stands in for AWS on this machine.

with LocalCloud(state=ROOT / ".cloud") as cloud:
    cloud.client("dynamodb").list_tables()
"""

import contextlib
import os
import shutil
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, overload

from scripts.cloud_client import REGION, client
from scripts.processes import LOOPBACK, ROOT, ChildProcess, environment_without, free_port, port_is_taken
from scripts.state_lock import StateLock, StateLocked

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_ssm import SSMClient

START_SECONDS = 60.0
STOP_SECONDS = 30.0

_PYTHON = ROOT / ".venv-cloud" / "bin" / "python"
_PROCESS = Path(__file__).with_name("ministack_process.py")
_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class LocalCloudError(Exception):
    """The local cloud cannot start, or did not end well. The message is for people."""


class LocalCloud:
    """MiniStack on 127.0.0.1, between `start` and `stop`; a context manager.

    Parameters
    ----------
    port
        Where it listens; None takes a free one.
    state
        The folder that what it stores survives in; None keeps nothing. One cloud at a time may use it.
    enforce_iam
        Refuse what a function's IAM role does not allow, as AWS does.
    log
        The file for what it prints, written anew at each start; by default in the state folder.
    """

    def __init__(
        self,
        *,
        port: int | None = None,
        state: Path | None = None,
        enforce_iam: bool = False,
        log: Path | None = None,
    ) -> None:
        self.port = free_port() if port is None else port
        self.endpoint = f"http://{LOOPBACK}:{self.port}"
        self._state = state.absolute() if state else None
        self._enforce_iam = enforce_iam
        self._log = log.absolute() if log else None
        self._lock: StateLock | None = None
        self._scratch: Path | None = None
        self._process: ChildProcess | None = None

    @property
    def log(self) -> Path:
        """The file that its output is in."""
        if self._log is None:
            raise RuntimeError("the log's place is known once the cloud was started")
        return self._log

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to talk to this cloud; `process_environment` has the rest around it."""
        direct = ",".join(filter(None, (os.environ.get("NO_PROXY"), LOOPBACK, "localhost")))
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
            # A profile of the developer may name another endpoint, region or account.
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "NO_PROXY": direct,
            "no_proxy": direct,
        }

    def process_environment(self, **more: str) -> dict[str, str]:
        """Return our environment, with every `AWS_*` variable of it replaced by this cloud's."""
        return {**environment_without("AWS_"), **self.environment, **more}

    @overload
    def client(self, service: Literal["dynamodb"]) -> "DynamoDBClient": ...
    @overload
    def client(self, service: Literal["secretsmanager"]) -> "SecretsManagerClient": ...
    @overload
    def client(self, service: Literal["ssm"]) -> "SSMClient": ...
    @overload
    def client(self, service: str) -> Any: ...  # the other services have no stubs installed
    def client(self, service: str) -> Any:
        """Return a boto3 client for this cloud, whatever the environment and the profiles say."""
        return client(service, self.endpoint)

    def lock(self) -> None:
        """Claim the state, which `start` does otherwise. Raises LocalCloudError when it is in use."""
        if self._state is None or self._lock is not None:
            return
        lock = StateLock(self._state)
        try:
            lock.acquire()
        except StateLocked as error:
            raise LocalCloudError(str(error)) from None
        self._lock = lock

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises
        ------
        LocalCloudError
            It is not installed, its port or state is in use, or it ended or hung while starting.
        """
        try:
            self.lock()
            self._start()
            self._wait_until_ready()
        except BaseException:
            self.kill()
            raise

    def _start(self) -> None:
        if not _PYTHON.exists():
            raise LocalCloudError(f"The local cloud is not installed: {_PYTHON} is missing. Run `make setup`.")
        # MiniStack unpacks functions into the temporary folder, and leaves them there when it is killed.
        scratch = self._scratch = self._empty_scratch()
        if port_is_taken(self.port):
            raise LocalCloudError(f"Port {self.port} is taken, and the local cloud needs it.")
        if self._log is None:
            self._log = (self._state or scratch) / "cloud.log"
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("wb") as output:
            self._process = ChildProcess(
                [_PYTHON, "-P", _PROCESS],
                environment=self._ministack_environment(scratch),
                output=output,
                pass_fds=() if self._lock is None else (self._lock.descriptor,),
            )
        if self._lock is not None:
            self._lock.record(self._process.group)

    def _empty_scratch(self) -> Path:
        if self._state is None:
            return Path(tempfile.mkdtemp(prefix="fulmar-cloud-"))
        scratch = self._state / "scratch"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        return scratch

    def _ministack_environment(self, scratch: Path) -> dict[str, str]:
        kept: dict[str, str] = {}
        if self._state is not None:
            kept = {
                "PERSIST_STATE": "1",
                "STATE_DIR": str(self._state / "state"),
                "S3_PERSIST": "1",
                "S3_DATA_DIR": str(self._state / "s3"),
            }
        return self.process_environment(
            GATEWAY_PORT=str(self.port),
            BIND_HOST=LOOPBACK,  # it listens everywhere by default
            AUTH=str(self._enforce_iam).lower(),
            TMPDIR=str(scratch),
            # Listeners of their own, which nothing here uses.
            IOT_MTLS_ENABLED="0",
            SFTP_ENABLED="0",
            PYTHONUNBUFFERED="1",
            **kept,
        )

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            self.check()
            if time.monotonic() > deadline:
                raise LocalCloudError(
                    f"The local cloud did not answer within {START_SECONDS:.0f} s.{self._last_words()}"
                )
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with _NO_PROXY.open(f"{self.endpoint}/_ministack/ready", timeout=5) as response:
                return bool(response.status == 200)
        except OSError:  # URLError and HTTPError are among them
            return False

    def check(self) -> None:
        """Raise LocalCloudError when it ended by itself, with the last lines of its log."""
        if self._process is None:
            raise LocalCloudError("The local cloud is not running.")
        ended = self._process.ended
        if ended is not None:
            raise LocalCloudError(f"The local cloud {ended}.{self._last_words()}")

    def stop(self) -> None:
        """Stop it and wait until it has saved. Without effect on one that has ended or was never started.

        Raises
        ------
        LocalCloudError
            It could not save everything.
        """
        try:
            if self._process is None or self._process.ended is not None:
                return
            in_time = self._process.stop(STOP_SECONDS)
            failed = [line for line in self._tail() if "Persistence: failed to save" in line]
            if failed:
                raise LocalCloudError("\n".join(["The local cloud could not save everything:", *failed]))
            if not in_time:
                raise LocalCloudError(
                    f"The local cloud did not stop within {STOP_SECONDS:.0f} s and was killed; "
                    f"its last changes may be lost.{self._last_words()}"
                )
        finally:
            self.kill()

    def kill(self) -> None:
        """End it at once. It may lose what was written in the last seconds."""
        if self._process is not None:
            self._process.kill()
            self._process = None
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _tail(self) -> list[str]:
        with contextlib.suppress(OSError):
            return self.log.read_text(errors="replace")[-65536:].splitlines()
        return []

    def _last_words(self, count: int = 8) -> str:
        lines = [f"  {line}" for line in self._tail()[-count:] if line.strip()]
        return "\n".join(["", "Its last lines:", *lines]) if lines else " It printed nothing."

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.stop()
