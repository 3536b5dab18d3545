"""Sending mail, through Amazon SES. A deployment without a sender's address sends none, and its routes say so."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import anyio
from botocore.exceptions import BotoCoreError, ClientError

from app import logs
from app.blocking import RunBlocking
from app.errors import MailOff
from app.mail.messages import Message
from app.repositories.aws import Clients, DeadlineExceeded

ANSWER_SECONDS: Final = 0.6
"""How long an answer takes at least that must not tell whether a mail was sent; SES itself takes a tenth of it."""


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

        A failure is logged and not raised: an answer that depended on it would tell who has an account.
        """
        if self._sender is None:
            return
        mail: Any = {
            "FromEmailAddress": self._sender,
            "Destination": {"ToAddresses": [to]},
            "Content": {"Simple": {"Subject": _part(message.subject), "Body": {"Text": _part(message.text)}}},
        }
        try:
            await self._run(lambda: self._clients.mail.send_email(**mail))
        except ClientError as error:
            logs.warning("mail.failed", subject=message.subject, reason=error.response.get("Error", {}).get("Code"))
        except (BotoCoreError, DeadlineExceeded) as error:
            logs.warning("mail.failed", subject=message.subject, reason=type(error).__name__)


def _part(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}


@asynccontextmanager
async def levelled() -> AsyncIterator[None]:
    """Let what happens inside take the same time whether or not it sends a mail (OWASP ASVS 5.0 §6.3.8)."""
    until = time.monotonic() + ANSWER_SECONDS
    try:
        yield
    finally:
        await anyio.sleep(max(0, until - time.monotonic()))
