"""Removing what has no effect any more, after the write that decided so."""

from app import logs
from app.errors import AppError
from app.repositories.sessions import Sessions


async def remove_ended_sessions(sessions: Sessions, user_id: str, *, before_generation: int) -> None:
    """Remove the sessions that a new generation has ended. One that stays ends by itself, so a failure is no error."""
    try:
        await sessions.remove_before(before_generation, user_id)
    except AppError as error:
        logs.warning("sessions.left_behind", user_id=user_id, reason=error.type)
