"""The cookie that holds a refresh token where no script can read it (RFC 6265bis, the `__Host-` prefix)."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from app.runtime import Runtime


@dataclass(frozen=True, slots=True)
class RefreshCookie:
    """One cookie with one set of attributes. On a developer's machine over http it cannot be `Secure`."""

    secure: bool

    @property
    def name(self) -> str:
        """The cookie's name; the prefix makes browsers insist on `Secure`, `Path=/` and no `Domain`."""
        return "__Host-refresh" if self.secure else "refresh"

    def read(self, request: Request) -> str | None:
        """Return the token of the request's cookie."""
        return request.cookies.get(self.name)

    def write(self, response: Response, token: str, max_age_seconds: int) -> None:
        """Hand the token to the browser."""
        response.set_cookie(
            self.name,
            token,
            max_age=max_age_seconds,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="strict",
        )

    def clear(self, response: Response) -> None:
        """Make the browser forget it; the attributes have to be those it was written with."""
        response.delete_cookie(self.name, path="/", secure=self.secure, httponly=True, samesite="strict")


async def refresh_cookie(runtime: Runtime) -> RefreshCookie:
    """Return the cookie as the pages of this deployment's site have it."""
    return RefreshCookie(secure=not await runtime.site.is_plain_http())


async def cleared_cookie(runtime: Runtime) -> str:
    """Return the value of `Set-Cookie` that makes a browser forget it."""
    response = Response()
    (await refresh_cookie(runtime)).clear(response)
    return response.headers["set-cookie"]
