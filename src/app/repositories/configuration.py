"""What a deployed stack keeps outside the tables: the secret, and the site's origin."""

from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError

from app import logs
from app.blocking import RunBlocking
from app.errors import ServiceUnavailable
from app.repositories.aws import Clients, DeadlineExceeded


class Secret:
    """The application's one secret in Secrets Manager, in the stages that its rotation gives it."""

    def __init__(self, clients: Clients, run: RunBlocking, secret_id: str) -> None:
        self._clients = clients
        self._run = run
        self._secret_id = secret_id

    async def versions(self) -> tuple[str, str | None]:
        """Return the current and, if there is one, the previous secret.

        Raises
        ------
        ServiceUnavailable
            The current one cannot be read.
        """
        current = await self._version("AWSCURRENT")
        if current is None:
            raise ServiceUnavailable
        return current, await self._version("AWSPREVIOUS")

    async def _version(self, stage: str) -> str | None:
        def read() -> str:
            answer = self._clients.secrets_manager.get_secret_value(SecretId=self._secret_id, VersionStage=stage)
            return answer["SecretString"]

        return await _read(self._run, read, what="secret", absent="ResourceNotFoundException")


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
    except (BotoCoreError, DeadlineExceeded, KeyError) as error:
        logs.warning(f"{what}.unavailable", reason=type(error).__name__)
        raise ServiceUnavailable from error
