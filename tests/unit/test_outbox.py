"""How mail leaves: both parts, to one address, and what is known of a failure afterwards."""

from collections.abc import Callable
from io import StringIO
from typing import Any, Final

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError, EndpointConnectionError

from app import request_context
from app.mail import messages
from app.mail.rendering import as_html, as_text
from app.runtime import Runtime
from tests.in_process import SENDER, SITE
from tests.unit.conftest import Mailbox

TOKEN: Final = "v1.a-secret-token"
MESSAGE: Final = messages.verification(SITE, TOKEN)

type Asked = list[dict[str, Any]]
with_mail = pytest.mark.parametrize("settings", [{"email_from": SENDER}], indirect=True)


@pytest.fixture
def asked_of_ses(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Return what SES was asked to send."""
    asked: Asked = []
    call = BaseClient._make_api_call  # type: ignore[attr-defined]

    def noting(client: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        if name == "SendEmail":
            asked.append(arguments)
        return call(client, name, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", noting)
    request_context.enter(request_context.RequestContext("a mail"))
    return asked


@with_mail
async def test_both_parts_leave_for_one_address(runtime: Runtime, mailbox: Mailbox, asked_of_ses: Asked) -> None:
    await runtime.outbox.send("ada.parts@example.com", MESSAGE)

    (mail,) = mailbox("ada.parts@example.com")
    assert (mail.subject, mail.text, mail.html) == (MESSAGE.subject, as_text(MESSAGE), as_html(MESSAGE))
    (asked,) = asked_of_ses
    assert asked["Destination"] == {"ToAddresses": ["ada.parts@example.com"]}
    simple = asked["Content"]["Simple"]
    assert {part["Charset"] for part in (simple["Subject"], *simple["Body"].values())} == {"UTF-8"}
    headers = {header["Name"]: header["Value"] for header in simple["Headers"]}
    assert headers == {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


@with_mail
@pytest.mark.parametrize(
    "to",
    [
        "",
        "ada",
        "ada@example.com\r\nBcc: eve@example.com",
        "ada@example.com\n",
        "ada@example.com\x00",
        "ada@example.com,eve@example.com",
        "ada@example.com;eve@example.com",
        "ada@example.com eve@example.com",
        "Ada <ada@example.com>",
        "ada\u2028@example.com",
        "ada\u202e@example.com",
        "eve@example.com@example.com",
    ],
)
async def test_what_is_not_one_address_never_leaves(
    runtime: Runtime, asked_of_ses: Asked, log: StringIO, to: str
) -> None:
    await runtime.outbox.send(to, MESSAGE)

    assert asked_of_ses == []
    assert '"reason":"InvalidRecipient"' in log.getvalue()
    assert "example.com" not in log.getvalue()


def refused(code: str) -> Callable[[], Exception]:
    words = "ada.refused@example.com is on the suppression list"
    return lambda: ClientError({"Error": {"Code": code, "Message": words}}, "SendEmail")


@with_mail
@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (refused("MessageRejected"), "MessageRejected"),
        (refused("TooManyRequestsException"), "TooManyRequestsException"),
        (lambda: EndpointConnectionError(endpoint_url="https://email.example"), "EndpointConnectionError"),
    ],
)
async def test_a_failure_is_logged_by_its_code_and_nothing_else_of_the_mail(
    runtime: Runtime, log: StringIO, monkeypatch: pytest.MonkeyPatch, error: Callable[[], Exception], reason: str
) -> None:
    def fail(*_: object) -> None:
        raise error()

    monkeypatch.setattr(BaseClient, "_make_api_call", fail)

    await runtime.outbox.send("ada.refused@example.com", MESSAGE)

    assert '"event":"mail.failed"' in log.getvalue()
    assert f'"reason":"{reason}"' in log.getvalue()
    for secret in ("ada.refused", "suppression", TOKEN, "Somebody"):
        assert secret not in log.getvalue()


async def test_without_a_sender_nothing_leaves(runtime: Runtime, asked_of_ses: Asked, log: StringIO) -> None:
    await runtime.outbox.send("ada@example.com", MESSAGE)

    assert asked_of_ses == []
    assert log.getvalue() == ""
