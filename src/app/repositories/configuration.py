"""What a deployed stack keeps outside the tables: the secret, and the site's origin."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from app import logs
from app.blocking import RunBlocking
from app.errors import ServiceUnavailable
from app.repositories.aws import Clients, DeadlineExceeded
from app.repositories.obstacles import Obstacle, obstacle_of

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

PENDING = "AWSPENDING"
CURRENT = "AWSCURRENT"
PREVIOUS = "AWSPREVIOUS"


class SecretRefused(Exception):
    """Secrets Manager did not do what an operator asked. The message is AWS's own, and names the operation."""

    def __init__(self, obstacle: Obstacle, message: str) -> None:
        super().__init__(message)
        self.obstacle = obstacle


@dataclass(frozen=True, slots=True)
class SecretVersion:
    """One version of the secret; `created_at` is seconds since 1970."""

    version_id: str
    secret: str = field(repr=False)
    created_at: float


class HasSecretsManager(Protocol):
    """The clients of an account, of which this needs one."""

    @property
    def secrets_manager(self) -> "SecretsManagerClient":
        """The client for Secrets Manager."""
        ...


class Secret:
    """The application's one secret in Secrets Manager, in the stages that its rotation gives it.

    The application asks for stages and gets `ServiceUnavailable` when it cannot be told; an operator's command looks at
    versions and labels, changes them, and gets `SecretRefused`, which says why.
    """

    def __init__(self, clients: HasSecretsManager, run: RunBlocking, secret_id: str) -> None:
        self._clients = clients
        self._run = run
        self._secret_id = secret_id

    async def pending(self) -> str | None:
        """Return the secret that is to be the next, if there is one."""
        return await self._at(PENDING)

    async def current(self) -> str:
        """Return the secret in force; `ServiceUnavailable` as well if there is none."""
        secret = await self._at(CURRENT)
        if secret is None:
            logs.warning("secret.missing")
            raise ServiceUnavailable
        return secret

    async def previous(self) -> str | None:
        """Return the secret that was in force before, if there was one."""
        return await self._at(PREVIOUS)

    async def _at(self, stage: str) -> str | None:
        def read() -> str:
            answer = self._clients.secrets_manager.get_secret_value(SecretId=self._secret_id, VersionStage=stage)
            return answer.get("SecretString", "")  # none in a binary one, which is not ours

        # A stage that nobody has is a resource that is not found, as is a secret that does not exist.
        return await _read(self._run, read, what="secret", absent="ResourceNotFoundException")

    async def labels(self) -> dict[str, list[str]]:
        """Return which versions have which staging label. AWS gives a label to one version; emulators may to more."""

        def describe() -> dict[str, list[str]]:
            answer = self._clients.secrets_manager.describe_secret(SecretId=self._secret_id)
            labels: dict[str, list[str]] = {PENDING: [], CURRENT: [], PREVIOUS: []}
            for version_id, stages in answer.get("VersionIdsToStages", {}).items():
                for stage in stages:
                    labels.setdefault(stage, []).append(version_id)
            return labels

        return await self._administer(describe)

    async def version(self, version_id: str) -> SecretVersion:
        """Return one version, whatever its labels."""

        def read() -> SecretVersion:
            answer = self._clients.secrets_manager.get_secret_value(SecretId=self._secret_id, VersionId=version_id)
            return SecretVersion(version_id, answer.get("SecretString", ""), answer["CreatedDate"].timestamp())

        return await self._administer(read)

    async def add_pending(self, secret: str) -> str:
        """Store a version that takes the pending label, and return its id."""

        def put() -> str:
            answer = self._clients.secrets_manager.put_secret_value(
                SecretId=self._secret_id, SecretString=secret, VersionStages=[PENDING]
            )
            return answer["VersionId"]

        return await self._administer(put)

    async def make_current(self, version_id: str, *, instead_of: str) -> None:
        """Move the current label from one version to another; Secrets Manager then makes the former the previous.

        `SecretRefused` with `CHANGED` if `instead_of` is not the current one.
        """

        def move() -> None:
            self._clients.secrets_manager.update_secret_version_stage(
                SecretId=self._secret_id,
                VersionStage=CURRENT,
                MoveToVersionId=version_id,
                RemoveFromVersionId=instead_of,
            )

        await self._administer(move)

    async def remove_label(self, label: str, version_id: str) -> None:
        """Take a label from a version; `SecretRefused` with `CHANGED` if it does not have it."""

        def remove() -> None:
            self._clients.secrets_manager.update_secret_version_stage(
                SecretId=self._secret_id, VersionStage=label, RemoveFromVersionId=version_id
            )

        await self._administer(remove)

    async def _administer[Result](self, call: Callable[[], Result]) -> Result:
        try:
            return await self._run(call)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            raise SecretRefused(_OBSTACLES.get(code, obstacle_of(error)), str(error)) from error
        except BotoCoreError as error:
            raise SecretRefused(obstacle_of(error), str(error)) from error


# What Secrets Manager alone says.
_OBSTACLES = {
    "DecryptionFailure": Obstacle.DENIED,
    "EncryptionFailure": Obstacle.DENIED,
    "InvalidParameterException": Obstacle.CHANGED,
}


class ParameterStore:
    """Systems Manager's parameters."""

    def __init__(self, clients: Clients, run: RunBlocking) -> None:
        self._clients = clients
        self._run = run

    async def value(self, name: str) -> str:
        """Return a parameter's value; `ServiceUnavailable` if there is none or it cannot be read."""

        def read() -> str:
            return self._clients.parameter_store.get_parameter(Name=name)["Parameter"]["Value"]

        value = await _read(self._run, read, what="parameter", absent="ParameterNotFound")
        if value is None:
            logs.warning("parameter.missing")
            raise ServiceUnavailable
        return value


async def _read(run: RunBlocking, read: Callable[[], str], *, what: str, absent: str) -> str | None:
    try:
        return await run(read)
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code")
        if code == absent:
            return None
        logs.warning(f"{what}.unavailable", reason=code)
        raise ServiceUnavailable from error
    except (BotoCoreError, DeadlineExceeded) as error:
        logs.warning(f"{what}.unavailable", reason=type(error).__name__)
        raise ServiceUnavailable from error
