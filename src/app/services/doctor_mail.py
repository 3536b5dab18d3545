"""Whether SES lets the application send mail."""

from collections.abc import Iterator
from email.utils import parseaddr
from typing import Final

from app.repositories.obstacles import Refused
from app.repositories.operator_mail import OperatorMail
from app.services.doctor import Finding, failed, good, refusal, warning

CHECK: Final = "mail"
_SENDING: Final = "sending mail"


async def examine_mail(mail: OperatorMail, email_from: str | None, *, is_local: bool) -> list[Finding]:
    """Examine the sender, and outside the local cloud, whether the account may send to anybody."""
    if email_from is None:
        how = "To turn it on, set APP_EMAIL_FROM." if is_local else "To turn it on, deploy with a parameter EmailFrom."
        return [good(CHECK, "is off", how)]
    sender = await _sender(mail, parseaddr(email_from)[1], is_local)
    return [sender] if is_local else [sender, *await _account(mail)]


async def _sender(mail: OperatorMail, address: str, is_local: bool) -> Finding:
    known = None
    try:
        for identity in _identities(address):
            is_verified = await mail.is_verified(identity)
            if is_verified:
                return good(CHECK, address if identity == address else f"{address}, by its domain {identity}")
            if is_verified is not None:
                known = known or identity
    except Refused as refused:
        return refusal(CHECK, refused, needs="ses:GetEmailIdentity")
    if is_local:
        return failed(CHECK, f"The local cloud does not know the sender {address}.", "Start `make dev`, which adds it.")
    if known is None:
        made = f"aws sesv2 create-email-identity --email-identity {address}"
        return failed(
            CHECK,
            f"SES knows neither the sender {address} nor its domain, and sends nothing.",
            f"Verify it in this region: {made}, then follow the link in the mail that it gets.",
        )
    how = "Follow the link in the mail that SES has sent to it" if "@" in known else "Set the DNS records SES asks for"
    seen = f"aws sesv2 get-email-identity --email-identity {known}"
    return failed(CHECK, f"{known} is not verified, so SES sends nothing from {address}.", f"{how}: {seen}")


def _identities(address: str) -> Iterator[str]:
    """Return what may let an address send: itself, its domain, and the domains above, whose word holds below them."""
    yield address
    domain = address.rpartition("@")[2]
    while "." in domain:
        yield domain
        domain = domain.partition(".")[2]


async def _account(mail: OperatorMail) -> list[Finding]:
    try:
        account = await mail.account()
    except Refused as refused:
        return [warning(_SENDING, f"SES does not tell what the account may send. {refused}", "Allow ses:GetAccount.")]
    if not account.may_send:
        return [failed(_SENDING, "SES has paused this account's mail.", "Look at its reputation in the SES console.")]
    if account.is_in_sandbox:
        return [
            warning(
                _SENDING,
                "The account is in the SES sandbox: mail goes to verified addresses alone, and 200 a day.",
                "Ask for production access: aws sesv2 put-account-details --production-access-enabled …",
            )
        ]
    return [good(_SENDING, "to anybody")]
