"""Every setting of the application, read from `APP_*` environment variables once, at start-up.

A value that would make a deployment unsafe stops the start with a sentence that says what to change.
pydantic-settings is not used: importing it costs a seventh of what importing FastAPI does, at every cold
start, for what `from_environment` does.
"""

import os
import re
from collections.abc import Mapping
from email.utils import parseaddr
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from app.email_address import canonical_email
from app.metrics import EmbeddedMetrics

PREFIX = "APP_"
LOCAL_STAGE = "local"
LOCAL_CLOUD = "http://127.0.0.1:4566"

# Defaults of the local stage; any other has to be told.
LOCAL_DEFAULTS = {
    "users_table": "fulmar-local-users",
    "sessions_table": "fulmar-local-sessions",
    "data_table": "fulmar-local-data",
    "secret_id": "fulmar-local/secret",
    "site_origin": "http://localhost:5173",
    # On a laptop all registrations come from one address, those of a test by the hundred.
    "registrations_per_network": "10000",
    "authorizer_cache_seconds": "0",  # there is no gateway before uvicorn
}

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")


class SettingsError(Exception):
    """The environment does not make a configuration the application may run with. The message is for people."""


def is_loopback(origin: str) -> bool:
    """Tell whether an origin names this machine itself (RFC 6761 §6.3 for `*.localhost`)."""
    host = urlsplit(origin).hostname or ""
    return host in {"127.0.0.1", "::1", "localhost"} or host.endswith(".localhost")


def _checked_origin(value: str) -> str:
    parts = urlsplit(value)
    port = f":{parts.port}" if parts.port is not None else ""
    host = parts.netloc.removesuffix(port) if port else parts.netloc
    if parts.scheme not in {"http", "https"} or f"{parts.scheme}://{parts.netloc}" != value:
        raise ValueError(f"{value!r} is not an origin: write scheme://host[:port], with nothing behind it")
    if not _HOST.fullmatch(host):
        raise ValueError(f"{value!r} is not an exact origin: its host must be a name in lower case, without *")
    if parts.port == {"http": 80, "https": 443}[parts.scheme]:
        raise ValueError(f"{value!r} names its scheme's own port, which browsers leave out: leave it out too")
    if parts.scheme == "http" and not is_loopback(value):
        raise ValueError(f"{value!r} must be https: only addresses of this machine may use http")
    return value


