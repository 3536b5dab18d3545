"""Registration: how an account comes to be."""

from app import clock, logs
from app.errors import EmailTaken, FieldError, ValidationFailed
from app.ids import new_id
from app.repositories.users import Account, EmailClaimed, Users
from app.security.passwords import MAX_LENGTH, Passwords, normalise


class Registrations:
    """Makes accounts."""

    def __init__(self, users: Users, passwords: Passwords, password_min_length: int) -> None:
        self._users = users
        self._passwords = passwords
        self._password_min_length = password_min_length

    async def register(self, email: str, password: str, name: str | None) -> None:
        """Make an account for a canonical address. This deployment sends no mail, so nothing is left to confirm.

        Raises
        ------
        ValidationFailed
            The password is too short.
        EmailTaken
            Somebody has this address.
        """
        self._check_length(password)
        now = clock.now()
        account = Account(
            user_id=new_id(now),
            email=email,
            name=name,
            password_hash=await self._passwords.hash(password),
            created_at=clock.timestamp(now),
            updated_at=clock.timestamp(now),
        )
        try:
            await self._users.create(account)
        except EmailClaimed:
            raise EmailTaken from None
        logs.event("auth.registered", user_id=account.user_id)

    def _check_length(self, password: str) -> None:
        # Code points after normalisation (NIST SP 800-63B-4 §3.1.1.2).
        length = len(normalise(password))
        if not self._password_min_length <= length <= MAX_LENGTH:
            code, bound = (
                ("string-too-short", f"at least {self._password_min_length}")
                if length < self._password_min_length
                else ("string-too-long", f"at most {MAX_LENGTH}")
            )
            message = f"A password has {bound} characters"
            error: FieldError = {"where": "body", "pointer": "/password", "code": code, "message": message}
            raise ValidationFailed(errors=[error])
