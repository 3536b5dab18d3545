"""Mail in the local cloud: a sender that may send to anybody, and the mailbox that everything sent is in."""

import contextlib
import re
from collections.abc import Callable
from email.utils import parseaddr
from typing import Any

import httpx

_TOKEN = re.compile(r"#token=([A-Za-z0-9_.-]+)")


def mailbox_url(endpoint: str) -> str:
    """Return where the local cloud shows the mail that was sent."""
    return f"{endpoint}/_ministack/ses/messages"


def let_send(client: Callable[[str], Any], sender: str) -> None:
    """Verify the sender, which on AWS takes answering a mail or setting DNS records."""
    mail = client("sesv2")
    with contextlib.suppress(mail.exceptions.AlreadyExistsException):
        mail.create_email_identity(EmailIdentity=parseaddr(sender)[1])


def sent_mail(endpoint: str) -> list[dict[str, Any]]:
    """Return the mail that was sent, oldest first: `MessageId`, `Subject`, `BodyText`, `BodyHtml`, `To` and more.

    Raises
    ------
    httpx.HTTPError
        The local cloud does not answer.
    """
    answer = httpx.get(mailbox_url(endpoint), timeout=30, trust_env=False).raise_for_status()
    of_accounts: dict[str, list[dict[str, Any]]] = answer.json()["messages"]
    return sorted((mail for sent in of_accounts.values() for mail in sent), key=lambda mail: float(mail["Timestamp"]))


def mail_to(address: str, endpoint: str) -> list[dict[str, Any]]:
    """Return the mail sent to an address, oldest first. Raises what `sent_mail` raises."""
    return [mail for mail in sent_mail(endpoint) if address in mail["To"]]


def newest_token(address: str, endpoint: str) -> str | None:
    """Return the token of the newest link that was mailed to an address."""
    tokens = [token for mail in mail_to(address, endpoint) for token in _TOKEN.findall(mail["BodyText"])]
    return tokens[-1] if tokens else None
