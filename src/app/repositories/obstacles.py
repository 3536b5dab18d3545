"""Why AWS did not do what an operator asked, as far as the operator would do something else about it."""

from collections.abc import Callable
from enum import Enum, auto

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    HTTPClientError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)
from botocore.exceptions import ConnectionError as NoConnection

from app.blocking import RunBlocking


class Obstacle(Enum):
    """Why something could not be looked at or changed, as far as an operator would do something else about it."""

    NO_CREDENTIALS = auto()
    NO_REGION = auto()
    DENIED = auto()
    MISSING = auto()
    UNREACHABLE = auto()
    CHANGED = auto()  # what was to be changed is not as it was a moment ago
    OTHER = auto()


class Refused(Exception):
    """AWS did not do what an operator asked. The message is AWS's own, and names the operation."""

    def __init__(self, obstacle: Obstacle, message: str) -> None:
        super().__init__(message)
        self.obstacle = obstacle


def obstacle_of(error: ClientError | BotoCoreError) -> Obstacle:
    """Tell what was in the way."""
    if isinstance(error, ClientError):
        return _CODES.get(error.response.get("Error", {}).get("Code", ""), Obstacle.OTHER)
    return next((obstacle for kinds, obstacle in _FAILURES if isinstance(error, kinds)), Obstacle.OTHER)


async def asked[Answer](run: RunBlocking, call: Callable[[], Answer]) -> Answer:
    """Make a call to AWS; raises `Refused` when there is no answer."""
    try:
        return await run(call)
    except (ClientError, BotoCoreError) as error:
        raise Refused(obstacle_of(error), str(error)) from error


# Each service has names of its own for the same refusals.
_CODES = {
    "AccessDenied": Obstacle.DENIED,
    "AccessDeniedException": Obstacle.DENIED,
    "UnauthorizedOperation": Obstacle.DENIED,
    "ExpiredToken": Obstacle.NO_CREDENTIALS,
    "ExpiredTokenException": Obstacle.NO_CREDENTIALS,
    "IncompleteSignature": Obstacle.NO_CREDENTIALS,
    "IncompleteSignatureException": Obstacle.NO_CREDENTIALS,
    "InvalidClientTokenId": Obstacle.NO_CREDENTIALS,
    "InvalidSignatureException": Obstacle.NO_CREDENTIALS,
    "RequestExpired": Obstacle.NO_CREDENTIALS,
    "SignatureDoesNotMatch": Obstacle.NO_CREDENTIALS,
    "UnrecognizedClientException": Obstacle.NO_CREDENTIALS,
    "NotFoundException": Obstacle.MISSING,
    "ResourceNotFoundException": Obstacle.MISSING,
}
_FAILURES: tuple[tuple[tuple[type[BotoCoreError], ...], Obstacle], ...] = (
    ((NoRegionError,), Obstacle.NO_REGION),
    ((NoConnection, HTTPClientError), Obstacle.UNREACHABLE),
    (
        (
            CredentialRetrievalError,
            NoCredentialsError,
            PartialCredentialsError,
            ProfileNotFound,
            SSOError,
            TokenRetrievalError,
        ),
        Obstacle.NO_CREDENTIALS,
    ),
)
