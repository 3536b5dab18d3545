"""Sending mail, through Amazon SES. A deployment without a sender's address sends none, and its routes say so."""

import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import anyio
from botocore.exceptions import BotoCoreError, ClientError

from app import logs
from app.blocking import RunBlocking
from app.errors import MailOff
from app.mail.message import Message
from app.mail.rendering import as_html, as_text
from app.repositories.aws import Clients, DeadlineExceeded

if TYPE_CHECKING:
    from mypy_boto3_sesv2.type_defs import ContentTypeDef, MessageHeaderTypeDef

ANSWER_SECONDS: Final = 0.6
"""How long an answer takes at least that must not tell whether a mail was sent; SES itself takes a tenth of it."""

# One address and nothing else. Accounts have canonical ones (email_address.py); what is checked here is that none,
# however it came to be stored, ends its header or becomes two.
_ONE_ADDRESS: Final = re.compile(r"[^\s\x00-\x20\x7f<>()\[\],;:\\\"@]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")

# RFC 3834 §5: no out-of-office notes and the like in answer; Exchange has a header of its own for it.
_HEADERS: "Final[tuple[MessageHeaderTypeDef, ...]]" = (
    {"Name": "Auto-Submitted", "Value": "auto-generated"},
    {"Name": "X-Auto-Response-Suppress", "Value": "All"},
)


class Outbox:
    """Sends mail."""

    def __init__(self, clients: Clients, run: RunBlocking, sender: str | None) -> None:
        self._clients = clients
        self._run = run
        self._sender = sender

    @property
    def is_on(self) -> bool:
        """Whether this deployment sends mail."""
        return self._sender is not None

    def require(self) -> None:
        """Raise MailOff where no mail is sent."""
        if not self.is_on:
            raise MailOff

    async def send(self, to: str, message: Message) -> None:
        """Send a mail, if mail is sent at all.

        A failure is logged and not raised: an answer that depended on it would tell who has an account. The log has the
        subject and the code of the error; SES's own words would name the address.
        """
        sender = self._sender
        if sender is None:
            return
        if not to.isprintable() or not _ONE_ADDRESS.fullmatch(to):
            logs.warning("mail.failed", subject=message.subject, reason="InvalidRecipient")
            return
        text, page = as_text(message), as_html(message)
        try:
            await self._run(
                lambda: self._clients.mail.send_email(
                    FromEmailAddress=sender,
                    Destination={"ToAddresses": [to]},
                    Content={
                        "Simple": {
                            "Subject": _utf8(message.subject),
                            "Body": {"Text": _utf8(text), "Html": _utf8(page)},
                            "Headers": _HEADERS,
                        }
                    },
                )
            )
        except ClientError as error:
            logs.warning("mail.failed", subject=message.subject, reason=error.response.get("Error", {}).get("Code"))
        except (BotoCoreError, DeadlineExceeded) as error:
            logs.warning("mail.failed", subject=message.subject, reason=type(error).__name__)


def _utf8(text: str) -> "ContentTypeDef":
    return {"Data": text, "Charset": "UTF-8"}


@asynccontextmanager
async def levelled() -> AsyncIterator[None]:
    """Let what happens inside take the same time whether or not it sends a mail (OWASP ASVS 5.0 §6.3.8)."""
    until = time.monotonic() + ANSWER_SECONDS
    try:
        yield
    finally:
        await anyio.sleep(max(0, until - time.monotonic()))
