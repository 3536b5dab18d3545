"""The refresh cookie of this deployment's site."""

from starlette.responses import Response

from app.runtime import Runtime
from app.security.refresh_cookie import RefreshCookie


async def refresh_cookie(runtime: Runtime) -> RefreshCookie:
    """Return the cookie as the site's pages have it."""
    return RefreshCookie(secure=not await runtime.site.is_plain_http())


async def cleared_cookie(runtime: Runtime) -> str:
    """Return the value of `Set-Cookie` that makes a browser forget it."""
    response = Response()
    (await refresh_cookie(runtime)).clear(response)
    return response.headers["set-cookie"]
