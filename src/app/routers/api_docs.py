"""/docs: Swagger UI, from assets on this machine where they are installed, so that it works without a network."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.staticfiles import StaticFiles

_CDN = "https://cdn.jsdelivr.net"
_ASSETS = "docs/assets"


def api_docs_router(title: str) -> APIRouter:
    """Make the page. Its policy allows the inline script that Swagger UI begins with, on this page alone."""
    router = APIRouter(include_in_schema=False)
    assets = _installed_assets()
    urls: dict[str, Any] = {}
    if assets is not None:
        router.mount(f"/{_ASSETS}", StaticFiles(directory=assets))
        urls = {
            "swagger_js_url": f"{_ASSETS}/swagger-ui-bundle.js",
            "swagger_css_url": f"{_ASSETS}/swagger-ui.css",
            "swagger_favicon_url": f"{_ASSETS}/favicon.png",
        }
    source = "'self'" if assets is not None else f"'self' {_CDN} https://fastapi.tiangolo.com"
    policy = (
        f"default-src 'none'; script-src {source} 'unsafe-inline'; style-src {source} 'unsafe-inline'; "
        f"img-src {source} data:; connect-src 'self'; frame-ancestors 'none'"
    )

    @router.get("/")
    async def root() -> RedirectResponse:
        return RedirectResponse("docs")

    @router.get("/docs")
    async def docs(request: Request) -> HTMLResponse:
        # Relative, so that the page works below the site's /api too.
        page = get_swagger_ui_html(openapi_url="openapi.json", title=title, **urls)
        page.headers["Content-Security-Policy"] = policy
        return page

    return router


def _installed_assets() -> Path | None:
    package = find_spec("fastapi_offline")
    if package is None or package.origin is None:
        return None
    folder = Path(package.origin).parent / "static"
    return folder if folder.is_dir() else None