def _checked_endpoint(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ValueError("an endpoint is http:// or https://, a host and perhaps a port")
    if (
        parts.path not in {"", "/"}
        or parts.query
        or parts.fragment
        or (parts.port is None and parts.netloc.endswith(":"))
    ):
        raise ValueError("an endpoint is http:// or https://, a host and perhaps a port, with nothing behind it")
    return value


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _checked_sender(value: str) -> str:
    try:
        canonical_email(parseaddr(value)[1])
    except ValueError:
        raise ValueError(f"{value!r} is no sender: write an address, or Name <address>") from None
    if not value.isprintable():
        raise ValueError("a sender is one line of printable characters")
    return value


Origin = Annotated[str, Field(min_length=1), BeforeValidator(lambda value: _checked_origin(str(value)))]
Sender = Annotated[str, AfterValidator(_checked_sender)]
Endpoint = Annotated[str, AfterValidator(_checked_endpoint)]
TableName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{3,255}$")]


class Settings(BaseModel):
    """The configuration of one process. Durations are seconds, sizes are bytes."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    stage: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")] = LOCAL_STAGE
    users_table: TableName
    sessions_table: TableName
    data_table: TableName
    secret_id: Annotated[str, Field(min_length=1)]
    site_origin: Origin | None = None
    site_origin_parameter: Annotated[str, Field(min_length=1)] | None = None
    cors_origins: Annotated[tuple[Origin, ...], BeforeValidator(_split)] = ()
    email_from: Sender | None = None
    # By which the distribution is recognised. Not a reference that nobody resolved: anybody could write that.
    origin_secret: Annotated[str, Field(min_length=32, pattern=r"^[A-Za-z0-9_-]*$")] | None = Field(None, repr=False)
    dynamodb_endpoint_url: Endpoint | None = None
    docs: bool = False
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    # Where CloudWatch keeps what is counted in the log; none is counted without.
    metrics_namespace: Annotated[str, Field(pattern=r"^[A-Za-z0-9._/#:-]{1,255}$")] | None = None
    metrics_by_operation: bool = False

    max_body_bytes: Annotated[int, Field(ge=1024, le=6 * 1024 * 1024)] = 1024 * 1024
    request_deadline_seconds: Annotated[float, Field(ge=2, le=9)] = 4.0

    password_min_length: Annotated[int, Field(ge=8, le=64)] = 15
    access_token_seconds: Annotated[int, Field(ge=60, le=3600)] = 600
    session_idle_seconds: Annotated[int, Field(ge=600, le=366 * 86400)] = 30 * 86400
    session_max_seconds: Annotated[int, Field(ge=600, le=366 * 86400)] = 90 * 86400
    refresh_min_age_seconds: Annotated[int, Field(ge=0, le=60)] = 10
    refresh_leeway_seconds: Annotated[int, Field(ge=0, le=300)] = 60
    # For how long the gateway believes a token that it has checked, so that a purge can wait for it.
    authorizer_cache_seconds: Annotated[int, Field(ge=0, le=300)] = 60
    registrations_per_network: Annotated[int, Field(ge=1)] = 100  # in 10 minutes

    # Where the WebSocket is; under uvicorn the application serves it itself.
    realtime_url: Annotated[str, Field(pattern=r"^wss?://[^\s?#]+$")] | None = None
    # Where the gateway is called back, with the stage as its path.
    realtime_endpoint: Annotated[str, Field(pattern=r"^https?://[^\s?#]+$")] | None = None
    realtime_posts_per_second: Annotated[float, Field(gt=0)] = 500
    # What the events function needs to be called again at a later time; the template sets it.
    schedule_group: str | None = None
    schedule_role_arn: str | None = None
    events_function_arn: str | None = None

    # Facts of the process rather than choices: set by from_environment, not by a variable of their own.
    in_lambda: bool = False
    aws_endpoint_url: Endpoint | None = None
    aws_region: str | None = None

    @property
    def is_local(self) -> bool:
        """True on a developer's machine, where the local cloud stands in for AWS."""
        return self.stage == LOCAL_STAGE

    def embedded_metrics(self, service: str) -> EmbeddedMetrics | None:
        """Return what makes metrics of a function's log, or None where nothing reads them."""
        if self.metrics_namespace is None:
            return None
        return EmbeddedMetrics(self.metrics_namespace, service, self.metrics_by_operation)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if not self.site_origin and not self.site_origin_parameter:
            raise ValueError("one of APP_SITE_ORIGIN and APP_SITE_ORIGIN_PARAMETER must be set")
        if self.is_local and self.in_lambda:
            raise ValueError("APP_STAGE must name the stage in Lambda; 'local' turns safety checks off")
        if self.refresh_min_age_seconds > self.refresh_leeway_seconds:
            raise ValueError("APP_REFRESH_MIN_AGE_SECONDS may not be greater than APP_REFRESH_LEEWAY_SECONDS")
        for name in ("dynamodb_endpoint_url", "aws_endpoint_url"):
            endpoint: str | None = getattr(self, name)
            if endpoint and endpoint.startswith("http://") and not self.is_local and not is_loopback(endpoint):
                variable = "AWS_ENDPOINT_URL" if name == "aws_endpoint_url" else "APP_DYNAMODB_ENDPOINT_URL"
                raise ValueError(f"{variable} must be https outside the local stage")
        return self

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Read `APP_*` and the variables that AWS itself defines.

        Raises
        ------
        SettingsError
            Naming every variable that is missing, malformed or unsafe, and what to do.
        """
        environ = os.environ if environ is None else environ
        given = {
            name.removeprefix(PREFIX).lower(): value
            for name, value in environ.items()
            if name.startswith(PREFIX) and value != ""
        }
        given = {name: value for name, value in given.items() if name in _FROM_ENVIRONMENT}
        local = given.get("stage", LOCAL_STAGE) == LOCAL_STAGE
        if local:
            defaults = {**LOCAL_DEFAULTS, "docs": "true"}
            if "site_origin_parameter" in given:
                del defaults["site_origin"]
            given = {**defaults, **given}
        facts = {
            "in_lambda": "AWS_LAMBDA_FUNCTION_NAME" in environ,
            "aws_endpoint_url": environ.get("AWS_ENDPOINT_URL") or (LOCAL_CLOUD if local else None),
            "aws_region": environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION"),
        }
        try:
            return cls.model_validate({**given, **facts})
        except ValidationError as error:
            raise SettingsError(_sentence(error)) from None


_FROM_ENVIRONMENT = frozenset(Settings.model_fields) - {"in_lambda", "aws_endpoint_url", "aws_region"}


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """Return the `APP_*` variables that no setting reads, most likely misspelt."""
    return sorted(
        name
        for name in environ
        if name.startswith(PREFIX) and name.removeprefix(PREFIX).lower() not in _FROM_ENVIRONMENT
    )


def _sentence(error: ValidationError) -> str:
    lines = []
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        field = str(problem["loc"][0]) if problem["loc"] else ""
        name = (PREFIX * (field in _FROM_ENVIRONMENT) + field).upper()
        message = problem["msg"].removeprefix("Value error, ")
        lines.append(f"{name} is not set" if problem["type"] == "missing" else f"{name}: {message}".lstrip(": "))
    return "The application was not started, because of its settings:\n  " + "\n  ".join(lines)
