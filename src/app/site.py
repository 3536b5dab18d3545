"""Where the site lives: the origin that issues tokens, sets cookies and is linked to. Never taken from a request."""

from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from app.errors import ServiceUnavailable
from app.settings import Origin, Settings, SettingsError, is_loopback

_ORIGIN: TypeAdapter[str] = TypeAdapter(Origin)


class Parameters(Protocol):
    """Where the origin comes from in a deployed stack, which learns it only after the distribution exists."""

    async def value(self, name: str) -> str:
        """Return a parameter's value; `ServiceUnavailable` if it cannot be read."""
        ...


class Site:
    """The site's origin: the setting, or the parameter that the template writes, read once."""

    def __init__(self, settings: Settings, parameters: Parameters) -> None:
        self._origin = settings.site_origin
        self._parameter = settings.site_origin_parameter
        self._parameters = parameters

    async def origin(self) -> str:
        """Return `scheme://host[:port]`."""
        if self._origin is None:
            if self._parameter is None:
                raise SettingsError("one of APP_SITE_ORIGIN and APP_SITE_ORIGIN_PARAMETER must be set")
            try:
                self._origin = _ORIGIN.validate_python(await self._parameters.value(self._parameter))
            except ValidationError as error:
                raise ServiceUnavailable from error
        return self._origin

    async def issuer(self) -> str:
        """Return the `iss` of access tokens: the API's address below the site."""
        return f"{await self.origin()}/api"

    async def is_plain_http(self) -> bool:
        """Tell whether this is a site on a developer's machine, where cookies cannot be `Secure`."""
        origin = await self.origin()
        return origin.startswith("http://") and is_loopback(origin)
