"""What SES lets an account send."""

from dataclasses import dataclass

from app.blocking import RunBlocking
from app.repositories.obstacles import Obstacle, Refused, asked
from app.repositories.operator_account import OperatorAccount


@dataclass(frozen=True, slots=True)
class MailAccount:
    """Whether an account may send at all, and whether to anybody: in the sandbox, to verified addresses alone."""

    may_send: bool
    is_in_sandbox: bool


class OperatorMail:
    """Asks SES. Raises `Refused` when it does not tell."""

    def __init__(self, account: OperatorAccount, run: RunBlocking) -> None:
        self._account = account
        self._run = run

    async def is_verified(self, identity: str) -> bool | None:
        """Tell whether an address or a domain may send; None if SES does not know it."""
        try:
            answer = await asked(self._run, lambda: self._account.mail.get_email_identity(EmailIdentity=identity))
        except Refused as refused:
            if refused.obstacle is Obstacle.MISSING:
                return None
            raise
        return answer.get("VerifiedForSendingStatus", False)

    async def account(self) -> MailAccount:
        """Return what the account may do."""
        answer = await asked(self._run, lambda: self._account.mail.get_account())
        return MailAccount(answer.get("SendingEnabled", True), not answer.get("ProductionAccessEnabled", True))
