"""Who is calling."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in user and the session they use. `auth_time` is seconds since 1970."""

    user_id: str
    session_id: str
    roles: tuple[str, ...]
    auth_time: int
