"""What an account is when it begins: one place for those who register, for administrators and for the demo."""

from app import clock
from app.ids import new_id
from app.repositories.accounts import Account


def new_account(
    email: str,
    password_hash: str,
    *,
    user_id: str | None = None,
    name: str | None = None,
    email_verified: bool = False,
    roles: tuple[str, ...] = (),
    devices: tuple[str, ...] = (),
) -> Account:
    """Return an account that begins now and is still to be written. It gets an id of its own unless one is given."""
    now = clock.now()
    return Account(
        user_id=user_id or new_id(now),
        email=email,
        email_verified=email_verified,
        name=name,
        password_hash=password_hash,
        roles=roles,
        devices=devices,
        created_at=clock.timestamp(now),
        updated_at=clock.timestamp(now),
    )
