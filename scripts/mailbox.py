"""The mailbox of `make dev`: every mail that the local cloud was given to send, as a page on this machine.

Whatever is in a mail is somebody else's: it is escaped, its HTML is shown in a frame that runs no script and fetches
nothing, and only a browser on this machine that asks for this very host gets to see it.
"""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from scripts.local_mail import sent_mail
from scripts.processes import LOOPBACK

type Mail = dict[str, Any]
type ReadMail = Callable[[], Sequence[Mail]]

PARTS: Final = {"html": "Mail", "text": "Text", "source": "Source"}

_PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# allow-popups: a link opens in a new tab, which is then a page like any other.
_SANDBOX: Final = "allow-popups allow-popups-to-escape-sandbox"
_MAIL_POLICY: Final = (
    f"sandbox {_SANDBOX}; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "frame-ancestors 'self'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _PAGE_POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_HERE: Final = Path(__file__).parent
_ADDRESS: Final = re.compile(r"(https?://[^\s<>\"']+)")
_HEAD: Final = re.compile(r"<head[^>]*>", re.IGNORECASE)

_PAGE: Final = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/mailbox.css">
<script src="/mailbox.js" defer></script>
</head>
<body class="{view}">
<a class="skip" href="#main">Skip to the mail</a>
<header><h1><a href="/">Mailbox</a></h1><p id="state" role="status">{state}</p></header>
<div class="panes">
<nav id="mails" aria-label="Mails">{mails}</nav>
<main id="main" tabindex="-1">{main}</main>
</div>
</body>
</html>
"""


def create_mailbox(read: ReadMail) -> Starlette:
    """Return the mailbox as an application. `read` returns the mail that was sent, oldest first."""

    def mails() -> list[Mail]:
        try:
            return list(reversed(read()))
        except httpx.HTTPError as error:
            raise HTTPException(
                503, "The local cloud does not answer. It is started and stopped by make dev."
            ) from error

    def the_one(request: Request, among: Sequence[Mail]) -> Mail:
        for mail in among:
            if mail["MessageId"] == request.path_params["id"]:
                return mail
        raise HTTPException(404, "There is no such mail, or none any more.")

    def show_list(_: Request) -> Response:
        return _page(mails())

    def show_mail(request: Request) -> Response:
        part = request.query_params.get("part", "html")
        if part not in PARTS:
            raise HTTPException(404, "A mail has no such part.")
        among = mails()
        return _page(among, the_one(request, among), part)

    def show_html(request: Request) -> Response:
        page = the_one(request, mails()).get("BodyHtml") or ""
        headers = {**_HEADERS, "Content-Security-Policy": _MAIL_POLICY}
        return HTMLResponse(_with_links_in_new_tabs(str(page)), headers=headers)

    return Starlette(
        routes=[
            Route("/", show_list),
            Route("/mails/{id}", show_mail),
            Route("/mails/{id}/html", show_html),
            Route("/mailbox.css", _file),
            Route("/mailbox.js", _file),
        ],
        # A page elsewhere could otherwise have its own name lead here (DNS rebinding), and read links with tokens.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost"])],
        exception_handlers={HTTPException: _problem},
    )


def _page(mails: Sequence[Mail], mail: Mail | None = None, part: str = "html") -> Response:
    if mail is not None:
        return _answer("mail", f"{_subject(mail)} · Mailbox", _count(mails), _list(mails, mail), _mail(mail, part))
    if mails:
        notice = _notice("Choose a mail", "What your application sends appears in the list by itself.")
        return _answer("list", "Mailbox", _count(mails), _list(mails), notice)
    notice = _notice("No mail yet", "Register with any address, or ask for a new password. What is sent comes here.")
    return _answer("list nothing", "Mailbox", _count(mails), "", notice)


def _problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 -- it is registered for nothing else
    notice = _notice("Nothing to show", error.detail)
    return _answer("list nothing", "Mailbox", error.detail, "", notice, error.status_code)


def _file(request: Request) -> Response:
    return FileResponse(_HERE / request.url.path.removeprefix("/"), headers=_HEADERS)


def _answer(view: str, title: str, state: str, mails: str, main: str, status: int = 200) -> Response:
    page = _PAGE.format(view=view, title=escape(title), state=escape(state), mails=mails, main=main)
    return HTMLResponse(page, status, _HEADERS)


def _count(mails: Sequence[Mail]) -> str:
    return "1 mail" if len(mails) == 1 else f"{len(mails) or 'No'} mails"


def _notice(heading: str, text: str) -> str:
    return f'<div class="empty"><h2>{escape(heading)}</h2><p>{escape(text)}</p></div>'


def _list(mails: Sequence[Mail], current: Mail | None = None) -> str:
    return "<ul>" + "".join(_entry(mail, mail is current) for mail in mails) + "</ul>"


def _entry(mail: Mail, is_current: bool) -> str:
    lines = (f"to {escape(', '.join(mail['To']))}", f"from {escape(mail['Source'])}", _time(mail))
    return (
        f'<li><a href="{_path(mail)}"{_current(is_current)}><b>{escape(_subject(mail))}</b>'
        f"{''.join(f'<span>{line}</span>' for line in lines)}</a></li>"
    )


def _mail(mail: Mail, part: str) -> str:
    facts = {"From": escape(mail["Source"]), "To": escape(", ".join(mail["To"])), "Sent": _time(mail)}
    tabs = "".join(
        f'<a href="{_path(mail)}?part={name}"{_current(name == part)}>{label}</a>' for name, label in PARTS.items()
    )
    return (
        f'<a class="back" href="/">All mails</a><h2>{escape(_subject(mail))}</h2>'
        f"<dl>{''.join(f'<dt>{name}</dt><dd>{value}</dd>' for name, value in facts.items())}</dl>"
        f'<nav class="parts" aria-label="Parts">{tabs}</nav>{_shown(mail, part)}'
    )


def _shown(mail: Mail, part: str) -> str:
    page, text = mail.get("BodyHtml") or "", mail.get("BodyText") or ""
    if part == "html" and page:
        return f'<iframe title="The mail" sandbox="{_SANDBOX}" src="{_path(mail)}/html"></iframe>'
    if part == "source" and page:
        return f'<pre tabindex="0">{escape(page)}</pre>'
    return f'<pre tabindex="0">{_linked(text)}</pre>'


def _linked(text: str) -> str:
    # Every second piece is what the expression found.
    pieces = [
        f'<a href="{escape(piece)}" target="_blank" rel="noopener noreferrer">{escape(piece)}</a>'
        if position % 2
        else escape(piece)
        for position, piece in enumerate(_ADDRESS.split(text))
    ]
    return "".join(pieces)


def _with_links_in_new_tabs(page: str) -> str:
    head = _HEAD.search(page)
    at = head.end() if head else 0
    return f'{page[:at]}<base target="_blank">{page[at:]}'


def _current(is_current: bool) -> str:
    return ' aria-current="page"' if is_current else ""


def _path(mail: Mail) -> str:
    return f"/mails/{quote(mail['MessageId'], safe='')}"


def _subject(mail: Mail) -> str:
    return mail["Subject"] or "(no subject)"


def _time(mail: Mail) -> str:
    at = datetime.fromtimestamp(mail["Timestamp"], UTC).astimezone()
    return f'<time datetime="{at.isoformat(timespec="seconds")}">{at.day} {at:%B %Y, %H:%M:%S}</time>'


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.mailbox", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--cloud", required=True, help="the local cloud's address")
    arguments = parser.parse_args()
    mailbox = create_mailbox(lambda: sent_mail(arguments.cloud))
    uvicorn.run(mailbox, host=LOOPBACK, port=arguments.port, log_level="warning", access_log=False, server_header=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
